/** A child's standard input, a piece at a time: knows which media the child has taken already. */

import type { Writable } from 'node:stream'

/** What the pipe may hold of ours at once. Little, so that what was taken is known to a fraction of a second. */
const MOST_IN_FLIGHT_BYTES = 131_072

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

  write(bytes: Buffer, mediaMs: number): void {
    if (this.#isEnding || bytes.length === 0) return
    this.#queue.push({ bytes, mediaMs })
    this.#queuedBytes += bytes.length
    this.#pump()
  }

  /** After what is queued. */
  end(): void {
    this.#isEnding = true
    this.#pump()
  }

  #pump(): void {
    while (this.#inFlightBytes < MOST_IN_FLIGHT_BYTES) {
      const piece = this.#queue[this.#next]
      if (!piece) break
      this.#next += 1
      this.#send(piece)
    }
    if (this.#next === this.#queue.length) {
      this.#queue = []
      this.#next = 0
      if (this.#isEnding) this.#pipe.end()
    } else if (this.#next > 1000) {
      this.#queue = this.#queue.slice(this.#next)
      this.#next = 0
    }
  }

  #send({ bytes, mediaMs }: Piece): void {
    this.#queuedBytes -= bytes.length
    this.#inFlightBytes += bytes.length
    this.#pipe.write(bytes, (error) => {
      if (error) return
      this.#inFlightBytes -= bytes.length
      this.#takenMs = Math.max(this.#takenMs, mediaMs)
      if (this.#next < this.#queue.length) this.#pump()
    })
  }
}
