/** Makes the downloads that are asked for, one after the other, and removes them again after a day. */

import type { Logger } from 'pino'
import { broadcastFolder } from './broadcast-folder.ts'
import { deleteExportFile, findExportFile } from './export-files.ts'
import { planExport } from './export-plan.ts'
import { openRecording } from './library.ts'
import { exportMp4 } from './mp4-export.ts'
import { startPolling } from './polling.ts'
import type { StoredBytes } from './stored-bytes.ts'

export type ExportJob = { id: string; broadcastId: string; rung: string }
/** `ExportChange` of packages/db is the same. */
export type ExportUpdate =
  | { state: 'running'; progress: number }
  | { state: 'ready'; bytes: number; at: Date }
  | { state: 'failed'; error: ExportFailure; at: Date }
/** What the studio has words for. */
export type ExportFailure = 'not-found' | 'no-room' | 'failed'

export type ExportQueue = {
  /** Those that wait, and those that an earlier run has begun; the oldest first. */
  list(): Promise<readonly ExportJob[]>
  /** False when nobody wants it any more. */
  update(id: string, change: ExportUpdate): Promise<boolean>
  /** The file of that download is gone. */
  forget(file: { broadcastId: string; rung: string }): Promise<void>
}

export type RunExportsOptions = {
  root: string
  queue: ExportQueue
  stored: StoredBytes
  ffmpegPath: string
  hasRoomFor(bytes: number): Promise<boolean>
  log: Logger
  intervalMs?: number
}

/** Each look is a question to the database, asked day and night. */
const INTERVAL_MS = 5000
const KEPT_MS = 24 * 3600 * 1000
/** Told at most so often. */
const PROGRESS_MS = 1000
/** What boxes, and a sound that is encoded anew, may add to the segments' bytes. */
const OVERHEAD = 1.05

export function runExports(options: RunExportsOptions): AsyncDisposable {
  const run = async (signal: AbortSignal) => {
    await removeOld(options)
    // Only the first: when it is done, others may have been deleted.
    const [job] = await options.queue.list()
    if (job) await runJob(options, job, signal)
  }
  return startPolling('exports', run, { intervalMs: options.intervalMs ?? INTERVAL_MS, log: options.log })
}

async function runJob(options: RunExportsOptions, job: ExportJob, signal: AbortSignal): Promise<void> {
  const { queue, stored, log } = options
  const { broadcastId, rung } = job
  try {
    const made = await make(options, job, signal)
    if (typeof made === 'string') {
      await queue.update(job.id, { state: 'failed', error: made, at: new Date() })
      return
    }
    stored.setExport({ broadcastId, rung, bytes: made.bytes, madeAtMs: Date.now() })
    if (await queue.update(job.id, { state: 'ready', bytes: made.bytes, at: new Date() })) return
    await removeFile(options, job)
  } catch (error) {
    if (signal.aborted) return
    log.error({ err: error, broadcastId, rung }, 'a download could not be made')
    await queue.update(job.id, { state: 'failed', error: 'failed', at: new Date() })
  }
}

async function make(
  { root, queue, ffmpegPath, hasRoomFor, log }: RunExportsOptions,
  { id, broadcastId, rung }: ExportJob,
  signal: AbortSignal,
): Promise<{ bytes: number } | ExportFailure> {
  const folder = broadcastFolder(root, broadcastId)
  const recording = await openRecording(folder)
  const plan = recording && planExport(recording.timeline, rung)
  if (!plan) return 'not-found'
  const known = await findExportFile(folder, { broadcastId, rung })
  if (known) return known
  if (!(await hasRoomFor(plan.bytes * OVERHEAD))) return 'no-room'
  const unwanted = new AbortController()
  const abort = AbortSignal.any([signal, unwanted.signal])
  const tell = throttle(PROGRESS_MS, async (progress: number) => {
    if (!(await queue.update(id, { state: 'running', progress }))) unwanted.abort(new Error('nobody wants it'))
  })
  const onProgress = (progress: number) => tell(progress).catch((err) => log.warn({ err }, 'progress was not told'))
  return { bytes: await exportMp4({ folder, rung, plan, ffmpegPath, onProgress, signal: abort }) }
}

/** One at a time, and none within `leastMs` of the one before. */
function throttle(leastMs: number, run: (value: number) => Promise<void>): (value: number) => Promise<void> {
  let nextMs = 0
  return async (value) => {
    if (Date.now() < nextMs) return
    nextMs = Number.POSITIVE_INFINITY
    try {
      await run(value)
    } finally {
      nextMs = Date.now() + leastMs
    }
  }
}

async function removeOld(options: RunExportsOptions): Promise<void> {
  for (const file of [...options.stored.exports]) {
    if (Date.now() - file.madeAtMs >= KEPT_MS) await removeFile(options, file)
  }
}

/** Also for the disk's guard. The database first: nobody is sent to a file that is gone. */
export async function removeFile(
  { root, queue, stored }: Pick<RunExportsOptions, 'root' | 'queue' | 'stored'>,
  { broadcastId, rung }: { broadcastId: string; rung: string },
): Promise<void> {
  await queue.forget({ broadcastId, rung })
  await deleteExportFile(broadcastFolder(root, broadcastId), rung)
  stored.deleteExport({ broadcastId, rung })
}
