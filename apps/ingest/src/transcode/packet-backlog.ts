/** What a new encoder needs to join in the middle: the sequence headers, and everything since the last key frame. */

import { isKeyFrame, isSequenceHeader, type MediaPacket } from './media-packet.ts'

export class PacketBacklog {
  readonly #limitBytes: number
  #headers: { audio?: MediaPacket; video?: MediaPacket } = {}
  #packets: MediaPacket[] = []
  #bytes = 0
  #isWaitingForKeyFrame = false

  constructor(limitBytes = 33_554_432) {
    this.#limitBytes = limitBytes
  }

  get headers(): MediaPacket[] {
    return [this.#headers.video, this.#headers.audio].filter((packet) => packet !== undefined)
  }

  /** From the last key frame on, headers left out; empty while it waits for one. */
  get packets(): readonly MediaPacket[] {
    return this.#packets
  }

  add(packet: MediaPacket): void {
    if (packet.kind === 'script') return
    if (isSequenceHeader(packet)) {
      this.#headers[packet.kind] = packet
      return
    }
    // Without video each packet is a place to start at.
    if (isKeyFrame(packet) || !this.#headers.video) this.restart()
    if (this.#isWaitingForKeyFrame) return
    this.#bytes += packet.payload.length
    this.#packets.push(packet)
    if (this.#bytes <= this.#limitBytes) return
    this.restart()
    this.#isWaitingForKeyFrame = true
  }

  /** Forgets the packets, so that a new encoder starts at the next key frame. */
  restart(): void {
    this.#packets = []
    this.#bytes = 0
    this.#isWaitingForKeyFrame = false
  }

  /** As `restart`, for an encoder that could not keep up with what is here. */
  skipToNextKeyFrame(): void {
    this.restart()
    this.#isWaitingForKeyFrame = this.#headers.video !== undefined
  }
}
