/** Deletes recordings: those that the studio has marked, and those that are older than their channel keeps them. */

import type { Logger } from 'pino'
import { startPolling } from './polling.ts'
import { deleteBroadcast } from './segment-files.ts'
import type { StoredBytes } from './stored-bytes.ts'

export type DeletionQueue = {
  /** Ids of broadcasts whose recordings are marked. */
  list(): Promise<readonly string[]>
  /** The disk is free. */
  deleted(broadcastId: string): Promise<void>
}

export type RetentionQueue = {
  /** Ids of broadcasts whose recordings their channel does not keep any longer. */
  expired(now: Date): Promise<readonly string[]>
  mark(broadcastId: string): Promise<unknown>
}

export type RunDeletionsOptions = {
  root: string
  queue: DeletionQueue
  stored: StoredBytes
  isLive(broadcastId: string): boolean
  /** Whoever has it open should not find it any more. */
  forget(broadcastId: string): void
  log: Logger
  intervalMs?: number
}

/** Each look is a question to the database, asked day and night. */
const DELETION_MS = 5000
const RETENTION_MS = 3_600_000

/** One that is live waits for its end. What the disk does not let go is tried again. */
export function runDeletions(options: RunDeletionsOptions): AsyncDisposable {
  const { queue, isLive, log, intervalMs = DELETION_MS } = options
  const run = async (signal: AbortSignal) => {
    for (const id of await queue.list()) {
      if (signal.aborted) return
      if (isLive(id)) continue
      await removeBroadcast(options, id)
      await queue.deleted(id)
      log.info({ broadcast: id }, 'a recording was deleted')
    }
  }
  return startPolling('deletions', run, { intervalMs, log })
}

/** At the start and each hour; what has expired is marked, and `runDeletions` does the rest. */
export function runRetention({
  queue,
  isLive,
  log,
  intervalMs = RETENTION_MS,
}: { queue: RetentionQueue } & Pick<RunDeletionsOptions, 'isLive' | 'log' | 'intervalMs'>): AsyncDisposable {
  const run = async () => {
    const expired = (await queue.expired(new Date())).filter((id) => !isLive(id))
    for (const id of expired) await queue.mark(id)
    if (expired.length > 0) log.info({ broadcasts: expired }, 'recordings have expired')
  }
  return startPolling('retention', run, { intervalMs, log })
}

/** @throws the file system's error. */
export async function removeBroadcast(
  { root, stored, forget }: Pick<RunDeletionsOptions, 'root' | 'stored' | 'forget'>,
  broadcastId: string,
): Promise<void> {
  forget(broadcastId)
  await deleteBroadcast(root, broadcastId)
  stored.deleteBroadcast(broadcastId)
}
