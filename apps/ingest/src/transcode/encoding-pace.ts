/** Judges whether an encoder keeps pace with its publisher, from how much media went in and how much of it was taken. Pure. */

export type PaceSample = {
  /** Our clock. */
  atMs: number
  /** Media that the publisher has sent, and that the encoder has taken, since the run's start. */
  fedMs: number
  takenMs: number
}

const WINDOW_MS = 10_000
/** In a pause like this we did not run ourselves: nothing follows from it. */
const LONGEST_PAUSE_MS = 2000
const MOST_LAG_MS = 1500
/** What the lag must have grown by from one half of the window to the next. */
const GROWTH_MS = 50
/** A publisher that sends less media than this share of the time that passes is slow itself. */
const PUBLISHER_PACE = 0.95

export class EncodingPace {
  #samples: PaceSample[] = []

  /** Taken media by wall time over the window; null in a run's first moments. */
  get speed(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.atMs === first.atMs) return null
    return (last.takenMs - first.takenMs) / (last.atMs - first.atMs)
  }

  get lagSeconds(): number {
    const last = this.#samples.at(-1)
    return last ? lagOf(last) / 1000 : 0
  }

  /** Samples come about twice a second. */
  add(sample: PaceSample): void {
    const last = this.#samples.at(-1)
    if (last && (sample.atMs < last.atMs || sample.atMs - last.atMs > LONGEST_PAUSE_MS)) this.#samples = []
    this.#samples.push(sample)
    // One sample older than the window stays, so that the rest spans it.
    while ((this.#samples[1]?.atMs ?? sample.atMs) <= sample.atMs - WINDOW_MS) this.#samples.shift()
  }

  /**
   * The least lags are compared: a burst from the publisher and a backlog at the start are lags that shrink, and a
   * publisher that is slow leaves none.
   */
  get isTooSlow(): boolean {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.atMs - first.atMs < WINDOW_MS) return false
    const passedMs = last.atMs - first.atMs
    if (last.takenMs - first.takenMs >= passedMs || last.fedMs - first.fedMs < passedMs * PUBLISHER_PACE) return false
    const least = (from: number, to: number) => {
      const [fromMs, toMs] = [first.atMs + passedMs * from, first.atMs + passedMs * to]
      return leastLag(this.#samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs))
    }
    // A burst is one step up, and then the lag shrinks: it has to grow after that too.
    return least(0.5, 1) > MOST_LAG_MS && least(0.5, 1) > least(0, 0.5) + GROWTH_MS && least(0.75, 1) > least(0.5, 0.75)
  }
}

function lagOf({ fedMs, takenMs }: PaceSample): number {
  return fedMs - takenMs
}

function leastLag(samples: PaceSample[]): number {
  return Math.min(...samples.map(lagOf))
}
