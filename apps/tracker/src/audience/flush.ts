/** Writes the sums now and then, and once more at the end. */

import type { Logger } from 'pino'
import type { Audience } from './audience.ts'
import type { Rollups } from './roll-ups.ts'
import type { Slices } from './slices.ts'

const TICK_MS = 1000
/**
 * Few rows are written as often as the dashboard looks, so that it moves with the broadcast; they are one statement,
 * however many viewers they sum up. Many rows, of dozens of broadcasts at once, are written each ten seconds.
 */
const FLUSH_FEW_MS = 2000
const FLUSH_MANY_MS = 10_000
const MANY_ROWS = 200
/** Minutes, by what viewers are: more rows, and less to be seen of them in two seconds. */
const FLUSH_SLICES_MS = 10_000
/** What is left of the time to stop in. */
const LAST_FLUSH_WITHIN_MS = 2000

/** Disposing of it writes what is left. */
export function startFlushing(parts: {
  audience: Audience
  rollups: Rollups
  slices: Slices
  now: () => number
  log: Logger
}): AsyncDisposable {
  const { audience, rollups, slices, now, log } = parts
  let isFailing = false
  let flushing = Promise.resolve()

  const flush = async (withSlices: boolean) => {
    try {
      await rollups.flush()
      if (withSlices) await slices.flush()
      if (isFailing) log.info('roll-ups are written again')
      isFailing = false
    } catch (error) {
      if (!isFailing) log.warn({ err: error, waitingRows: rollups.waitingRows }, 'roll-ups cannot be written, kept')
      isFailing = true
    }
  }
  const ticking = setInterval(() => audience.tick(now()), TICK_MS)
  let flushedAtMs = performance.now()
  let slicedAtMs = performance.now()
  const flushTimer = setInterval(() => {
    const isDue = performance.now() - flushedAtMs >= FLUSH_MANY_MS - FLUSH_FEW_MS / 2
    if (rollups.waitingRows > MANY_ROWS && !isDue) return
    flushedAtMs = performance.now()
    const withSlices = flushedAtMs - slicedAtMs >= FLUSH_SLICES_MS - FLUSH_FEW_MS / 2
    if (withSlices) slicedAtMs = flushedAtMs
    flushing = flushing.then(() => flush(withSlices))
  }, FLUSH_FEW_MS)
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(ticking)
      clearInterval(flushTimer)
      audience.tick(now())
      const timeUp = new Promise((resolve) => setTimeout(resolve, LAST_FLUSH_WITHIN_MS).unref())
      await Promise.race([flushing.then(() => flush(true)), timeUp])
      const lostRows = rollups.waitingRows + slices.waitingRows
      if (lostRows > 0) log.warn({ lostRows }, 'roll-ups were lost')
    },
  }
}
