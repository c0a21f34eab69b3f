/** The broadcast that swarms watch: segments of random bytes, listed as ingest lists them, in time with the clock. */

import { createHash, randomBytes } from 'node:crypto'
import { contentHash } from '@shoal/protocol/content-hash'
import { buildLivePath } from '@shoal/protocol/hls-path'
import { PIECES_TAG, rootOfPieces } from '@shoal/protocol/pieces'

export const BROADCAST = { broadcastId: 'benchswarm0000000001', epoch: 1 }
export const RUNG = '720p'
export const PLAYLIST_PATH = buildLivePath({ kind: 'multivariant', ...BROADCAST })
const WINDOW_SECONDS = 30
/** Behind the playlist's window, for those that ask late. */
const KEPT_SECONDS = 60
/** Sizes of segments are within this share of the mean. */
const SIZE_SPREAD = 0.1

export type BroadcastOptions = { segmentSeconds: number; rungKbps: number; publishDelaySeconds: number }
type Segment = { number: number; bytes: Buffer; hash: string; pieces: string; takenAtMs: number }

export class MadeBroadcast {
  readonly init = randomBytes(800)
  readonly #options: BroadcastOptions
  readonly #startedAtMs: number
  readonly #segments = new Map<number, Segment>()
  readonly #waiting = new Set<() => void>()
  newest = -1

  constructor(options: BroadcastOptions) {
    this.#options = options
    this.#startedAtMs = Date.now() - (WINDOW_SECONDS + options.publishDelaySeconds) * 1000
    while (this.#dueAtMs(this.newest + 1) <= Date.now()) this.#publish()
    this.#publishInTime()
  }

  segment(number: number, hash: string): Segment | undefined {
    const segment = this.#segments.get(number)
    return segment?.hash === hash ? segment : undefined
  }

  /** Resolves when the segment is listed; false when that is too far off. */
  async listed(number: number): Promise<boolean> {
    const mostMs = 3 * this.#options.segmentSeconds * 1000
    if (this.#dueAtMs(number) - Date.now() > mostMs) return false
    while (this.newest < number) await new Promise<void>((resolve) => this.#waiting.add(resolve))
    return true
  }

  multivariant(): string {
    const about = `BANDWIDTH=${peakBandwidth(this.#options.rungKbps)},AVERAGE-BANDWIDTH=${this.#options.rungKbps * 1000}`
    const picture = 'CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000'
    return `#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:${about},${picture}\n${RUNG}/index.m3u8\n`
  }

  mediaPlaylist(): string {
    const { segmentSeconds } = this.#options
    const first = Math.max(0, this.newest + 1 - Math.round(WINDOW_SECONDS / segmentSeconds))
    const lines = ['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${Math.ceil(segmentSeconds)}`]
    lines.push('#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES', `#EXT-X-MEDIA-SEQUENCE:${first}`)
    lines.push(`#EXT-X-MAP:URI="init-${nameOf(this.init)}.mp4"`)
    for (let number = first; number <= this.newest; number++) {
      const segment = this.#segments.get(number)
      if (!segment) continue
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.takenAtMs).toISOString()}`)
      lines.push(`#${PIECES_TAG}:${segment.pieces}`, `#EXTINF:${segmentSeconds.toFixed(5)},`)
      lines.push(buildLivePath({ kind: 'segment', ...BROADCAST, rung: RUNG, number, hash: segment.hash }))
    }
    return `${lines.join('\n')}\n`
  }

  #takenAtMs(number: number): number {
    return this.#startedAtMs + number * this.#options.segmentSeconds * 1000
  }

  #dueAtMs(number: number): number {
    return this.#takenAtMs(number + 1) + this.#options.publishDelaySeconds * 1000
  }

  #publishInTime(): void {
    setTimeout(
      () => {
        this.#publish()
        this.#publishInTime()
      },
      this.#dueAtMs(this.newest + 1) - Date.now(),
    )
  }

  #publish(): void {
    const number = this.newest + 1
    const spread = 1 + SIZE_SPREAD * (2 * Math.random() - 1)
    const bytes = randomBytes(Math.round(this.#options.rungKbps * 125 * this.#options.segmentSeconds * spread))
    const made = {
      number,
      bytes,
      hash: nameOf(bytes),
      pieces: rootOfPieces(bytes, sha256),
      takenAtMs: this.#takenAtMs(number),
    }
    this.#segments.set(number, made)
    this.#segments.delete(number - Math.ceil((WINDOW_SECONDS + KEPT_SECONDS) / this.#options.segmentSeconds))
    this.newest = number
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}

/** Of the largest segment, bits a second. */
export function peakBandwidth(rungKbps: number): number {
  return Math.round(rungKbps * 1000 * (1 + SIZE_SPREAD))
}

export function nameOf(bytes: Uint8Array): string {
  return contentHash(sha256(bytes))
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
