/** Who is asking, as the socket says: stamped on the request before Next sees it, so that no client can write it. */

import type { IncomingMessage } from 'node:http'

/** The client's address: the socket's, or the proxy's word for it where SHOAL_TRUST_PROXY is on. */
export const CLIENT_HEADER = 'x-shoal-client'
/** `yes` when the request came over loopback and no proxy brought it. */
export const LOCAL_HEADER = 'x-shoal-local'

export function stampClient(request: IncomingMessage, trustProxy: boolean): void {
  const socketAddress = plainAddress(request.socket.remoteAddress ?? '')
  const forwardedFor = [request.headers['x-forwarded-for'] ?? []].flat().join(',')
  // the last entry is the one that our own proxy wrote
  const forwarded = forwardedFor.split(',').at(-1)?.trim() ?? ''
  request.headers[CLIENT_HEADER] = trustProxy && forwarded !== '' ? plainAddress(forwarded) : socketAddress
  request.headers[LOCAL_HEADER] = isLoopback(socketAddress) && forwardedFor === '' ? 'yes' : 'no'
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** IPv4 addresses that came over an IPv6 socket, as IPv4. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}
