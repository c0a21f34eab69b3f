/** When the server is asked to go: a signal, or the supervisor's end of the channel closing. */

export type ShutdownReason = 'SIGTERM' | 'SIGINT' | 'disconnect'

export function untilShutdown(): Promise<ShutdownReason> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve('SIGTERM'))
    process.on('SIGINT', () => resolve('SIGINT'))
    process.on('disconnect', () => resolve('disconnect'))
  })
}
