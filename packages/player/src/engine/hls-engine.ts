/// <reference path="./hls-light.d.ts" />
/** The one file that plays live with hls.js: its segments come from the carrier, the rest straight from the origin. */

import { parseLivePath } from '@shoal/protocol/hls-path'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import type Hls from 'hls.js'
import type { FragLoadingData, LevelUpdatedData } from 'hls.js'
import { showCaptions } from '../captions/show-captions.ts'
import { selectLiveSyncSeconds } from '../swarm/latency-target.ts'
import { STALL_MOST_BUFFERED_SECONDS, STALL_REMEMBERED_MS, selectPlaybackRate } from '../swarm/pace.ts'
import { FIRST_WINDOW_TARGETS } from '../swarm/settings.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { createFragmentLoader } from './fragment-loader.ts'
import { chooseQuality, setLevel } from './hls-quality.ts'
import { buildHlsSettings } from './hls-settings.ts'
import { createHoldingLoader } from './holding-loader.ts'
import { listedSegments, segmentPath } from './listed-segments.ts'
import { offerRemoteSource } from './remote-source.ts'

/** Segments that are counted once however often they are loaded: minutes of them, for a seek back. */
const MOST_REMEMBERED = 1000

/** A phone takes long to read the library; in a task of its own, the page answers in between. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

/** `null` when this browser has no Media Source Extensions. */
export async function startHlsEngine(options: EngineOptions): Promise<Engine | null> {
  const { default: HlsPlayer } = await import('hls.js/light')
  await nextTask()
  if (!HlsPlayer.isSupported()) return null
  const { video, listener } = options
  const carrier = options.carrier()
  const counted = new Set<string>()
  const fLoader = createFragmentLoader({
    isShared: (url) => segmentPath(url) !== null,
    load: carrier.load,
    onLoaded({ originBytes, peerBytes }, { url, durationSeconds }) {
      if (counted.has(url)) return
      counted.add(url)
      for (const oldest of counted) if (counted.size > MOST_REMEMBERED) counted.delete(oldest)
      listener.onDelivered({ url, originBytes, peerBytes, mediaSeconds: durationSeconds })
    },
    estimatedBitsPerSecond: () => hls.bandwidthEstimate,
  })
  let segmentSeconds: number | null = null
  let { swarm } = options
  function keepDistance(): void {
    if (segmentSeconds === null) return
    const seconds = selectLiveSyncSeconds({ segmentSeconds, swarm })
    if (hls.config.liveSyncDuration !== seconds) hls.targetLatency = seconds
  }
  const pLoader = createHoldingLoader({
    onTargetSeconds(targetSeconds) {
      segmentSeconds = targetSeconds
      keepDistance()
    },
  })
  const hls = new HlsPlayer({ ...buildHlsSettings(options.bearer), fLoader, pLoader })
  const { Events, ErrorTypes, ErrorDetails } = HlsPlayer
  let stalledAtMs = 0
  let askedSeconds: number | null = null

  chooseQuality(hls, HlsPlayer, { quality: options.quality, onQualities: listener.onQualities })
  hls.on(Events.FRAG_LOADING, (_, { frag }: FragLoadingData) => {
    if (frag.type === 'main' && frag.sn !== 'initSegment') askedSeconds = frag.start
  })
  hls.on(Events.LEVEL_UPDATED, (_, { details }: LevelUpdatedData) => {
    const isLive = details.live
    carrier.listed(listedSegments(details.fragments), { isLive })
    const path = parseLivePath(new URL(details.url).pathname)
    if (path?.kind === 'media') carrier.loads(swarmInfoHash({ ...path, broadcastId: options.broadcastId }))
    if (!isLive) listener.onEnded()
  })
  /** hls.js keeps a second more of distance after each stall, for good. */
  function forgetStalls(): void {
    const seconds = hls.config.liveSyncDuration
    if (seconds !== undefined && hls.targetLatency !== seconds) hls.targetLatency = seconds
  }
  hls.on(Events.ERROR, (_, error) => {
    if (error.details === ErrorDetails.BUFFER_STALLED_ERROR) {
      if ((error.buffer ?? 0) > STALL_MOST_BUFFERED_SECONDS) forgetStalls()
      else stalledAtMs = performance.now()
    }
    if (error.fatal) listener.onBroken(error.type === ErrorTypes.NETWORK_ERROR ? 'network' : 'media')
  })
  const firstWindow = waitForFirstWindow(hls, Events, carrier.mode !== 'off')
  const pictured = () => carrier.pictured()
  video.addEventListener('loadeddata', pictured, { once: true })
  const takeRemoteBack = offerRemoteSource(hls, HlsPlayer, options)
  const takeCaptionsAway = showCaptions(hls, HlsPlayer, video)
  hls.loadSource(options.playlistUrl)
  hls.attachMedia(video)

  return {
    worthPlaying: firstWindow.reached,
    stop() {
      firstWindow.stop()
      video.removeEventListener('loadeddata', pictured)
      takeRemoteBack()
      takeCaptionsAway()
      hls.destroy()
      video.playbackRate = 1
    },
    planDistance(planned) {
      swarm = planned
      keepDistance()
    },
    keepPace(peers) {
      if (performance.now() - stalledAtMs > STALL_REMEMBERED_MS) forgetStalls()
      const rate = selectPlaybackRate({
        latencySeconds: hls.latency,
        targetSeconds: hls.targetLatency ?? 0,
        bufferSeconds: hls.mainForwardBufferInfo?.len ?? 0,
        peers,
        rate: video.playbackRate,
      })
      if (video.playbackRate !== rate) video.playbackRate = rate
    },
    positionSeconds() {
      const isPlaced = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
      return isPlaced ? video.currentTime : (askedSeconds ?? video.currentTime)
    },
    latencyMs() {
      const date = hls.playingDate
      const byClockMs = date ? options.nowMs() - date.getTime() : -1
      return byClockMs >= 0 ? byClockMs : hls.latency > 0 ? hls.latency * 1000 : undefined
    },
    setQuality: (rung) => setLevel(hls, rung),
    rungUrl: () => hls.levels[hls.currentLevel]?.uri,
    setRests(rests) {
      if (rests) hls.pauseBuffering()
      else hls.resumeBuffering()
    },
    catchUp() {
      const edge = hls.liveSyncPosition
      if (edge !== null && hls.latency > hls.maxLatency) video.currentTime = edge
    },
  }
}

/** At once without peers; otherwise when the playlist is long enough, or should have become so long ago. */
function waitForFirstWindow(
  hls: Hls,
  events: typeof Hls.Events,
  isShared: boolean,
): { reached: Promise<void>; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const reached = new Promise<void>((resolve) => {
    if (!isShared) return resolve()
    hls.on(events.LEVEL_UPDATED, (_, { details }: LevelUpdatedData) => {
      const wantedSeconds = FIRST_WINDOW_TARGETS * details.targetduration
      if (!details.live || details.totalduration >= wantedSeconds) return resolve()
      timer ??= setTimeout(resolve, (wantedSeconds - details.totalduration + details.targetduration) * 1000)
    })
  })
  return { reached, stop: () => clearTimeout(timer) }
}
