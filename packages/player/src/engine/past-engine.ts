/// <reference path="./hls-light.d.ts" />
/** Plays a broadcast's past: hls.js, straight from the origin or with peers, or the browser's own player. */

import type { FragChangedData, HlsConfig, LevelUpdatedData } from 'hls.js'
import { showCaptions } from '../captions/show-captions.ts'
import type { Delivery } from '../delivery/delivery.ts'
import type { ListedSegment, LoadedSegment } from '../delivery/segment.ts'
import { keepShowingTicket } from '../ticket/show-ticket.ts'
import type { TicketBearer } from '../ticket/ticket-bearer.ts'
import { createFragmentLoader } from './fragment-loader.ts'
import { chooseQuality, setLevel } from './hls-quality.ts'
import { buildPastHlsSettings } from './hls-settings.ts'
import { listedSegments, segmentPath } from './listed-segments.ts'
import { findFragment, fragmentsAround, rungOf } from './past-segments.ts'
import { positionAt } from './position-at.ts'
import type { Quality } from './qualities.ts'
import { offerRemoteSource } from './remote-source.ts'

export type PastEngine = {
  stop(): void
  /** The wall clock of the picture that is shown, Unix milliseconds; undefined before there is one. */
  pictureMs(): number | undefined
  /** URL of the rung's playlist that is playing. */
  rungUrl(): string | undefined
  setQuality(rung: string | null): void
  /** Where the playhead is, or will be put when there is a picture, on the timeline of the segments. */
  positionSeconds(): number
}

type Rung = { epoch: number; rung: string }

/** What shares segments with other viewers. */
export type PastSharing = {
  /** False while everything is to come straight from the origin. */
  isSharing(): boolean
  /** Those around the playhead. */
  listed(segments: readonly ListedSegment[], about: { isLive: boolean }): void
  load: Delivery['load']
  /** It reached the decoder, perhaps not for the first time. */
  loaded(delivery: Rung & { url: string; originBytes: number; peerBytes: number; mediaSeconds: number }): void
  /** The picture is of this rung now. */
  plays(rung: Rung): void
}

export type PastEngineOptions = {
  video: HTMLVideoElement
  playlistUrl: string
  bearer: TicketBearer
  /** Where the picture starts, Unix milliseconds; null is the beginning. */
  startMs: number | null
  quality: string | null
  onQualities: (qualities: Quality[]) => void
  /** Asked for each segment, because sharing may begin later; left out, everything comes straight from the origin. */
  sharing?: () => PastSharing | null
  onBroken: (from: 'network' | 'media') => void
  /** A picture arrives: the next failure is the first one again. */
  onWell: () => void
}

/** `null` when this browser can play it in no way. */
export async function startPastEngine(options: PastEngineOptions): Promise<PastEngine | null> {
  const { default: HlsPlayer } = await import('hls.js/light')
  return HlsPlayer.isSupported() ? startHls(HlsPlayer, options) : startNative(options)
}

