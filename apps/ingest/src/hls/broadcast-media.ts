/** Everything of one broadcast that can be fetched: its index, the bytes that are in memory, and the past on disk. */

import type { LivePath, Track } from '@shoal/protocol/hls-path'
import { buildManifest } from '../dash/manifest.ts'
import { findBox } from '../mp4/boxes.ts'
import { buildInit } from '../mp4/init.ts'
import { readTrackInits } from '../mp4/track-init.ts'
import {
  buildEpochMedia,
  buildEpochMultivariant,
  buildWholeMedia,
  buildWholeMultivariant,
  canSkip,
} from './broadcast-playlists.ts'
import { CachedText } from './cached-text.ts'
import { type HeldPart, LiveMemory } from './live-memory.ts'
import type { PastReader, PictureName } from './past-reader.ts'
import type { VariantRung } from './playlists.ts'
import { RecentReads } from './recent-reads.ts'
import { hashOf, pieceRootOf } from './segment-hashes.ts'
import type { SegmentSet } from './segment-intake.ts'
import { type SegmentOutcome, SegmentWaiters } from './segment-waiters.ts'
import type { IndexedPart, IndexedSegment, Timeline } from './timeline.ts'

export type BroadcastMediaOptions = {
  timeline: Timeline
  /** Null where nothing is kept on disk. */
  past: PastReader | null
  /** Segments stay in memory this long after they have left the live window. */
  lingerSeconds?: number
}

export type AppendedSegment = {
  set: SegmentSet
  epoch: number
  /** The timeline's next, unless some were lost. */
  number?: number
  /** On the broadcast's media timeline. */
  startSeconds: number
  /** Unix milliseconds. */
  programDateTimeMs: number
  isDiscontinuity: boolean
}

/** `final` is a playlist that will not change, but may be deleted. */
export type Lifetime = 'for-ever' | 'final' | 'brief'
export type TextType = 'playlist' | 'manifest'
/** `stream-segment` is one of an MPEG transport stream, as other servers have them. */
export type MediaType = 'segment' | 'stream-segment' | 'init' | 'picture' | 'cues'
export type TextAnswer = { kind: 'text'; type: TextType; text: CachedText; lifetime: Lifetime }
export type BytesAnswer = {
  kind: 'bytes'
  type: MediaType
  body: Buffer
  /** With its quotes. */
  etag: string
  lifetime: Lifetime
  /** Of a segment in memory: null for what is on disk, pictures and init segments. */
  held: HeldPart | null
  /** Read from the past: rewind, or a recording. */
  isPast: boolean
}
export type MediaAnswer = TextAnswer | BytesAnswer
/** What a player has asked for beside the path: a segment that it does not know yet, and no more than it needs. */
type FindOptions = { segmentNumber?: number | null; isDelta?: boolean }
export type PlaylistPath = Extract<LivePath, { kind: 'media' | 'whole-media' }>
type RungPath = { epoch: number; rung: string }

const LINGER_SECONDS = 20
/** Of all broadcasts together: a minute and a half of one at 6 Mbit/s. */
const RECENT_READS = new RecentReads(67_108_864)

export class BroadcastMedia {
  readonly timeline: Timeline
  readonly #past: PastReader | null
  readonly #memory: LiveMemory
  readonly #waiters: SegmentWaiters
  readonly #texts = new Map<string, { version: number; text: CachedText | null }>()
  #poster: { body: Buffer; etag: string } | null = null

  constructor({ timeline, past, lingerSeconds = LINGER_SECONDS }: BroadcastMediaOptions) {
    this.timeline = timeline
    this.#past = past
    this.#memory = new LiveMemory({ windowSeconds: timeline.facts.windowSeconds, lingerSeconds })
    this.#waiters = new SegmentWaiters(timeline)
  }

  get memoryBytes(): number {
    return this.#memory.bytes
  }

  /** Requests that are held until a segment is there. */
  get waiting(): number {
    return this.#waiters.waiting
  }

  startEpoch(number: number, variants: readonly VariantRung[]): void {
    this.timeline.startEpoch(number, variants)
    this.#waiters.look()
  }

