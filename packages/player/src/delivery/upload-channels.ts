/** The channels in which something of ours may still wait, and which of them lead nowhere. */

import type { Peer } from './peer.ts'

/** A channel in which something waits, and that little left in so long, leads nowhere for now: its peer may be gone. */
const STUCK_MS = 1000
const STUCK_BYTES = 4096

/** `leftBytes` since `movedAtMs`, when it last was known to lead somewhere. */
type Channel = { peer: Peer; bytes: number; leftBytes: number; movedAtMs: number; isStuck: boolean }

export type ChannelsSeen = {
  /** What waits in those that lead somewhere. */
  bufferedBytes: number
  /** No more of each than its share, so that a slow one leaves the others theirs. */
  sharedBytes: number
  links: number
  /** Something left since the last look, or nothing waits. */
  isMoving: boolean
  /** Since this look they lead nowhere, or somewhere again. */
  stuck: Readonly<Channel>[]
  freed: Readonly<Channel>[]
}

export class UploadChannels {
  readonly #channels = new Map<Peer, Channel>()

  get count(): number {
    return this.#channels.size
  }

  bytesOf(peer: Peer): number {
    return this.#channels.get(peer)?.bytes ?? 0
  }

  wroteTo(peer: Peer, nowMs: number): void {
    const bytes = peer.link.bufferedBytes
    const channel = this.#channels.get(peer)
    if (channel) channel.bytes = bytes
    else this.#channels.set(peer, { peer, bytes, leftBytes: 0, movedAtMs: nowMs, isStuck: false })
  }

  forget(peer: Peer): void {
    this.#channels.delete(peer)
  }

  /** It was at the last look, and has not moved since. */
  isStuck(peer: Peer): boolean {
    const channel = this.#channels.get(peer)
    const { bufferedBytes } = peer.link
    return channel?.isStuck === true && bufferedBytes > 0 && channel.bytes - bufferedBytes < STUCK_BYTES
  }

  look(share: number, nowMs: number): ChannelsSeen {
    const seen: ChannelsSeen = {
      ...{ bufferedBytes: 0, sharedBytes: 0, links: 0, isMoving: false },
      ...{ stuck: [], freed: [] },
    }
    for (const [peer, channel] of this.#channels) {
      const wasStuck = channel.isStuck
      seen.isMoving = drain(channel, nowMs) || seen.isMoving
      if (wasStuck && !channel.isStuck) seen.freed.push(channel)
      if (!wasStuck && channel.isStuck) seen.stuck.push(channel)
      if (channel.bytes === 0) this.#channels.delete(peer)
      if (channel.bytes === 0 || channel.isStuck) continue
      seen.bufferedBytes += channel.bytes
      seen.sharedBytes += Math.min(channel.bytes, share)
      seen.links += 1
    }
    seen.isMoving ||= seen.bufferedBytes === 0
    return seen
  }
}

/** Takes note of what left it since then; false when nothing did. */
function drain(channel: Channel, nowMs: number): boolean {
  const bytes = channel.peer.link.bufferedBytes
  const left = Math.max(0, channel.bytes - bytes)
  channel.bytes = bytes
  channel.leftBytes += left
  if (channel.leftBytes >= STUCK_BYTES) Object.assign(channel, { movedAtMs: nowMs, leftBytes: 0 })
  channel.isStuck = bytes > 0 && nowMs - channel.movedAtMs > STUCK_MS
  return left > 0
}
