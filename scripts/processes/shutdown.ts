/** Turns every way of being told to end into one abort: Ctrl-C, SIGTERM, a closed terminal, a starter that is gone. */

/** The reason of an abort that a person or the system asked for: no error, the exit code is 0. */
export class ShutdownRequest extends Error {
  override name = 'ShutdownRequest'
}

/** A second Ctrl-C changes nothing: ending is under way and is bounded, and a process cut short here leaves orphans. */
export function listenForShutdown(): AbortController {
  const controller = new AbortController()
  const request = (why: string) => controller.abort(new ShutdownRequest(why))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => request(signal))
  if (process.connected) process.once('disconnect', () => request('disconnect'))
  // a terminal that was closed cannot be written to
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return controller
}
