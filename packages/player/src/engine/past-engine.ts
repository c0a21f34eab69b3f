/// <reference path="./hls-light.d.ts" />
/** Plays a broadcast's past straight from the origin: hls.js with no swarm, or the browser's own player. */

import type { LevelUpdatedData } from 'hls.js'
import { buildPastHlsSettings } from './hls-settings.ts'
import { positionAt } from './position-at.ts'

export type PastEngine = {
  stop(): void
  /** The wall clock of the picture that is shown, Unix milliseconds; undefined before there is one. */
  pictureMs(): number | undefined
}

export type PastEngineOptions = {
  video: HTMLVideoElement
  playlistUrl: string
  /** Where the picture starts, Unix milliseconds; null is the beginning. */
  startMs: number | null
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
  const { video, startMs, onBroken, onWell } = options
  const hls = new HlsPlayer(buildPastHlsSettings())
  const { Events, ErrorTypes } = HlsPlayer
  let isPlaced = false
  hls.on(Events.LEVEL_UPDATED, (_, { details }: LevelUpdatedData) => {
    if (isPlaced) return
    isPlaced = true
    const start = startMs === null ? details.fragmentStart : positionAt(details.fragments, startMs)
    // before its first fragment is asked for, so that none is fetched for nothing
    hls.startLoad(start ?? details.fragmentStart)
  })
  hls.on(Events.FRAG_BUFFERED, () => onWell())
  hls.on(Events.ERROR, (_, error) => {
    if (error.fatal) onBroken(error.type === ErrorTypes.NETWORK_ERROR ? 'network' : 'media')
  })
  hls.loadSource(options.playlistUrl)
  hls.attachMedia(video)
  return {
    stop: () => hls.destroy(),
    pictureMs: () => hls.playingDate?.getTime(),
  }
}

/** Safari's own: `getStartDate` is the wall clock of its time 0 (WebKit's; WHATWG HTML, section 4.8.11.6). */
type DatedVideo = HTMLVideoElement & { getStartDate?: () => Date }

function startNative({ video, playlistUrl, startMs, onBroken, onWell }: PastEngineOptions): PastEngine | null {
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
  video.src = playlistUrl
  return {
    stop() {
      listening.abort()
      video.removeAttribute('src')
      video.load()
    },
    pictureMs() {
      const zeroMs = startDateMs()
      return zeroMs === undefined ? undefined : zeroMs + video.currentTime * 1000
    },
  }
}
