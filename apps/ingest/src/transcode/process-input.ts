/** A child's standard input, a piece at a time: knows which media the child has taken already. */

import type { Writable } from 'node:stream'

/** What the pipe may hold of ours at once. Little, so that what was taken is known to a fraction of a second. */
const MOST_IN_FLIGHT_BYTES = 131_072

type Piece = { parts: readonly Buffer[]; bytes: number; mediaMs: number }

export class ProcessInput {
  readonly #pipe: Writable
  readonly #holdMs: number
  #queue: Piece[] = []
  #next = 0
  /** Pieces of the queue up to this one may leave; those behind it still wait for company. */
  #due = 0
  #queuedBytes = 0
  #inFlightBytes = 0
  #takenMs = 0
  #isEnding = false
  /** What is written is joined here, for as long as the pipe has none of it. */
  readonly #joined = Buffer.allocUnsafeSlow(MOST_IN_FLIGHT_BYTES)

  /** @param holdMs media that may wait for more of it: each write to the pipe wakes the child and all its threads */
  constructor(pipe: Writable, holdMs: number) {
    this.#pipe = pipe
    this.#holdMs = holdMs
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

  /** The parts of one piece stay as they are until they have left. `canWait`: until there is as much media as may be held. */
  write(parts: readonly Buffer[], mediaMs: number, { canWait = false }: { canWait?: boolean } = {}): void {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    if (this.#isEnding || bytes === 0) return
    this.#queue.push({ parts, bytes, mediaMs })
    this.#queuedBytes += bytes
    const waitingMs = mediaMs - (this.#queue[this.#due]?.mediaMs ?? mediaMs)
    if (!canWait || waitingMs >= this.#holdMs) this.#release()
  }

  /** After what is queued. */
  end(): void {
    this.#isEnding = true
    this.#release()
  }

  #release(): void {
    this.#due = this.#queue.length
    this.#pump()
  }

  #pump(): void {
    while (this.#inFlightBytes < MOST_IN_FLIGHT_BYTES && this.#next < this.#due) this.#send()
    if (this.#next === this.#queue.length) {
      this.#queue = []
      this.#next = this.#due = 0
      if (this.#isEnding) this.#pipe.end()
    } else if (this.#next > 1000) {
      this.#queue = this.#queue.slice(this.#next)
      this.#due -= this.#next
      this.#next = 0
    }
  }

  /** As much in one write as there is room for, and at least a piece. */
  #send(): void {
    const from = this.#next
    let bytes = 0
    let mediaMs = 0
    for (; this.#next < this.#due; this.#next++) {
      const piece = this.#queue[this.#next]
      if (!piece || (bytes > 0 && this.#inFlightBytes + bytes + piece.bytes > MOST_IN_FLIGHT_BYTES)) break
      bytes += piece.bytes
      mediaMs = Math.max(mediaMs, piece.mediaMs)
    }
    const joined = this.#join(this.#queue.slice(from, this.#next), bytes)
    this.#queuedBytes -= bytes
    this.#inFlightBytes += bytes
    this.#pipe.write(joined, (error) => {
      if (error) return
      this.#inFlightBytes -= bytes
      this.#takenMs = Math.max(this.#takenMs, mediaMs)
      if (this.#next < this.#due) this.#pump()
    })
  }

  /** Several times a second, for hours: memory that is not new is none that has to be collected. */
  #join(pieces: readonly Piece[], bytes: number): Buffer {
    const parts = pieces.flatMap((piece) => piece.parts)
    if (this.#inFlightBytes > 0 || bytes > this.#joined.length) return Buffer.concat(parts, bytes)
    let at = 0
    for (const part of parts) {
      this.#joined.set(part, at)
      at += part.length
    }
    return this.#joined.subarray(0, bytes)
  }
}
