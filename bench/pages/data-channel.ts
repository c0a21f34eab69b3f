/** Runs in the browser: two ends of a data channel, over which one hands the other a segment that is then checked. */

import { isNamedSegment } from '../../packages/player/src/integrity/check-segment.ts'

declare global {
  interface Window {
    /** Milliseconds that each way took, `check` being a part of `peer`. */
    fetchSegment: {
      fromOrigin(url: string): Promise<number>
      fromPeer(url: string): Promise<{ ms: number; checkMs: number }>
    }
  }
}

/** The loader's largest message. */
const MESSAGE_BYTES = 64 * 1024 - 1

let held: ArrayBuffer | undefined
const channel = await openChannel()

window.fetchSegment = {
  async fromOrigin(url) {
    const startedMs = performance.now()
    held = await (await fetch(url, { cache: 'no-store' })).arrayBuffer()
    return performance.now() - startedMs
  },
  async fromPeer(url) {
    const startedMs = performance.now()
    const bytes = await ask(url)
    const arrivedMs = performance.now()
    if (!(await isNamedSegment(url, bytes))) throw new Error('the peer gave other bytes')
    return { ms: performance.now() - startedMs, checkMs: performance.now() - arrivedMs }
  },
}

/** The end that asks. The other answers each message with the segment that was last loaded from the origin. */
async function openChannel(): Promise<RTCDataChannel> {
  const asking = new RTCPeerConnection()
  const giving = new RTCPeerConnection()
  asking.onicecandidate = ({ candidate }) => void giving.addIceCandidate(candidate ?? undefined)
  giving.onicecandidate = ({ candidate }) => void asking.addIceCandidate(candidate ?? undefined)
  giving.ondatachannel = ({ channel }) => {
    channel.onmessage = () => {
      for (let at = 0; held && at < held.byteLength; at += MESSAGE_BYTES)
        channel.send(held.slice(at, at + MESSAGE_BYTES))
    }
  }
  const opened = asking.createDataChannel('segments')
  opened.binaryType = 'arraybuffer'
  await asking.setLocalDescription()
  if (asking.localDescription) await giving.setRemoteDescription(asking.localDescription)
  await giving.setLocalDescription()
  if (giving.localDescription) await asking.setRemoteDescription(giving.localDescription)
  await new Promise((resolve) => {
    opened.onopen = resolve
  })
  return opened
}

function ask(url: string): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(held?.byteLength ?? 0)
  let at = 0
  return new Promise((resolve) => {
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      bytes.set(new Uint8Array(data), at)
      at += data.byteLength
      if (at === bytes.length) resolve(bytes.buffer)
    }
    channel.send(url)
  })
}
