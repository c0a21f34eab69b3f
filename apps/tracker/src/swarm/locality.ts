/** Where a viewer is, as far as it takes to introduce neighbours: names of groups, and never an address. */

import { createHash, randomBytes } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

/** Its groups from the nearest on: address block, autonomous system, country. What is not known is `undefined`. */
export type Locality = readonly [block: string | undefined, system: string | undefined, country: string | undefined]

export const NOWHERE: Locality = [undefined, undefined, undefined]

export type AddressLookups = {
  /** Number of the autonomous system. */
  system: (address: string) => number | undefined
  /** Two letters (ISO 3166). */
  country: (address: string) => string | undefined
}

const NO_LOOKUPS: AddressLookups = { system: () => undefined, country: () => undefined }

/** The salt lives as long as the process, so that a group's name tells nothing to whoever reads its memory later. */
export function createLocate({
  lookups = NO_LOOKUPS,
  salt = randomBytes(16),
}: {
  lookups?: AddressLookups | undefined
  salt?: Buffer
} = {}): (address: string | undefined) => Locality {
  return (given) => {
    const address = given === undefined ? undefined : plainAddress(given)
    const block = address === undefined ? undefined : addressBlock(address)
    if (address === undefined || block === undefined) return NOWHERE
    const hash = createHash('sha256').update(salt).update(block).digest('base64')
    const system = lookups.system(address)
    return [hash.slice(0, 10), system === undefined ? undefined : `AS${system}`, lookups.country(address)]
  }
}

/** An IPv4 address that came in through an IPv6 socket, as IPv4 (RFC 4291, section 2.5.5.2). */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

/** The network that somebody's own router is likely in: /24 of IPv4, /48 of IPv6. */
export function addressBlock(address: string): string | undefined {
  if (isIPv4(address)) return address.slice(0, address.lastIndexOf('.'))
  if (!isIPv6(address)) return undefined
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0')
  return [...groups, ...after]
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
