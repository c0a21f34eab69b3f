/** When to stop: on a signal, or when the process that started this one is gone. */

/** The reason, once there is one. Call it before anything is started. */
export function untilShutdown(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
    process.once('disconnect', () => resolve('disconnect'))
  })
}
