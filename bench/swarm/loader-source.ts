/** p2p-media-loader's core as a viewer's source of segments, driven as its engine for hls.js drives it. */

import type { LoadedSegment } from '@shoal/player/delivery/segment'
import type { SegmentSource } from '@shoal/player/headless/headless-viewer'
import type { Core } from 'p2p-media-loader-core'
import { RUNG } from './made-broadcast.ts'
import type { LoaderSettings } from './settings.ts'
import type { NamedConfiguration } from './shaped-rtc.ts'

/** `timeupdate` fires about so often. */
const PLAYBACK_UPDATE_MS = 250

type LoaderCore = typeof import('p2p-media-loader-core')

export type LoaderSourceOptions = {
  viewer: string
  gives: boolean
  settings: LoaderSettings
  playlistUrl: string
  mediaUrl: string
  announceUrl: string
  positionSeconds: () => number
}

/** The core asks a browser for these; it must be loaded after they are there. */
export async function loadLoader(Connection: typeof RTCPeerConnection): Promise<LoaderCore> {
  const { RTCIceCandidate, RTCSessionDescription } = await import('node-datachannel/polyfill')
  const browser = { window: globalThis, location: new URL('http://127.0.0.1/'), RTCPeerConnection: Connection }
  Object.assign(globalThis, browser, { RTCIceCandidate, RTCSessionDescription })
  Object.assign(process, { browser: true })
  return await import('p2p-media-loader-core')
}

export function createLoaderSource({ Core }: LoaderCore, options: LoaderSourceOptions): SegmentSource {
  const { mediaUrl } = options
  const core: Core = new Core({
    ...options.settings,
    isP2PUploadDisabled: !options.gives,
    swarmId: 'bench',
    announceTrackers: [`${options.announceUrl}?v=${options.viewer}`],
    rtcConfig: { iceServers: [], peerIdentity: options.viewer } as NamedConfiguration,
    httpRequestSetup: async (url, _range, signal, part) => {
      const range = part ? { range: `bytes=${part.start}-${part.end ?? ''}` } : {}
      return new Request(url, { signal, headers: { ...range, 'x-viewer': options.viewer } })
    },
  })
  core.setManifestResponseUrl(options.playlistUrl)
  core.setIsLive(true)
  core.addStreamIfNoneExists({ runtimeId: mediaUrl, type: 'main', index: RUNG })
  const sources = new Map<string, 'http' | 'p2p'>()
  core.addEventListener('onSegmentLoaded', ({ segmentUrl, downloadSource }) => sources.set(segmentUrl, downloadSource))
  const timer = setInterval(() => core.updatePlayback(options.positionSeconds(), 1), PLAYBACK_UPDATE_MS)
  let hasLoaded = false

  return {
    listed(segments) {
      const known = core.getStream(mediaUrl)?.segments
      const fresh = segments.filter(({ url }) => !known?.has(url))
      const urls = new Set(segments.map(({ url }) => url))
      const added = fresh.map(({ url, number, startSeconds, durationSeconds }) => {
        return {
          runtimeId: url,
          url,
          externalId: number,
          startTime: startSeconds,
          endTime: startSeconds + durationSeconds,
        }
      })
      core.updateStream(
        mediaUrl,
        added,
        [...(known?.keys() ?? [])].filter((url) => !urls.has(url)),
      )
    },
    load(url, signal) {
      if (!hasLoaded) new Core().destroy() // or it would take another viewer's peer id, which is cached for the process
      hasLoaded = true
      const abort = () => core.abortSegmentLoading(url)
      signal.addEventListener('abort', abort)
      const loading = new Promise<LoadedSegment>((resolve, reject) => {
        void core.loadSegment(url, {
          onSuccess({ data }) {
            const isFromPeer = sources.get(url) === 'p2p'
            sources.delete(url)
            const size = data.byteLength
            resolve({
              bytes: data,
              originBytes: isFromPeer ? 0 : size,
              peerBytes: isFromPeer ? size : 0,
              originBitsPerSecond: 0,
            })
          },
          onError: reject,
        })
      })
      return loading.finally(() => signal.removeEventListener('abort', abort))
    },
    stop() {
      clearInterval(timer)
      core.destroy()
    },
  }
}
