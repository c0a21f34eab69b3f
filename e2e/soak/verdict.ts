/** What a soak found, and which of its bounds were broken. */

import type { WatchedProcess } from './process-watch.ts'
import { growth, slopePerHour } from './slope.ts'

export type Findings = {
  minutes: number
  faults: { reconnects: number; encoderKills: number }
  memorySlopeMegabytesPerHour: Record<string, number>
  memoryGrowthMegabytes: Record<string, number>
  memoryMostMegabytes: Record<string, number>
  fileHandleGrowth: Record<string, number>
  orphanProcesses: number
  mostEncodersAtOnce: number
  restartedProcesses: string[]
  missingSegments: number
  brokenSegments: number
  mediaGaps: number
  longestMediaGapSeconds: number
  segments: number
  browserPlayedShare: number
  browserStalls: number
  browserErrors: number
}

/** A slope counts once it has made a difference: a heap is collected when it pleases. */
const MOST_SLOPE_MEGABYTES_PER_HOUR = 30
const MOST_GROWTH_MEGABYTES = 40
const MOST_FILE_HANDLE_GROWTH = 10
/** The publisher's absence, its encoder's start, and a segment that did not come to its end. */
const MOST_GAP_SECONDS = 3 + 3 + 2
const LEAST_PLAYED_SHARE = 0.85

/** One line for each process that lived through the whole of it. */
export function describeProcesses(processes: readonly WatchedProcess[], sinceMs: number) {
  const lasting = processes.filter(({ name }) => name !== 'encoder')
  const names = [...new Set(lasting.map(({ name }) => name))]
  const newest = names.flatMap((name) => lasting.findLast((one) => one.name === name) ?? [])
  const figures = (of: (one: WatchedProcess) => number) => Object.fromEntries(newest.map((one) => [one.name, of(one)]))
  const warm = (readings: WatchedProcess['fileHandles']) => readings.filter(({ atMs }) => atMs >= sinceMs)
  return {
    memorySlopeMegabytesPerHour: figures(({ memoryMegabytes }) => slopePerHour(warm(memoryMegabytes))),
    memoryGrowthMegabytes: figures(({ memoryMegabytes }) => growth(warm(memoryMegabytes))),
    memoryMostMegabytes: figures(({ memoryMegabytes }) => Math.max(...memoryMegabytes.map(({ value }) => value))),
    fileHandleGrowth: figures(({ fileHandles }) => growth(warm(fileHandles))),
    restartedProcesses: names.filter((name) => lasting.filter((one) => one.name === name).length > 1),
  }
}

/** What is out of bounds, in words; none when all is well. */
export function brokenBounds(found: Findings): string[] {
  const faults = found.faults.reconnects + found.faults.encoderKills
  const broken: [isBroken: boolean, words: string][] = [
    ...Object.entries(found.memorySlopeMegabytesPerHour).map(([name, slope]): [boolean, string] => [
      slope > MOST_SLOPE_MEGABYTES_PER_HOUR && (found.memoryGrowthMegabytes[name] ?? 0) > MOST_GROWTH_MEGABYTES,
      `${name} grows by ${slope.toFixed(0)} MB/h`,
    ]),
    ...Object.entries(found.fileHandleGrowth).map(([name, handles]): [boolean, string] => [
      handles > MOST_FILE_HANDLE_GROWTH,
      `${name} opened ${handles} file handles more`,
    ]),
    [found.orphanProcesses > 0, `${found.orphanProcesses} orphan processes`],
    [found.restartedProcesses.length > 0, `restarted: ${found.restartedProcesses.join(', ')}`],
    [found.segments === 0, 'no segment was seen'],
    [found.missingSegments > 0, `${found.missingSegments} segment numbers were skipped`],
    [found.brokenSegments > 0, `${found.brokenSegments} listed segments were not to be had`],
    [found.mediaGaps > 2 * faults, `${found.mediaGaps} gaps after ${faults} faults`],
    [found.longestMediaGapSeconds > MOST_GAP_SECONDS, `a gap of ${found.longestMediaGapSeconds.toFixed(1)} s`],
    [
      found.browserPlayedShare < LEAST_PLAYED_SHARE,
      `the browser played ${found.browserPlayedShare.toFixed(2)} of the time`,
    ],
    [found.browserErrors > 0, `${found.browserErrors} errors in the browser`],
  ]
  return broken.filter(([isBroken]) => isBroken).map(([, words]) => words)
}
