/// <reference path="./hls-light.d.ts" />
/** The one file that knows hls.js and p2p-media-loader: it makes one engine of the two. */

import type Hls from 'hls.js'
import type { FragLoadedData, LevelUpdatedData } from 'hls.js'
import type { HlsJsP2PEngine } from 'p2p-media-loader-hlsjs'
import { isNamedSegment } from '../integrity/check-segment.ts'
import { STALL_MOST_BUFFERED_SECONDS, STALL_REMEMBERED_MS, selectPlaybackRate } from '../swarm/pace.ts'
import { PeerCensus } from '../swarm/peer-census.ts'
import { createPeerId, isSeedingPeer } from '../swarm/peer-id.ts'
import { initialHighDemand, Seeding } from '../swarm/seeding.ts'
import { SegmentStore } from '../swarm/segment-store.ts'
import { FIRST_WINDOW_TARGETS, LOADER_LIMITS, selectLiveSyncSeconds } from '../swarm/settings.ts'
import { DeliveryLedger } from '../telemetry/delivery-ledger.ts'
import type { Engine, EngineListener, EngineOptions, SwarmOptions } from './engine.ts'
import { buildHlsSettings } from './hls-settings.ts'
import { createHoldingLoader } from './holding-loader.ts'

/** Private in the types of 2.3.1, and the only way to have its queue looked at between two playlists. */
const CORE = 'core'

