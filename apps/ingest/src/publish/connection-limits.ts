/** How many connections there may be, in all and from one address, and how fast new ones may come: known before any byte is read. */

import { networkOf } from './guess-limit.ts'

export type ConnectionLimits = {
  most: number
  mostPerAddress: number
  /** New ones from one address, in a minute. */
  mostPerMinute: number
}
export type ConnectionRefusal = 'too-many' | 'too-many-from-one-address' | 'too-fast'
export type Admission = { kind: 'admitted'; leave(): void } | { kind: 'refused'; reason: ConnectionRefusal }

const MINUTE_MS = 60_000

export type ConnectionCount = { readonly size: number; admit(address: string): Admission }

export function createConnectionCount({ most, mostPerAddress, mostPerMinute }: ConnectionLimits): ConnectionCount {
  let size = 0
  const open = new Map<string, number>()
  let recent = new Map<string, number>()
  let minute = 0

  function isTooFast(network: string): boolean {
    const now = Math.floor(Date.now() / MINUTE_MS)
    if (now !== minute) recent = new Map() // one minute's addresses at most
    minute = now
    const count = (recent.get(network) ?? 0) + 1
    recent.set(network, count)
    return count > mostPerMinute
  }

  return {
    get size() {
      return size
    },
    admit(address) {
      const network = networkOf(address)
      const others = open.get(network) ?? 0
      if (isTooFast(network)) return { kind: 'refused', reason: 'too-fast' }
      if (size >= most) return { kind: 'refused', reason: 'too-many' }
      if (others >= mostPerAddress) return { kind: 'refused', reason: 'too-many-from-one-address' }
      size += 1
      open.set(network, others + 1)
      const leave = () => {
        size -= 1
        const left = (open.get(network) ?? 1) - 1
        if (left > 0) open.set(network, left)
        else open.delete(network)
      }
      return { kind: 'admitted', leave }
    },
  }
}
