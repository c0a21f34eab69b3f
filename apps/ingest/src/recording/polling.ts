/** Does a thing again and again, one at a time, with a pause between. */

import type { Logger } from 'pino'

/** Ends what it does, through the signal, and waits for that. */
export function startPolling(
  what: string,
  run: (signal: AbortSignal) => Promise<void>,
  { intervalMs, log }: { intervalMs: number; log: Logger },
): AsyncDisposable {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let isFailing = false
  const turn = async () => {
    try {
      await run(stop.signal)
      isFailing = false
    } catch (error) {
      // The database or the disk is away: one line for each time, not for each second of it.
      if (!isFailing && !stop.signal.aborted) log.warn({ err: error, what }, 'it has to be tried again')
      isFailing = true
    }
    if (!stop.signal.aborted) timer = setTimeout(next, intervalMs).unref()
  }
  let running: Promise<void>
  const next = () => {
    running = turn()
  }
  next()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('shutting down'))
      clearTimeout(timer)
      await running
    },
  }
}