  /** From now on it can be fetched, and is listed. */
  append({ set, epoch, number = this.timeline.nextNumber, ...listed }: AppendedSegment): IndexedSegment {
    const parts: Record<string, IndexedPart> = {}
    for (const [rung, { init, bytes, videoBytes }] of set.parts) {
      const hashes = { hash: hashOf(bytes), initHash: hashOf(init), pieceRoot: pieceRootOf(bytes) }
      parts[rung] = { ...hashes, bytes: bytes.length, videoBytes }
    }
    const { durationSeconds } = set
    const segment = this.timeline.append({ number, epoch, ...listed, durationSeconds, parts })
    this.#memory.add(segment, set)
    // Those who are late may fetch it a little longer, but it is not shown to others: it will be gone soon.
    for (const old of this.#memory.lingering()) {
      if (this.timeline.entry(old)?.isStored === false) this.timeline.drop(old)
    }
    this.#waiters.look()
    return segment
  }

  markStored(number: number): void {
    this.timeline.markStored(number)
  }

  setPoster(jpeg: Buffer): void {
    this.#poster = { body: jpeg, etag: etagOf(jpeg) }
  }

  end(endedAtMs: number): void {
    this.timeline.end(endedAtMs)
    this.#waiters.look()
  }

  /** Answers everybody who still waits for a segment, with what there is. */
  [Symbol.dispose](): void {
    this.#waiters[Symbol.dispose]()
  }

  /** Holds on until the segment is listed, or will never be. @param at without an epoch: in any */
  waitFor(number: number, at: PlaylistPath, signal: AbortSignal): Promise<SegmentOutcome> | SegmentOutcome {
    return this.#waiters.waitFor(number, at.kind === 'media' ? at.epoch : null, signal)
  }

  /** Null for what there is not, or not any more. */
  find(path: LivePath, { segmentNumber, isDelta }: FindOptions = {}): Promise<MediaAnswer | null> | MediaAnswer | null {
    switch (path.kind) {
      case 'multivariant':
        return this.#text(path.kind + path.epoch, 'playlist', () => buildEpochMultivariant(this.timeline, path.epoch))
      case 'media':
        return this.#text(`media ${path.epoch} ${path.rung}`, 'playlist', () =>
          buildEpochMedia(this.timeline, path.epoch, path.rung),
        )
      case 'whole-multivariant':
        return this.#text(path.kind, 'playlist', () => buildWholeMultivariant(this.timeline))
      case 'whole-media':
        return this.#wholeMedia(path.rung, isDelta === true && canSkip(this.timeline, segmentNumber ?? 0))
      case 'manifest':
        return this.#text(path.kind, 'manifest', () => buildManifest(this.timeline, Date.now()))
      case 'segment':
        return this.#segment(path, path.number, path.hash)
      case 'track-segment':
        return this.#trackSegment(path, path.number, path.track)
      case 'init':
        return this.#init(path, path.hash, null)
      case 'track-init':
        return this.#init(path, path.hash, path.track)
      case 'poster':
        return this.#poster
          ? { kind: 'bytes', type: 'picture', ...this.#poster, lifetime: 'brief', held: null, isPast: false }
          : this.#picture('poster.jpg')
      case 'storyboard':
        return this.#picture('storyboard.vtt')
      case 'storyboard-sheet':
        return this.#picture(`storyboard-${path.sheet}.jpg`)
      case 'clock':
        return null
    }
  }

