/** Has the course of what ended kept, and old roll-ups made coarser, a while after the start and then every ten minutes. */

import { keepCourses } from '@shoal/db/broadcast-course'
import { type CompactionProgress, compactRollups } from '@shoal/db/compact-roll-ups'
import type { Database } from '@shoal/db/database'
import type { Logger } from 'pino'

const FIRST_AFTER_MS = 30_000
const EACH_MS = 600_000

export function startCompacting({ database, log }: { database: Database; log: Logger }): AsyncDisposable {
  const stopped = new AbortController()
  const progress: CompactionProgress = new Map()
  let running = Promise.resolve()

  const run = async () => {
    try {
      await keepCourses(database, { nowMs: Date.now(), signal: stopped.signal })
      const rows = await compactRollups(database, { nowMs: Date.now(), progress, signal: stopped.signal })
      if (rows > 0) log.debug({ rows }, 'old roll-ups are coarser')
    } catch (error) {
      log.warn({ err: error }, 'what ended could not be kept, or old roll-ups not be made coarser: tried again later')
    }
  }
  const runNext = (inMs: number) =>
    setTimeout(() => {
      running = run().then(() => {
        if (!stopped.signal.aborted) timer = runNext(EACH_MS)
      })
    }, inMs).unref()
  let timer = runNext(FIRST_AFTER_MS)
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort()
      clearTimeout(timer)
      await running
    },
  }
}
