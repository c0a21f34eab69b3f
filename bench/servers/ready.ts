/** The other end of child-server.ts: tells that a server is ready, and closes it when its parent lets go. */

import type { Server } from 'node:net'
import type { Ready } from '../child-server.ts'

export function tellReady(ready: Ready, close: () => Promise<unknown>): void {
  process.once('disconnect', () => {
    void close().finally(() => process.exit())
  })
  process.send?.(ready)
}

/** Any free port of loopback. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return portOf(server)
}

export function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('a TCP server has a numeric address')
  return address.port
}
