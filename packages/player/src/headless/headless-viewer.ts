/** A viewer that loads and keeps time as hls.js would, and shows nothing: for measuring swarms, and for donated seeders. */

import type { ListedSegment, LoadedSegment } from '../delivery/segment.ts'
import { type MediaPlaylist, type PlaylistSegment, parseMediaPlaylist, parseMultivariant } from './media-playlist.ts'
import { Playhead, type PlayheadClock } from './playhead.ts'

/** Where segments come from: Shoal's delivery, or something that it is compared with. */
export type SegmentSource = {
  listed(segments: readonly ListedSegment[], about: { targetSeconds: number; isLive: boolean }): void
  load(url: string, signal: AbortSignal): Promise<LoadedSegment>
  stop(): void
}

export type HeadlessListener = {
  onFirstFrame?(milliseconds: number): void
  onSegment?(event: { segment: ListedSegment; loaded: LoadedSegment; waitMs: number }): void
  /** A request failed and is made again. */
  onFault?(error: unknown): void
  onEnded?(): void
}

export type HeadlessOptions = {
  /** Absolute URL of the multivariant playlist. */
  playlistUrl: string
  /** The last folder of a rung's playlist; the first rung without it. */
  rung?: string
  fetchOrigin: typeof fetch
  createSource(playing: { positionSeconds: () => number; mediaUrl: string }): SegmentSource
  /** Distance to the end of the newest listed segment. */
  latencySeconds: number
  /** The origin holds each playlist until it has news (`_HLS_msn`, RFC 8216bis 6.2.5.2), or it is asked again and again. */
  holdsPlaylist: boolean
  /** Begins with a whole segment, which may be so much farther back; else within one, at the distance. */
  startsAtSegment?: boolean
  listener: HeadlessListener
}

export type HeadlessViewer = {
  playhead: Playhead
  clock(): PlayheadClock
  /** Behind the moment that the picture at the playhead was taken; undefined before the first. */
  latencyMs(): number | undefined
  /** To the live edge as hls.js reckons it: the listed end, and what must have come since; 0 before the first picture. */
  edgeSeconds(): number
  stop(): void
}

const MOST_BUFFER_SECONDS = 30
/** A playlist that is older than this is not ahead of what it lists. */
const MOST_EDGE_TARGETS = 3
const RETRY_MS = 1000
const FULL_BUFFER_LOOK_MS = 250

export function startHeadlessViewer(options: HeadlessOptions): HeadlessViewer {
  const viewer = new Viewing(options)
  void viewer.run()
  return viewer
}

class Viewing implements HeadlessViewer {
  readonly playhead = new Playhead(() => performance.now())
  readonly #options: HeadlessOptions
  readonly #abort = new AbortController()
  readonly #startedAtMs = performance.now()
  readonly #starts = new Map<number, number>()
  #source: SegmentSource | undefined
  #listed: ListedSegment[] = []
  #endSeconds = 0
  #endSeenAtMs = 0
  #targetSeconds = 0
  /** Unix milliseconds at second 0 of the timeline. */
  #dateOffsetMs: number | undefined
  #isLive = true
  #next: number | undefined
  #hasFrame = false
  #wake = () => {}

  constructor(options: HeadlessOptions) {
    this.#options = options
  }

  async run(): Promise<void> {
    const mediaUrl = await this.#persist(() => this.#findRung())
    if (mediaUrl === undefined) return
    this.#source = this.#options.createSource({ positionSeconds: () => this.playhead.positionSeconds, mediaUrl })
    void this.#follow(mediaUrl)
    await this.#play()
  }

  clock(): PlayheadClock {
    return this.playhead.clock()
  }

