/** What a limit by address counts as one: an IPv4 address, or the /64 that one subscriber has of IPv6 (RFC 6177). */

import ipaddr from 'ipaddr.js'
import { CLIENT_HEADER } from './client-address.ts'

export function clientNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${parsed
    .toByteArray()
    .slice(0, 8)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}::/64`
}

/** Of whoever sent a request with these headers. */
export function networkIn(headers: Headers): string {
  return clientNetwork(headers.get(CLIENT_HEADER) ?? 'unknown')
}
