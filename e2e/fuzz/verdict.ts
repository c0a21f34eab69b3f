/** What a fuzzed ingest has to have withstood. */

import type { FuzzFigures } from './fuzz-ingest.ts'

/** Beyond what it held before: the victim's broadcasts, connections and what V8 does not give back at once. */
const MOST_MEGABYTES_MORE = 200
/** However many strangers there were. */
const MOST_LOG_BYTES = 5_000_000
/** For one message, on a busy machine. */
const MOST_MESSAGE_MS = 500

/** In words; none when all is well. */
export function brokenBounds(figures: FuzzFigures): string[] {
  const { memoryMegabytes: memory, liveBroadcast: live, inProcess } = figures
  const bounds: [boolean, string][] = [
    [figures.processExits === 0, 'ingest has ended'],
    [figures.publisherExits === 0, 'the other publisher was cut off'],
    [Object.keys(inProcess.unexpectedErrors).length === 0, 'code threw what is no protocol error'],
    [inProcess.slowestMessageMs < MOST_MESSAGE_MS, 'one message kept the process busy'],
    [memory.most < memory.before + MOST_MEGABYTES_MORE, 'memory grew'],
    [figures.logBytes < MOST_LOG_BYTES, 'the log grew'],
    [live.segments > 0, 'the other broadcast had no segments'],
    [live.missingSegments + live.brokenSegments + live.failedPlaylists === 0, 'the other broadcast was damaged'],
    [live.discontinuities === 0 && live.gaps === 0, 'the other broadcast was interrupted'],
    [figures.rtmpSockets.answered > 0, 'nothing was heard over RTMP'],
    [Object.keys(figures.originHttp.answersByStatus).length > 2, 'nothing was heard from the origin'],
    [Object.keys(figures.uploadHttp.answersByStatus).length > 0, 'nothing was heard from the upload listener'],
  ]
  return bounds.flatMap(([holds, words]) => (holds ? [] : [words]))
}