  latencyMs(): number | undefined {
    if (!this.#hasFrame || this.#dateOffsetMs === undefined) return undefined
    return Date.now() - this.#dateOffsetMs - this.playhead.positionSeconds * 1000
  }

  edgeSeconds(): number {
    if (!this.#hasFrame) return 0
    const ageSeconds = Math.min((performance.now() - this.#endSeenAtMs) / 1000, MOST_EDGE_TARGETS * this.#targetSeconds)
    return this.#endSeconds + ageSeconds - this.playhead.positionSeconds
  }

  stop(): void {
    this.#abort.abort()
    this.#source?.stop()
    this.#wake()
  }

  async #findRung(): Promise<string> {
    const variants = parseMultivariant(await this.#readText(this.#options.playlistUrl), this.#options.playlistUrl)
    const { rung } = this.#options
    const chosen = rung === undefined ? variants[0] : variants.find(({ url }) => url.split('/').at(-2) === rung)
    if (!chosen) throw new Error(`the broadcast has no rung ${rung ?? ''}`)
    return chosen.url
  }

  /** Reads the media playlist for as long as there is news. */
  async #follow(mediaUrl: string): Promise<void> {
    let hasInit = false
    while (!this.#abort.signal.aborted && this.#isLive) {
      const askedAtMs = performance.now()
      const newest = this.#listed.at(-1)?.number
      const query = this.#options.holdsPlaylist && newest !== undefined ? `?_HLS_msn=${newest + 1}` : ''
      const text = await this.#persist(() => this.#readText(mediaUrl + query))
      if (text === undefined) return
      const playlist = parseMediaPlaylist(text, mediaUrl)
      if (!hasInit && playlist.initUrl !== null) await this.#persist(() => this.#read(playlist.initUrl ?? ''))
      hasInit = true
      this.#take(playlist)
      const hasNews = this.#listed.at(-1)?.number !== newest
      if (query !== '' && hasNews) continue
      // As hls.js: again after the target duration, after half of it where nothing was new.
      const pauseMs = playlist.targetSeconds * (hasNews ? 1000 : 500) - (performance.now() - askedAtMs)
      if (!this.#options.holdsPlaylist || !hasNews) await this.#pause(Math.max(0, pauseMs))
    }
    if (!this.#isLive) this.#options.listener.onEnded?.()
  }

  #take(playlist: MediaPlaylist): void {
    const endSeconds = this.#endSeconds
    this.#listed = playlist.segments.map((segment) => this.#place(segment))
    if (this.#endSeconds > endSeconds) this.#endSeenAtMs = performance.now()
    this.#targetSeconds = playlist.targetSeconds
    this.#isLive = playlist.isLive
    const oldest = this.#listed[0]?.number ?? 0
    for (const number of this.#starts.keys()) if (number < oldest) this.#starts.delete(number)
    this.#source?.listed(this.#listed, { targetSeconds: playlist.targetSeconds, isLive: playlist.isLive })
    this.#wake()
  }

  #place({ dateMs, ...segment }: PlaylistSegment): ListedSegment {
    const startSeconds = this.#starts.get(segment.number) ?? this.#endSeconds
    this.#starts.set(segment.number, startSeconds)
    this.#endSeconds = Math.max(this.#endSeconds, startSeconds + segment.durationSeconds)
    if (dateMs !== null) this.#dateOffsetMs = dateMs - startSeconds * 1000
    const [epoch, rung] = new URL(segment.url).pathname.split('/').slice(-3)
    return { ...segment, startSeconds, key: `${epoch}/${rung}/${segment.number}` }
  }

  /** One segment after the other, as far ahead as hls.js would. */
  async #play(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const segment = this.#nextSegment()
      if (segment === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
      else if (this.playhead.bufferSeconds >= MOST_BUFFER_SECONDS) await this.#pause(FULL_BUFFER_LOOK_MS)
      else await this.#load(segment)
    }
  }

  #nextSegment(): ListedSegment | undefined {
    const first = this.#listed[0]
    if (!first) return undefined
    if (this.#next === undefined || this.#next < first.number) this.#goToEdge()
    return this.#listed.find(({ number }) => number === this.#next)
  }

  #goToEdge(): void {
    const position = Math.max(this.#listed[0]?.startSeconds ?? 0, this.#endSeconds - this.#options.latencySeconds)
    const segment = this.#listed.findLast(({ startSeconds }) => startSeconds <= position)
    this.playhead.place(this.#options.startsAtSegment && segment ? segment.startSeconds : position)
    this.#next = segment?.number
  }

  async #load(segment: ListedSegment): Promise<void> {
    const askedAtMs = performance.now()
    const loaded = await this.#persist(async () => this.#source?.load(segment.url, this.#abort.signal), 1)
    if (!loaded || this.#next !== segment.number) return
    this.#next += 1
    const { listener } = this.#options
    listener.onSegment?.({ segment, loaded, waitMs: performance.now() - askedAtMs })
    const { startSeconds, durationSeconds } = segment
    if (!this.playhead.loaded(startSeconds, startSeconds + durationSeconds) || this.#hasFrame) return
    this.#hasFrame = true
    listener.onFirstFrame?.(performance.now() - this.#startedAtMs)
  }

  /** Tries again after a pause, until it is stopped or has tried `times`. */
  async #persist<T>(attempt: () => Promise<T>, times = Number.POSITIVE_INFINITY): Promise<T | undefined> {
    for (let tries = 1; !this.#abort.signal.aborted; tries++) {
      try {
        return await attempt()
      } catch (error) {
        if (this.#abort.signal.aborted) return undefined
        this.#options.listener.onFault?.(error)
        await this.#pause(RETRY_MS)
        if (tries >= times) return undefined
      }
    }
    return undefined
  }

  async #readText(url: string): Promise<string> {
    return new TextDecoder().decode(await this.#read(url))
  }

  async #read(url: string): Promise<ArrayBuffer> {
    const response = await this.#options.fetchOrigin(url, { signal: this.#abort.signal })
    if (!response.ok) throw new Error(`the origin answered ${response.status} for ${url}`)
    return await response.arrayBuffer()
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#abort.signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, milliseconds)
      this.#abort.signal.addEventListener('abort', done)
    })
  }
}
