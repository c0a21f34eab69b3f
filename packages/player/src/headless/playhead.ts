/** A playhead without a picture: it moves in real time through what was loaded, and stands still where nothing was. */

/** A shorter wait than this is no stall: a decoder has some pictures in hand. */
const LEAST_STALL_MS = 100
/** Between the end of one segment and the start of the next, by rounding. */
const GAP_SECONDS = 0.01

export type PlayheadClock = { playedMs: number; stalledMs: number; stalls: number }

export class Playhead {
  readonly #nowMs: () => number
  #isPlaying = false
  #isPlaced = false
  #bufferedEnd = 0
  /** The position at `#atMs`, from where it moves at `#rate` as far as the buffer goes. */
  #position = 0
  #atMs = 0
  #rate = 1
  #past: PlayheadClock = { playedMs: 0, stalledMs: 0, stalls: 0 }

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Where to play from once its segment is loaded. A jump while playing is part of the stall that made it necessary. */
  place(positionSeconds: number): void {
    this.#move()
    this.#isPlaced = true
    this.#position = positionSeconds
    this.#bufferedEnd = positionSeconds
  }

  /** A segment was loaded. True when this is what the first picture waited for. */
  loaded(startSeconds: number, endSeconds: number): boolean {
    if (!this.#isPlaced || startSeconds > this.#bufferedEnd + GAP_SECONDS || endSeconds <= this.#bufferedEnd)
      return false
    this.#move()
    const nowMs = this.#nowMs()
    const isFirst = !this.#isPlaying
    if (isFirst) this.#isPlaying = true
    else this.#past = this.clock()
    if (isFirst || this.#isDry) this.#atMs = nowMs
    this.#bufferedEnd = endSeconds
    return isFirst
  }

  /** 1 is real time. */
  setRate(rate: number): void {
    this.#move()
    this.#rate = rate
  }

  get positionSeconds(): number {
    this.#move()
    return this.#position
  }

  get bufferSeconds(): number {
    return this.#bufferedEnd - this.positionSeconds
  }

  /** Until now; a stall that goes on is in it. */
  clock(): PlayheadClock {
    this.#move()
    const waitedMs = this.#isPlaying && this.#isDry ? this.#nowMs() - this.#atMs : 0
    if (waitedMs < LEAST_STALL_MS) return { ...this.#past }
    const { playedMs, stalledMs, stalls } = this.#past
    return { playedMs, stalledMs: stalledMs + waitedMs, stalls: stalls + 1 }
  }

  get #isDry(): boolean {
    return this.#position >= this.#bufferedEnd
  }

  /** To where it is now, or to where the buffer ends and when it came there. */
  #move(): void {
    if (!this.#isPlaying || this.#isDry) return
    const passedMs = this.#nowMs() - this.#atMs
    const mostMs = ((this.#bufferedEnd - this.#position) * 1000) / this.#rate
    const playedMs = Math.min(passedMs, mostMs)
    this.#position = passedMs >= mostMs ? this.#bufferedEnd : this.#position + (playedMs / 1000) * this.#rate
    this.#atMs += playedMs
    this.#past = { ...this.#past, playedMs: this.#past.playedMs + playedMs }
  }
}
