/** Tells, before anything starts, which port somebody else has. */

import { createServer } from 'node:net'
import { OperatorError } from '../operator-error.ts'
import type { Ports, PortVariable } from '../settings.ts'

const PURPOSE: Record<PortVariable, string> = {
  SHOAL_WEB_PORT: 'the web pages',
  SHOAL_RTMP_PORT: 'RTMP',
  SHOAL_RTMPS_PORT: 'RTMPS',
  SHOAL_ORIGIN_PORT: 'the origin',
  SHOAL_TRACKER_PORT: 'the tracker',
}

export type PortState = 'free' | 'in-use' | 'forbidden' | 'no-such-address'

/** @throws OperatorError for the first port that cannot be had, with the variable that moves it. */
export async function requirePorts(ports: Ports, host: string | undefined): Promise<void> {
  const seen = new Map<number, PortVariable>()
  for (const variable of portVariables) {
    const port = ports[variable]
    if (port === null) continue
    const twin = seen.get(port)
    if (twin) throw new OperatorError(`${twin} and ${variable} are both ${port}: give each a port of its own.`)
    seen.set(port, variable)
    const state = await probePort(port, host)
    if (state !== 'free') throw new OperatorError(portSentence(state, variable, port, host))
  }
}

export const portVariables: readonly PortVariable[] = [
  'SHOAL_WEB_PORT',
  'SHOAL_RTMP_PORT',
  'SHOAL_RTMPS_PORT',
  'SHOAL_ORIGIN_PORT',
  'SHOAL_TRACKER_PORT',
]

function portSentence(state: PortState, variable: PortVariable, port: number, host: string | undefined): string {
  switch (state) {
    case 'no-such-address':
      return `This machine has no address ${host}: set SHOAL_HOST to one of its own, or leave it out for all of them.`
    case 'forbidden':
      return `Port ${port} for ${PURPOSE[variable]} may not be opened by this user: set ${variable} to one above 1023.`
    default:
      return `Port ${port} for ${PURPOSE[variable]} is in use by another program: stop it, or set ${variable} to a free port.`
  }
}

/** Without a host, every interface: the loopback address alone is tried too, because some systems let both be bound. */
export async function probePort(port: number, host: string | undefined): Promise<PortState> {
  if (host) return probeAddress(port, host)
  for (const address of ['::', '0.0.0.0', '127.0.0.1']) {
    const state = await probeAddress(port, address)
    if (state !== 'free' && state !== 'no-such-address') return state
  }
  return 'free'
}

function probeAddress(port: number, host: string): Promise<PortState> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('in-use')
      else if (error.code === 'EACCES') resolve('forbidden')
      else if (['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND', 'EINVAL'].includes(error.code ?? ''))
        resolve('no-such-address')
      else reject(error)
    })
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('free')))
  })
}