function startHls(HlsPlayer: typeof import('hls.js').default, options: PastEngineOptions): PastEngine {
  const { video, startMs, sharing, onBroken, onWell } = options
  const hls = new HlsPlayer({ ...buildPastHlsSettings(options.bearer), ...(sharing && shareSegments(sharing)) })
  const { Events, ErrorTypes } = HlsPlayer
  let isPlaced = false
  let askedSeconds: number | null = null
  let playing: Rung | null = null

  function shareSegments(share: () => PastSharing | null): Partial<HlsConfig> {
    const failed = new Set<string>()
    const fLoader = createFragmentLoader({
      isShared: (url) => segmentPath(url) !== null && !failed.has(url) && (share()?.isSharing() ?? false),
      async load(url, signal, onOrigin) {
        try {
          return await loadShared(share(), [url, signal, onOrigin])
        } catch (error) {
          if (!signal.aborted) failed.add(url) // hls.js tries again, and then straight from the origin
          throw error
        }
      },
      onLoaded({ originBytes, peerBytes }, { url, durationSeconds }) {
        const rung = rungOf(url)
        if (rung) share()?.loaded({ ...rung, url, originBytes, peerBytes, mediaSeconds: durationSeconds })
      },
      estimatedBitsPerSecond: () => hls.bandwidthEstimate,
    })
    return { fLoader, enableWorker: false } // a worker takes the bytes away, and peers want the same ones
  }

  function loadShared(shared: PastSharing | null, asked: Parameters<Delivery['load']>): Promise<LoadedSegment> {
    const [url] = asked
    const found = findFragment(hls, url)
    if (!shared || !found) throw new Error('the segment is in no playlist')
    const { details, fragment } = found
    askedSeconds = fragment.start
    const around = fragmentsAround(details.fragments, { asked: fragment, positionSeconds: positionSeconds() })
    shared.listed(listedSegments(around), { isLive: details.live })
    const rung = playing ?? rungOf(url)
    if (rung) shared.plays(rung)
    return shared.load(...asked)
  }

  function positionSeconds(): number {
    const hasPicture = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
    return hasPicture ? video.currentTime : (askedSeconds ?? video.currentTime)
  }

  chooseQuality(hls, HlsPlayer, options)
  hls.on(Events.LEVEL_UPDATED, (_, { details }: LevelUpdatedData) => {
    if (isPlaced) return
    isPlaced = true
    const start = startMs === null ? details.fragmentStart : positionAt(details.fragments, startMs)
    // before its first fragment is asked for, so that none is fetched for nothing
    hls.startLoad(start ?? details.fragmentStart)
  })
  hls.on(Events.FRAG_CHANGED, (_, { frag }: FragChangedData) => {
    playing = rungOf(frag.url) ?? playing
    if (playing) sharing?.()?.plays(playing)
  })
  hls.on(Events.FRAG_BUFFERED, () => onWell())
  hls.on(Events.ERROR, (_, error) => {
    if (error.fatal) onBroken(error.type === ErrorTypes.NETWORK_ERROR ? 'network' : 'media')
  })
  const takeRemoteBack = offerRemoteSource(hls, HlsPlayer, options)
  const takeCaptionsAway = showCaptions(hls, HlsPlayer, video)
  hls.loadSource(options.playlistUrl)
  hls.attachMedia(video)
  return {
    stop() {
      takeRemoteBack()
      takeCaptionsAway()
      hls.destroy()
    },
    pictureMs: () => hls.playingDate?.getTime(),
    rungUrl: () => hls.levels[hls.currentLevel]?.uri,
    setQuality: (rung) => setLevel(hls, rung),
    positionSeconds,
  }
}

/** Safari's own: `getStartDate` is the wall clock of its time 0 (WebKit's; WHATWG HTML, section 4.8.11.6). */
type DatedVideo = HTMLVideoElement & { getStartDate?: () => Date }

function startNative({ video, playlistUrl, bearer, startMs, onBroken, onWell }: PastEngineOptions): PastEngine | null {
  if (video.canPlayType('application/vnd.apple.mpegurl') === '') return null
  const dated: DatedVideo = video
  const startDateMs = () => {
    const atMs = dated.getStartDate?.().getTime()
    return atMs === undefined || Number.isNaN(atMs) ? undefined : atMs
  }
  const listening = new AbortController()
  const on = (name: keyof HTMLMediaElementEventMap, listen: () => void) =>
    video.addEventListener(name, listen, { signal: listening.signal })
  on('error', () => onBroken(video.error?.code === MediaError.MEDIA_ERR_NETWORK ? 'network' : 'media'))
  on('playing', onWell)
  on('loadedmetadata', () => {
    const zeroMs = startDateMs()
    if (startMs !== null && zeroMs !== undefined) video.currentTime = Math.max(0, (startMs - zeroMs) / 1000)
    else if (video.seekable.length > 0) video.currentTime = video.seekable.start(0)
  })
  video.src = bearer.handOn(playlistUrl)
  const stopShowing = keepShowingTicket({ bearer, url: playlistUrl })
  return {
    stop() {
      stopShowing()
      listening.abort()
      video.removeAttribute('src')
      video.load()
    },
    pictureMs() {
      const zeroMs = startDateMs()
      return zeroMs === undefined ? undefined : zeroMs + video.currentTime * 1000
    },
    rungUrl: () => undefined,
    setQuality() {},
    positionSeconds: () => video.currentTime,
  }
}