/** `null` when this browser has no Media Source Extensions. */
export async function startHlsEngine(options: EngineOptions): Promise<Engine | null> {
  const { default: HlsPlayer } = await import('hls.js/light')
  if (!HlsPlayer.isSupported()) return null
  const { video, listener, swarm } = options
  const ledger = new DeliveryLedger()
  const loader = canJoin(swarm) ? await createSwarmLoader({ video, swarm, listener, ledger }) : null
  const pLoader = createHoldingLoader({
    inner: loader?.playlistLoader,
    onTargetSeconds(targetSeconds) {
      const seconds = selectLiveSyncSeconds(targetSeconds)
      if (hls.config.liveSyncDuration !== seconds) hls.targetLatency = seconds
    },
  })
  const hls = new HlsPlayer({ ...buildHlsSettings(), ...loader?.hlsSettings, pLoader })
  const { Events, ErrorTypes, ErrorDetails } = HlsPlayer
  let stalledAtMs = 0

  hls.on(Events.FRAG_LOADED, (_, { frag, payload }: FragLoadedData) => {
    if (frag.sn === 'initSegment' || frag.type !== 'main') return
    const delivered = ledger.delivered(frag.url, payload.byteLength)
    if (delivered) listener.onDelivered({ url: frag.url, mediaSeconds: frag.duration, ...delivered })
  })
  hls.on(Events.LEVEL_UPDATED, (_, { details }: LevelUpdatedData) => {
    if (!details.live) listener.onEnded()
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
  const firstWindow = waitForFirstWindow(hls, Events, loader !== null)
  loader?.attach(hls, Events)
  hls.loadSource(options.playlistUrl)
  hls.attachMedia(video)

  return {
    worthPlaying: firstWindow.reached,
    stop() {
      firstWindow.stop()
      loader?.stop()
      hls.destroy()
      video.playbackRate = 1
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
    latencyMs() {
      const date = hls.playingDate
      const byClockMs = date ? Date.now() - date.getTime() : -1
      return byClockMs >= 0 ? byClockMs : hls.latency > 0 ? hls.latency * 1000 : undefined
    },
    rungUrl: () => hls.levels[hls.currentLevel]?.uri,
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

function canJoin(swarm: SwarmOptions): boolean {
  return swarm.mode !== 'off' && 'RTCPeerConnection' in globalThis
}

type SwarmLoader = {
  /** A class for hls.js, of no type that the loader tells. */
  playlistLoader: unknown
  hlsSettings: object
  attach(hls: Hls, events: typeof Hls.Events): void
  stop(): void
}

/**
 * The loader, idle until there is a picture: the first segment is plain hls.js, and only then does it join the swarm.
 * It needs no undo of its own listeners, for they end with it.
 */
async function createSwarmLoader(options: {
  video: HTMLVideoElement
  swarm: SwarmOptions
  listener: EngineListener
  ledger: DeliveryLedger
}): Promise<SwarmLoader> {
  const { video, swarm, listener, ledger } = options
  const { HlsJsP2PEngine } = await import('p2p-media-loader-hlsjs')
  const census = new PeerCensus()
  const gives = swarm.mode === 'on'
  const ownId = createPeerId({ gives, random: (count) => crypto.getRandomValues(new Uint8Array(count)) })
  const touchedByPeers = new Set<string>()
  let playlistUrl = ''
  let isEnded = false

  const loader: HlsJsP2PEngine = new HlsJsP2PEngine({
    core: {
      ...LOADER_LIMITS,
      highDemandTimeWindow: initialHighDemand(swarm.electsSeeders),
      isP2PDisabled: true,
      isP2PUploadDisabled: !gives,
      swarmId: swarm.swarmId,
      announceTrackers: [swarm.announceUrl],
      rtcConfig: { iceServers: [] },
      trackerClientVersionPrefix: ownId,
      customSegmentStorageFactory: () => new SegmentStore(),
      validateP2PSegment: (url, _range, bytes) => isNamedSegment(url, bytes),
      // The tail of a segment may come from the origin after a peer sent its head.
      validateHTTPSegment: async (url, _range, bytes) => !touchedByPeers.has(url) || (await isNamedSegment(url, bytes)),
      httpRequestSetup: async (url, _segmentRange, _signal, requestRange) => {
        ledger.originCompletes(url, touchedByPeers.has(url) ? (requestRange?.start ?? 0) : 0)
        return undefined // the loader's own request is the right one
      },
    },
  })

  const seeding = new Seeding({
    ownId,
    gives,
    elects: swarm.electsSeeders,
    seederPeerIds: () => [...census.ids].filter(isSeedingPeer),
    peerCount: () => census.count,
    positionSeconds: () => video.currentTime,
    applyHighDemand: (seconds) => loader.applyDynamicConfig({ core: { highDemandTimeWindow: seconds } }),
    wakeLoader() {
      loader[CORE].updatePlayback(video.currentTime, video.playbackRate)
      loader[CORE].updateStream(playlistUrl)
    },
    nowMs: () => performance.now(),
    random: Math.random,
  })

  loader.addEventListener('onPeerConnect', ({ peerId }) => {
    census.connected(peerId)
    peersChanged()
  })
  loader.addEventListener('onPeerClose', ({ peerId }) => {
    census.closed(peerId, performance.now())
    peersChanged()
  })
  loader.addEventListener('onChunkUploaded', (bytes) => listener.onUploaded(bytes))
  loader.addEventListener('onSegmentStart', ({ segment, downloadSource }) => {
    if (downloadSource === 'p2p') touchedByPeers.add(segment.url)
    seeding.fetchStarted(segment.url, downloadSource === 'p2p' ? 'peer' : 'origin')
  })
  loader.addEventListener('onSegmentAbort', ({ segment }) => seeding.fetchEnded(segment.url, false))
  loader.addEventListener('onSegmentError', ({ segment, error, peerId }) => {
    seeding.fetchEnded(segment.url, false)
    if (error.type === 'p2p-segment-validation-failed') listener.onRejected(withPeer(segment.url, peerId))
  })
  loader.addEventListener('onSegmentLoaded', ({ segmentUrl, bytesLength, downloadSource, peerId }) => {
    const source = downloadSource === 'p2p' ? 'peer' : 'origin'
    ledger.fetched(segmentUrl, { source, bytes: bytesLength, ...(peerId === undefined ? {} : { peerId }) })
    touchedByPeers.delete(segmentUrl)
    seeding.fetchEnded(segmentUrl, true)
  })

  function peersChanged(): void {
    seeding.peersChanged()
    listener.onPeers(census.count)
  }

  function join(): void {
    if (!isEnded) loader.applyDynamicConfig({ core: { isP2PDisabled: false } })
  }

  /** An ended playlist changes the loader's segment numbers (to list indexes), so peers would mistake segments. */
  function leave(): void {
    isEnded = true
    loader.applyDynamicConfig({ core: { isP2PDisabled: true } })
  }

  const { pLoader, ...hlsSettings } = loader.getConfigForHlsJs()
  return {
    ...{ playlistLoader: pLoader, hlsSettings },
    attach(hls, events) {
      loader.bindHls(hls)
      video.addEventListener('loadeddata', join, { once: true })
      hls.on(events.FRAG_LOADING, (_, { frag }) => {
        if (typeof frag.sn === 'number') seeding.wanted(frag.sn)
      })
      hls.on(events.LEVEL_UPDATED, (_, { details }) => {
        if (!details.live) return leave()
        playlistUrl = details.url
        const listed = details.fragments.map(({ url, sn, start }) => ({ url, number: sn, startSeconds: start }))
        seeding.listed(listed, details.targetduration)
      })
    },
    stop() {
      video.removeEventListener('loadeddata', join)
      seeding.stop()
      loader.destroy()
    },
  }
}

function withPeer(url: string, peerId: string | undefined): { url: string; peerId?: string } {
  return peerId === undefined ? { url } : { url, peerId }
}
