/** Puts one ffmpeg run's uploads together: a segment comes out when every rung has its bytes and its duration. */

export type RungPart = { init: Buffer; bytes: Buffer; durationSeconds: number }
/** One segment in every rung. */
export type SegmentSet = {
  parts: Map<string, RungPart>
  /** An earlier segment of this run never became complete. */
  isAfterGap: boolean
}

const SEGMENT_FILE = /^(0|[1-9]\d{0,8})\.m4s$/
const INIT_FILE = /^init(?:_\d{1,3})?\.mp4$/
const PLAYLIST_FILE = 'index.m3u8'
/** Segments that may wait for their other rungs: ffmpeg writes all rungs of one, then the next. */
const MOST_WAITING = 8
const LONGEST_SEGMENT_SECONDS = 60

type Waiting = Map<string, { bytes?: Buffer; durationSeconds?: number }>

export class SegmentIntake {
  readonly #rungs: readonly string[]
  readonly #onSegment: (set: SegmentSet) => void
  readonly #inits = new Map<string, Buffer>()
  readonly #waiting = new Map<number, Waiting>()
  #next = 0

  constructor(rungs: readonly string[], onSegment: (set: SegmentSet) => void) {
    this.#rungs = rungs
    this.#onSegment = onSegment
  }

  /** Takes one uploaded file; false when it is none that ffmpeg was told to write. */
  receive(rung: string, file: string, body: Buffer): boolean {
    if (!this.#rungs.includes(rung)) return false
    const number = SEGMENT_FILE.exec(file)?.[1]
    if (number !== undefined) this.#note(rung, Number(number), { bytes: body })
    else if (INIT_FILE.test(file)) this.#inits.set(rung, body)
    else if (file === PLAYLIST_FILE) {
      for (const [listed, durationSeconds] of readDurations(body.toString('latin1'))) {
        this.#note(rung, listed, { durationSeconds })
      }
    } else return false
    this.#release()
    return true
  }

  #note(rung: string, number: number, known: { bytes?: Buffer; durationSeconds?: number }): void {
    if (number < this.#next || number >= this.#next + MOST_WAITING) return
    const waiting: Waiting = this.#waiting.get(number) ?? new Map()
    this.#waiting.set(number, waiting)
    waiting.set(rung, { ...waiting.get(rung), ...known })
  }

  /** Segments come in order, so a complete one means that incomplete ones before it never will be. */
  #release(): void {
    for (const number of [...this.#waiting.keys()].sort((a, b) => a - b)) {
      const parts = this.#complete(number)
      if (!parts) continue
      for (const old of [...this.#waiting.keys()]) if (old <= number) this.#waiting.delete(old)
      const isAfterGap = number !== this.#next
      this.#next = number + 1
      this.#onSegment({ parts, isAfterGap })
    }
  }

  #complete(number: number): Map<string, RungPart> | null {
    const waiting = this.#waiting.get(number)
    const parts = new Map<string, RungPart>()
    for (const rung of this.#rungs) {
      const init = this.#inits.get(rung)
      const { bytes, durationSeconds } = waiting?.get(rung) ?? {}
      if (!init || !bytes || !durationSeconds) return null
      parts.set(rung, { init, bytes, durationSeconds })
    }
    return parts
  }
}

/** Segment number → seconds, from the EXTINF lines (RFC 8216, 4.3.2.1) of ffmpeg's own playlist. */
export function readDurations(playlist: string): Map<number, number> {
  const durations = new Map<number, number>()
  const lines = playlist.split('\n')
  for (const [i, line] of lines.entries()) {
    const seconds = Number(/^#EXTINF:(\d{1,3}(?:\.\d{1,6})?),/.exec(line)?.[1])
    const number = SEGMENT_FILE.exec(lines[i + 1]?.trim().split('/').at(-1) ?? '')?.[1]
    if (number !== undefined && seconds > 0 && seconds <= LONGEST_SEGMENT_SECONDS)
      durations.set(Number(number), seconds)
  }
  return durations
}
