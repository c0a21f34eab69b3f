/** A viewer's uplink: its messages to all peers share one bandwidth fairly, in order to each peer. */

export type UplinkOptions = {
  /** Infinity is unlimited. */
  bytesPerSecond: number
  /** The most that one peer's link carries, whatever the uplink could; Infinity is no bound. */
  linkBytesPerSecond: number
}

export type Message = { size: number; send(servedAtMs: number): void }

export class Uplink {
  readonly #options: UplinkOptions
  readonly #busy = new Set<UplinkQueue>()
  #atMs = performance.now()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: UplinkOptions) {
    this.#options = options
  }

  openQueue(): UplinkQueue {
    return new UplinkQueue(this)
  }

  /** Not for use outside of this file. */
  enqueue(queue: UplinkQueue): void {
    this.advance()
    this.#busy.add(queue)
    this.#plan()
  }

  remove(queue: UplinkQueue): void {
    this.advance()
    this.#busy.delete(queue)
    this.#plan()
  }

  /** Serves what would have been served by now, each message at its own time. */
  advance(): void {
    const nowMs = performance.now()
    const served: (() => void)[] = []
    while (this.#busy.size > 0) {
      const perMs = this.#bytesPerMsEach()
      const stepMs = Math.min(this.#leastLeft() / perMs, nowMs - this.#atMs)
      const isLast = this.#atMs + stepMs >= nowMs
      this.#atMs += stepMs
      for (const queue of [...this.#busy]) {
        const message = queue.serve(perMs === Number.POSITIVE_INFINITY ? queue.headLeft : stepMs * perMs)
        const atMs = this.#atMs
        if (message) served.push(() => message.send(atMs))
        if (queue.isEmpty) this.#busy.delete(queue)
      }
      if (isLast && perMs !== Number.POSITIVE_INFINITY) break
    }
    this.#atMs = nowMs
    for (const send of served) send() // last, for it may bring the next messages
  }

  #bytesPerMsEach(): number {
    const { bytesPerSecond, linkBytesPerSecond } = this.#options
    return Math.min(bytesPerSecond / this.#busy.size, linkBytesPerSecond) / 1000
  }

  #leastLeft(): number {
    let least = Number.POSITIVE_INFINITY
    for (const queue of this.#busy) least = Math.min(least, queue.headLeft)
    return least
  }

  #plan(): void {
    clearTimeout(this.#timer)
    if (this.#busy.size === 0) return
    this.#timer = setTimeout(() => {
      this.advance()
      this.#plan()
    }, this.#leastLeft() / this.#bytesPerMsEach())
  }
}

/** Less than this is rounding. */
const NOTHING_BYTES = 1e-3

export class UplinkQueue {
  readonly #uplink: Uplink
  readonly #messages: Message[] = []
  #servedOfHead = 0
  #waitingBytes = 0

  constructor(uplink: Uplink) {
    this.#uplink = uplink
  }

  push(message: Message): void {
    this.#messages.push(message)
    this.#waitingBytes += message.size
    this.#uplink.enqueue(this)
  }

  /** Bytes that are not served yet. */
  get queuedBytes(): number {
    this.#uplink.advance()
    return Math.max(0, Math.ceil(this.#waitingBytes - this.#servedOfHead))
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0
  }

  get headLeft(): number {
    return (this.#messages[0]?.size ?? 0) - this.#servedOfHead
  }

  close(): void {
    this.#messages.length = 0
    this.#waitingBytes = 0
    this.#servedOfHead = 0
    this.#uplink.remove(this)
  }

  /** The message that is through with these bytes, if any. */
  serve(bytes: number): Message | undefined {
    this.#servedOfHead += bytes
    const head = this.#messages[0]
    if (!head || this.headLeft > NOTHING_BYTES) return undefined
    this.#messages.shift()
    this.#servedOfHead = 0
    this.#waitingBytes -= head.size
    return head
  }
}
