/** Which addresses are everybody's: what somebody else chose to have requested may not be in this server's own network. */

import ipaddr from 'ipaddr.js'

/** All of IPv6 that is given out (RFC 4291, section 2.4); below it are old ways to write IPv4, such as `::127.0.0.1`. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3')

/** Global unicast alone: not loopback, private, link-local, carrier-grade NAT, unique local, nor any of those mapped. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GIVEN_OUT))
}
