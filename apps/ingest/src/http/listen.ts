/** Opens a port, and says in plain words when that does not work. */

import type { Server } from 'node:net'

export type ListenAddress = {
  host: string | undefined
  port: number
  /** The environment variable that sets the port. */
  setting: string
}

export class PortInUseError extends Error {
  override name = 'PortInUseError'
}

/** Returns the port. @throws PortInUseError whose message names the setting. */
export async function listen(server: Server, { host, port, setting }: ListenAddress): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(translate(cause, port, setting)))
    server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

function translate(cause: NodeJS.ErrnoException, port: number, setting: string): Error {
  const help = `set ${setting} to another port`
  if (cause.code === 'EADDRINUSE')
    return new PortInUseError(`port ${port} is in use by another program: stop it, or ${help}`)
  if (cause.code === 'EACCES') return new PortInUseError(`this user may not open port ${port}: ${help}`)
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND') {
    return new PortInUseError('SHOAL_HOST is not an address of this machine: change it, or leave it unset')
  }
  return cause
}