  #wholeMedia(rung: string, isDelta: boolean): MediaAnswer | null {
    return this.#text(`whole ${rung} ${isDelta}`, 'playlist', () => buildWholeMedia(this.timeline, rung, isDelta))
  }

  #text(key: string, type: TextType, build: () => string | null): MediaAnswer | null {
    const { version, endedAtMs } = this.timeline
    let cached = this.#texts.get(key)
    if (cached?.version !== version) {
      const built = build()
      cached = { version, text: built === null ? null : new CachedText(built) }
      // What there is not gets no place here: strangers may ask for any name.
      if (built === null) this.#texts.delete(key)
      else this.#texts.set(key, cached)
    }
    return cached.text && { kind: 'text', type, text: cached.text, lifetime: endedAtMs === null ? 'brief' : 'final' }
  }

  #segment(at: RungPath, number: number, hash: string): Promise<MediaAnswer | null> | MediaAnswer | null {
    const held = this.#memory.find(at.epoch, at.rung, number)
    if (held?.indexed.hash === hash) return segmentAnswer(held.bytes, hash, held)
    const part = this.#storedPart(at, number)
    if (part?.hash !== hash) return null
    return this.#read(at, number, part).then((bytes) => bytes && segmentAnswer(bytes, hash, null))
  }

  #trackSegment(at: RungPath, number: number, track: Track): Promise<MediaAnswer | null> | MediaAnswer | null {
    const held = this.#memory.find(at.epoch, at.rung, number)
    if (held) return trackAnswer(held.bytes, held.indexed, track, held)
    const part = this.#storedPart(at, number)
    return part && this.#read(at, number, part).then((bytes) => bytes && trackAnswer(bytes, part, track, null))
  }

  async #init({ epoch, rung }: RungPath, hash: string, track: Track | null): Promise<MediaAnswer | null> {
    const held = this.#memory.findInit(epoch, rung, hash)
    const isKnown = this.timeline.epochs.get(epoch)?.variants.some(({ name }) => name === rung) ?? false
    const whole = held ?? (isKnown && this.#past ? await this.#past.readInit(epoch, rung, hash) : null)
    const body = whole && track ? trackInit(whole, track) : whole
    if (!body) return null
    const etag = `"${hash}${track ? `.${track}` : ''}"`
    return { kind: 'bytes', type: 'init', body, etag, lifetime: 'for-ever', held: null, isPast: held === null }
  }

  async #picture(name: PictureName): Promise<MediaAnswer | null> {
    const body = await this.#past?.readPicture(name)
    if (!body) return null
    const type = name === 'storyboard.vtt' ? 'cues' : 'picture'
    const lifetime = this.timeline.endedAtMs === null ? 'brief' : 'final'
    return { kind: 'bytes', type, body, etag: etagOf(body), lifetime, held: null, isPast: false }
  }

  #storedPart({ epoch, rung }: RungPath, number: number): IndexedPart | null {
    const entry = this.timeline.entry(number)
    if (!entry?.isStored || entry.segment.epoch !== epoch || !Object.hasOwn(entry.segment.parts, rung)) return null
    return entry.segment.parts[rung] ?? null
  }

  async #read({ epoch, rung }: RungPath, number: number, { hash }: IndexedPart): Promise<Buffer | null> {
    const past = this.#past
    if (!past) return null
    const key = `${this.timeline.facts.broadcastId}/${epoch}/${rung}/${number}-${hash}`
    return await RECENT_READS.get(key, () => past.readSegment(epoch, rung, number, hash))
  }
}

function segmentAnswer(body: Buffer, hash: string, held: HeldPart | null): BytesAnswer {
  return { kind: 'bytes', type: 'segment', body, etag: `"${hash}"`, lifetime: 'for-ever', held, isPast: held === null }
}

/** The picture comes first in a segment, then the sound: each is a segment of its own. */
function trackAnswer(bytes: Buffer, part: IndexedPart, track: Track, held: HeldPart | null): BytesAnswer | null {
  const body = track === 'video' ? bytes.subarray(0, part.videoBytes) : bytes.subarray(part.videoBytes)
  return body.length === 0 ? null : { ...segmentAnswer(body, part.hash, held), etag: `"${part.hash}.${track}"` }
}

function trackInit(init: Buffer, track: Track): Buffer | null {
  const tracks = readTrackInits(findBox(init, ['moov'])).filter(({ kind }) => kind === track)
  return tracks.length > 0 ? buildInit(tracks) : null
}

function etagOf(bytes: Buffer): string {
  return `"${hashOf(bytes)}"`
}
