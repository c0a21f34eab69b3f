/** Runs in the browser: one player, and what its decoder was given and its peer connections were. */

import { type Playback, startPlayback } from '../../packages/player/src/start-playback.ts'

declare global {
  interface Window {
    layout: {
      figures(): { appendedBytes: number; opened: number; connected: number; stalls: number; playedMs: number }
    }
  }
}

let appendedBytes = 0
const connections: RTCPeerConnection[] = []

SourceBuffer.prototype.appendBuffer = new Proxy(SourceBuffer.prototype.appendBuffer, {
  apply(append, buffer, [data]: [BufferSource]) {
    appendedBytes += data.byteLength
    Reflect.apply(append, buffer, [data])
  },
})
window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
  construct(Real, [configuration]: [RTCConfiguration?]) {
    const connection = new Real(configuration)
    connections.push(connection)
    return connection
  },
})

const video = document.querySelector('video')
if (!video) throw new Error('the page has no video')
const requestTicket = async () => (await fetch('/ticket')).json()
const playback: Playback = startPlayback({ video, requestTicket, onEvent: () => {} })

window.layout = {
  figures() {
    const { stalls, playedMs } = playback.snapshot()
    const connected = connections.filter(({ connectionState }) => connectionState === 'connected').length
    return { appendedBytes, opened: connections.length, connected, stalls, playedMs }
  },
}
