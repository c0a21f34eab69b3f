/** The newest segments of one rung of another server, under the names that their bytes give them: what is listed, and what can be fetched. */

import type { BytesAnswer } from '../hls/broadcast-media.ts'
import { CachedText } from '../hls/cached-text.ts'
import type { HeldPart } from '../hls/live-memory.ts'
import { buildMediaPlaylist } from '../hls/playlists.ts'
import { hashOf, pieceRootOf } from '../hls/segment-hashes.ts'
import type { ForeignSegment } from './read-foreign.ts'

/** Null bytes are a segment that could not be had: its number stays, for what follows it. */
export type LoadedSegment = { bytes: Buffer | null; init: Buffer | null }

type Entry = {
  number: number
  segment: ForeignSegment
  discontinuitySequence: number
  held: HeldPart | null
  init: { hash: string; bytes: Buffer } | null
}

/** Viewers are at most twelve target durations behind; those who are late find a little more than is listed. */
const LISTED_SECONDS = 45
const HELD_SECONDS = 65
const LEAST_LISTED = 6
const MOST_HELD_BYTES = 67_108_864

export class MirroredWindow {
  #entries: Entry[] = []
  #text: CachedText | null = null
  #targetSeconds = 1
  /** Discontinuities that are of our own making: the other server began anew, or we missed something. */
  #breaks = 0
  #nextNumber = 0
  #endedAtMs: number | null = null
  readonly latestEpoch = { number: 1 }

  get nextNumber(): number {
    return this.#nextNumber
  }

  get targetSeconds(): number {
    return this.#targetSeconds
  }

  get endedAtMs(): number | null {
    return this.#endedAtMs
  }

  get bytes(): number {
    return this.#entries.reduce((sum, { held }) => sum + (held?.bytes.length ?? 0), 0)
  }

  /** Bits a second of what is held: the most in one segment, and the mean. */
  measured(): { bandwidth: number; averageBandwidth: number } {
    const held = this.#entries.filter(({ held }) => held !== null)
    const rates = held.map(({ held, segment }) => ((held?.bytes.length ?? 0) * 8) / segment.durationSeconds)
    const seconds = held.reduce((sum, { segment }) => sum + segment.durationSeconds, 0)
    return {
      bandwidth: Math.ceil(Math.max(1, ...rates)),
      averageBandwidth: Math.ceil(Math.max(1, (this.bytes * 8) / Math.max(seconds, 1))),
    }
  }

  /** The first has the other server's number, so that rungs of one server are numbered alike. */
  add(segment: ForeignSegment, { bytes, init }: LoadedSegment, { isBreak }: { isBreak: boolean }): void {
    const number = this.#entries.length === 0 ? segment.sequence : this.#nextNumber
    if (isBreak) this.#breaks += 1
    const named = init && { hash: hashOf(init), bytes: init }
    const indexed = bytes && {
      ...{ hash: hashOf(bytes), pieceRoot: pieceRootOf(bytes), initHash: named?.hash ?? '' },
      ...{ bytes: bytes.length, videoBytes: bytes.length },
    }
    const held = bytes && indexed && { bytes, indexed, durationSeconds: segment.durationSeconds, isFetched: false }
    const discontinuitySequence = segment.discontinuitySequence + this.#breaks
    this.#entries.push({ number, segment, discontinuitySequence, held, init: named })
    this.#nextNumber = number + 1
    this.#targetSeconds = Math.max(this.#targetSeconds, Math.round(segment.durationSeconds))
    this.#entries = newest(this.#entries, HELD_SECONDS, MOST_HELD_BYTES)
    this.#text = null
  }

  noteTarget(seconds: number): void {
    this.#targetSeconds = Math.max(this.#targetSeconds, seconds)
  }

  /** The other server says that nothing more comes. */
  end(): void {
    this.#endedAtMs = Date.now()
    this.#text = null
  }

  /** Null while there is nothing to list. */
  text(): CachedText | null {
    if (this.#entries.length === 0) return null
    this.#text ??= new CachedText(this.#write())
    return this.#text
  }

  find(number: number, hash: string): BytesAnswer | null {
    const entry = this.#entries.find((one) => one.number === number)
    if (entry?.held?.indexed.hash !== hash) return null
    const type = entry.init ? 'segment' : 'stream-segment'
    return { kind: 'bytes', type, body: entry.held.bytes, ...named(hash), held: entry.held }
  }

  findInit(hash: string): BytesAnswer | null {
    const init = this.#entries.find((one) => one.init?.hash === hash)?.init
    return init ? { kind: 'bytes', type: 'init', body: init.bytes, ...named(hash), held: null } : null
  }

  #write(): string {
    const listed = newest(this.#entries, LISTED_SECONDS, Number.POSITIVE_INFINITY)
    let before = listed[0]?.discontinuitySequence ?? 0
    return buildMediaPlaylist({
      targetSeconds: this.#targetSeconds,
      mediaSequence: listed[0]?.number ?? 0,
      discontinuitySequence: before,
      rows: listed.map(({ number, segment, discontinuitySequence, held, init }) => {
        const isDiscontinuity = discontinuitySequence !== before
        before = discontinuitySequence
        return {
          uri: held ? `${number}-${held.indexed.hash}.m4s` : `${number}.gone`,
          initUri: init && `init-${init.hash}.mp4`,
          ...{ durationSeconds: segment.durationSeconds, programDateTimeMs: segment.programDateTimeMs },
          ...{ isDiscontinuity, isGap: held === null, pieceRoot: held?.indexed.pieceRoot ?? null },
        }
      }),
      ...{ kind: this.#endedAtMs === null ? 'live' : 'ended', skipUntilSeconds: null, isDelta: false },
    })
  }
}

function named(hash: string) {
  return { etag: `"${hash}"`, lifetime: 'for-ever', isPast: false } as const
}

/** So many seconds from the end on, and bytes; never fewer than a playlist needs. */
function newest(entries: Entry[], seconds: number, mostBytes: number): Entry[] {
  let first = entries.length
  let keptSeconds = 0
  let keptBytes = 0
  while (first > 0) {
    const entry = entries[first - 1]
    keptBytes += entry?.held?.bytes.length ?? 0
    const isEnough = entries.length - first >= LEAST_LISTED && keptSeconds >= seconds
    if (isEnough || (keptBytes > mostBytes && first < entries.length)) break
    keptSeconds += entry?.segment.durationSeconds ?? 0
    first -= 1
  }
  return entries.slice(first)
}
