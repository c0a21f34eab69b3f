/** The doctor on the machine: Node, ports, and the datagrams that viewers send each other. */

import { portVariables, probePort } from '../preflight/ports.ts'
import { isHealthy, localUrl } from '../processes/health.ts'
import type { Settings } from '../settings.ts'
import type { Check } from './check.ts'
import { ownAddress, udpRoundTrip } from './udp-round-trip.ts'

const NODE_MAJOR = 24

export function checkNode(version = process.version): Check {
  const isRight = Number(version.slice(1).split('.')[0]) >= NODE_MAJOR
  if (isRight) return { name: 'node', state: 'ok', found: version }
  return {
    name: 'node',
    state: 'fail',
    found: version,
    advice: 'run it as `npm run shoal -- doctor`, which brings Node 24',
  }
}

/** A port is fine when it is free, and when Shoal itself has it. */
export async function checkPorts(settings: Settings): Promise<Check[]> {
  const isOurs = (port: number) => isHealthy(localUrl(port, settings.host))
  const isRunning = await isOurs(settings.ports.SHOAL_ORIGIN_PORT)
  const checks = portVariables.map(async (variable): Promise<Check[]> => {
    const port = settings.ports[variable]
    if (port === null) return []
    const name = `port ${port}`
    const state = await probePort(port, settings.host)
    if (state === 'free') return [{ name, state: 'ok', found: `free (${variable})` }]
    // RTMP has no health check: it lives in the same process as the origin
    const isUsedByUs = variable.startsWith('SHOAL_RTMP') ? isRunning : await isOurs(port)
    if (isUsedByUs) return [{ name, state: 'ok', found: `used by Shoal (${variable})` }]
    const advice = `set ${variable} to another port, or stop what has it`
    return [{ name, state: 'fail', found: STATES[state], advice }]
  })
  return (await Promise.all(checks)).flat()
}

const STATES = {
  'in-use': 'in use by another program',
  forbidden: 'this user may not open it',
  'no-such-address': 'the address of SHOAL_HOST is not one of this machine',
}

export async function checkUdp(): Promise<Check[]> {
  const own = ownAddress()
  return [
    await checkAddress('udp loopback', '127.0.0.1'),
    own === undefined
      ? {
          name: 'udp own address',
          state: 'warn',
          found: 'this machine has no address besides loopback',
          advice: 'viewers elsewhere cannot reach it',
        }
      : await checkAddress('udp own address', own),
  ]
}

async function checkAddress(name: string, address: string): Promise<Check> {
  const ms = await udpRoundTrip(address)
  if (ms !== null) return { name, state: 'ok', found: `${address}, there and back in ${ms.toFixed(1)} ms` }
  return {
    name,
    state: 'fail',
    found: `nothing came back from ${address}`,
    advice: 'let the firewall pass UDP on this machine: peers need it',
  }
}
