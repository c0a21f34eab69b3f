/** A child's standard input, a piece at a time: knows which media the child has taken already. */

import type { Writable } from 'node:stream'

/** What the pipe may hold of ours at once. Little, so that what was taken is known to a fraction of a second. */
const MOST_IN_FLIGHT_BYTES = 131_072
/** Pieces that leave in one write. */
const MOST_JOINED = 64

type Piece = { bytes: Buffer; mediaMs: number }

export class ProcessInput {
  readonly #pipe: Writable
  #queue: Piece[] = []
  #next = 0
  #queuedBytes = 0
  #inFlightBytes = 0
  #takenMs = 0
  #isEnding = false

  constructor(pipe: Writable) {
    this.#pipe = pipe
    // A child that dies while we write says so by its exit, not here.
    pipe.on('error', () => {})
  }

  /** Bytes that wait in our memory for the child to read them. */
  get queuedBytes(): number {
    return this.#queuedBytes + this.#inFlightBytes
  }

  /** The largest `mediaMs` that has left our memory. */
  get takenMs(): number {
    return this.#takenMs
  }

  /** `canWait`: goes with what is written next, for one write to the pipe wakes the child once. */
  write(bytes: Buffer, mediaMs: number, { canWait = false }: { canWait?: boolean } = {}): void {
    if (this.#isEnding || bytes.length === 0) return
    const isAlone = this.#next === this.#queue.length
    this.#queue.push({ bytes, mediaMs })
    this.#queuedBytes += bytes.length
    if (!canWait || !isAlone) this.#pump()
  }

  /** After what is queued. */
  end(): void {
    this.#isEnding = true
    this.#pump()
  }

  #pump(): void {
    while (this.#inFlightBytes < MOST_IN_FLIGHT_BYTES && this.#next < this.#queue.length) this.#send()
    if (this.#next === this.#queue.length) {
      this.#queue = []
      this.#next = 0
      if (this.#isEnding) this.#pipe.end()
    } else if (this.#next > 1000) {
      this.#queue = this.#queue.slice(this.#next)
      this.#next = 0
    }
  }

  /** As much in one write as there is room for, and at least a piece. */
  #send(): void {
    const from = this.#next
    let bytes = 0
    let mediaMs = 0
    for (const piece of this.#queue.slice(from, from + MOST_JOINED)) {
      if (this.#inFlightBytes + bytes >= MOST_IN_FLIGHT_BYTES) break
      bytes += piece.bytes.length
      mediaMs = Math.max(mediaMs, piece.mediaMs)
      this.#next += 1
    }
    const taken = this.#queue.slice(from, this.#next).map((piece) => piece.bytes)
    this.#queuedBytes -= bytes
    this.#inFlightBytes += bytes
    const [first] = taken
    this.#pipe.write(first && taken.length === 1 ? first : Buffer.concat(taken, bytes), (error) => {
      if (error) return
      this.#inFlightBytes -= bytes
      this.#takenMs = Math.max(this.#takenMs, mediaMs)
      if (this.#next < this.#queue.length) this.#pump()
    })
  }
}
