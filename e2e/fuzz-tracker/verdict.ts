/** What a fuzzed tracker has to have withstood. */

import type { FuzzFigures } from './fuzz-tracker.ts'

/** Beyond what it held before: the sessions that are remembered, and what V8 does not give back at once. */
const MOST_MEGABYTES_MORE = 200
/** For an introduction, on a busy machine. */
const MOST_INTRODUCTION_MS = 15_000

/** Of processor time, for fifty messages. */
const MOST_FIFTY_MS = 1000
/** What V8 needs more than at the start: compiled code, and counts by reason. */
const MOST_HEAP_MORE = 24
/** Thirty viewers, in two swarms. */
const MOST_PEERS = 60 + 1

/** In words; none when all is well. */
export function brokenBounds(figures: FuzzFigures): string[] {
  const { processExits, warnings, memoryMegabytes, honest, messages, closes, inProcess } = figures
  const { heapMegabytes, remembered } = figures
  const bounds: [boolean, string][] = [
    [processExits === 0, 'the tracker has ended'],
    [warnings.length === 0, 'the tracker complained of itself'],
    [memoryMegabytes.most < memoryMegabytes.before + MOST_MEGABYTES_MORE, 'memory grew'],
    [honest.cutOff === 0, 'an honest viewer was cut off'],
    [honest.introductions > 0 && honest.missed === 0, 'honest viewers were not introduced'],
    [honest.slowestMs < MOST_INTRODUCTION_MS, 'honest viewers had to wait'],
    [inProcess.faults.length === 0, 'a message made the tracker throw'],
    [inProcess.slowestFiftyMs < MOST_FIFTY_MS, 'a message kept the tracker busy'],
    [heapMegabytes.after < heapMegabytes.before + MOST_HEAP_MORE, 'the heap grew'],
    [remembered === 0, 'viewers who left are remembered'],
    [inProcess.remembered === 0, 'viewers who left are remembered in this process'],
    [inProcess.heapMegabytes.after < inProcess.heapMegabytes.before + MOST_HEAP_MORE, 'the heap grew in this process'],
    [inProcess.mostPeers < MOST_PEERS, 'peers stayed that had gone'],
    [Object.keys(inProcess.refusals).length > 3, 'nothing was heard in this process'],
    [messages > 0 && Object.keys(closes).length > 3, 'nothing was heard'],
  ]
  return bounds.flatMap(([holds, words]) => (holds ? [] : [words]))
}
