/** Sends one datagram through this machine's own network stack and back: what WebRTC between viewers is made of. */

import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'

/** Milliseconds, or null when nothing came back. `address` is one of this machine's own. */
export async function udpRoundTrip(address: string, timeoutMs = 1000): Promise<number | null> {
  const family = address.includes(':') ? 'udp6' : 'udp4'
  const echo = createSocket(family)
  const asker = createSocket(family)
  const answer = Promise.withResolvers<number | null>()
  const failed = () => answer.resolve(null)
  echo.on('error', failed)
  asker.on('error', failed)
  echo.on('message', (message, from) => echo.send(message, from.port, from.address))
  const timer = setTimeout(failed, timeoutMs)
  try {
    const begun = performance.now()
    asker.on('message', () => answer.resolve(performance.now() - begun))
    echo.bind(0, address, () => asker.send('shoal', echo.address().port, address))
    return await answer.promise
  } finally {
    clearTimeout(timer)
    echo.close()
    asker.close()
  }
}

/** The first address that others could reach this machine at, IPv4 before IPv6. */
export function ownAddress(): string | undefined {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && !address.address.startsWith('fe80'))
  const best = outside.find((address) => address.family === 'IPv4') ?? outside[0]
  return best?.address
}
