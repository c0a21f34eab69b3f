/** Runs in the browser: one viewer, either our player or plain hls.js, and how it went. */

import Hls from 'hls.js/light'
import { startPlayback } from '../../packages/player/src/start-playback.ts'
import { watchPicture } from '../../packages/player/src/telemetry/watch-picture.ts'

export type ViewerFigures = {
  originBytes: number
  peerBytes: number
  peers: number
  stalls: number
  stalledMs: number
  playedMs: number
  firstFrameMs: number | null
  latencyMs: number | null
  /** From the connection to the tracker until the first piece of a segment came from a peer. */
  firstPeerByteMs: number | null
}

declare global {
  interface Window {
    offload: { start(side: 'ours' | 'plain'): void; figures(): ViewerFigures }
  }
}

/** Pieces come in larger messages than anything else. */
const LEAST_PIECE_BYTES = 2000
/** As ours, so that the two show the same picture at the same distance. */
const LIVE_SYNC_SECONDS = 6

let joinedAtMs: number | null = null
let firstPieceAtMs: number | null = null

window.WebSocket = new Proxy(WebSocket, {
  construct(Real, [url]: [string]) {
    joinedAtMs ??= performance.now()
    return new Real(url)
  },
})
window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
  construct(Real, [configuration]: [RTCConfiguration?]) {
    const connection = new Real(configuration)
    connection.addEventListener('datachannel', ({ channel }) => observe(channel))
    const create = connection.createDataChannel.bind(connection)
    connection.createDataChannel = (label, init) => observe(create(label, init))
    return connection
  },
})

function observe(channel: RTCDataChannel): RTCDataChannel {
  channel.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer && data.byteLength > LEAST_PIECE_BYTES) firstPieceAtMs ??= performance.now()
  })
  return channel
}

const video = document.querySelector('video') ?? document.createElement('video')
video.muted = true
for (const side of ['width', 'height']) video.removeAttribute(side) // at the picture's own size

let figures: () => ViewerFigures = () => {
  throw new Error('it has not been started')
}

window.offload = {
  start(side) {
    figures = side === 'ours' ? startOurs() : startPlain()
  },
  figures: () => figures(),
}

function startOurs(): () => ViewerFigures {
  const requestTicket = async () => (await fetch('/ticket')).json()
  const playback = startPlayback({ video, requestTicket, onEvent: () => {} })
  return () => {
    const { firstFrameMs = null, latencyMs = null, ...snapshot } = playback.snapshot()
    const firstPeerByteMs = joinedAtMs !== null && firstPieceAtMs !== null ? firstPieceAtMs - joinedAtMs : null
    return { ...snapshot, firstFrameMs, latencyMs, firstPeerByteMs }
  }
}

function startPlain(): () => ViewerFigures {
  const picture = watchPicture(video, { onFirstFrame() {}, onStall() {}, onStallOver() {} })
  const hls = new Hls({ liveSyncDuration: LIVE_SYNC_SECONDS, lowLatencyMode: false })
  let originBytes = 0
  hls.on(Hls.Events.FRAG_LOADED, (_, { frag, payload }) => {
    if (frag.sn !== 'initSegment') originBytes += payload.byteLength
  })
  void (async () => {
    const { playlistUrl } = await (await fetch('/ticket')).json()
    hls.loadSource(playlistUrl)
    hls.attachMedia(video)
    await video.play()
  })()
  return () => {
    const { stalls, stalledMs, playedMs } = picture.totals()
    const date = hls.playingDate
    return {
      ...{ originBytes, peerBytes: 0, peers: 0, stalls, stalledMs, playedMs, firstPeerByteMs: null },
      firstFrameMs: picture.firstFrameMs() ?? null,
      latencyMs: date ? Date.now() - date.getTime() : null,
    }
  }
}
