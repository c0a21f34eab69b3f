/**
 * Who each segment came from, counted when it reaches the decoder and once. Segments that the loader fetched ahead and
 * nobody played, and the part of a request that was broken off, are not claimed; the origin counts them as its own.
 */

export type Delivered = { originBytes: number; peerBytes: number; peerId?: string }

type Fetched = Delivered & { isDelivered: boolean }

/** Segments that are remembered: minutes of them, so that a seek back does not count again. */
const MOST_REMEMBERED = 1000

export class DeliveryLedger {
  readonly #fetched = new Map<string, Fetched>()
  readonly #fromPeers = new Map<string, number>()

  /** The origin is asked for the rest of a segment, of which `bytes` came from a peer that fell away (RFC 9110, 14). */
  originCompletes(url: string, bytes: number): void {
    if (bytes > 0) this.#fromPeers.set(url, bytes)
    else this.#fromPeers.delete(url)
  }

  fetched(url: string, fetched: { source: 'origin' | 'peer'; bytes: number; peerId?: string }): void {
    const earlier = Math.min(fetched.bytes, this.#fromPeers.get(url) ?? 0)
    this.#fromPeers.delete(url)
    const peerBytes = fetched.source === 'peer' ? fetched.bytes : earlier
    this.#remember(url, {
      originBytes: fetched.bytes - peerBytes,
      peerBytes,
      ...(fetched.source === 'peer' && fetched.peerId !== undefined ? { peerId: fetched.peerId } : {}),
      isDelivered: false,
    })
  }

  /** `bytes` is its size, for a segment that the loader had no part in. `null`: counted before. */
  delivered(url: string, bytes: number): Delivered | null {
    const fetched = this.#fetched.get(url) ?? { originBytes: bytes, peerBytes: 0, isDelivered: false }
    if (fetched.isDelivered) return null
    this.#remember(url, { ...fetched, isDelivered: true })
    const { isDelivered: _, ...delivered } = fetched
    return delivered
  }

  #remember(url: string, fetched: Fetched): void {
    const known = this.#fetched.get(url)
    this.#fetched.set(url, { ...fetched, isDelivered: fetched.isDelivered || known?.isDelivered === true })
    for (const oldest of this.#fetched.keys()) {
      if (this.#fetched.size <= MOST_REMEMBERED) return
      this.#fetched.delete(oldest)
    }
  }
}
