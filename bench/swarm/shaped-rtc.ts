/** Real peer connections whose data channels are slowed to what a viewer's uplink and the way to its peers would take. */

import { RTCPeerConnection as NodePeerConnection } from 'node-datachannel/polyfill'
import type { Uplink } from './uplink.ts'

/** The way from one viewer to its peers. */
export type Path = {
  /** Of all its connections; nobody else's. */
  udpPort: number
  uplink: Uplink
  oneWayMs: number
  /** Share of packets that are lost once and sent again. */
  lossShare: number
  random: () => number
  onReceived(bytes: number): void
}

const PACKET_BYTES = 1200
/** The loss of the last packet is noticed by nobody but a timer (RFC 4960 section 6.3, and what dcSCTP sets). */
const LEAST_TIMEOUT_MS = 400

/** A configuration that says whose connection it is; `peerIdentity` is of the standard, and unused. */
export type NamedConfiguration = RTCConfiguration & { peerIdentity?: string }

/**
 * What spares the processor and is none of the swarm's: one UDP socket for all connections of a viewer, where each having
 * its own costs a look at all of them for every packet; and packets as large as `lo` and libjuice's buffers carry.
 */
const NATIVE = { enableIceUdpMux: true, mtu: 4000 }

export function shapeConnections(pathOf: (name: string | undefined) => Path): typeof RTCPeerConnection {
  class ShapedPeerConnection extends NodePeerConnection {
    readonly #path: Path

    constructor(config?: NamedConfiguration) {
      const path = pathOf(config?.peerIdentity)
      const native = { ...NATIVE, portRangeBegin: path.udpPort, portRangeEnd: path.udpPort } // node-datachannel's own
      super({ ...config, ...native } as RTCConfiguration)
      this.#path = path
    }

    override createDataChannel(label: string, options?: RTCDataChannelInit) {
      const channel = super.createDataChannel(label, options)
      shapeChannel(channel, this.#path)
      return channel
    }

    override dispatchEvent(event: Event): boolean {
      if (event.type === 'datachannel' && 'channel' in event) {
        shapeChannel(event.channel as RTCDataChannel, this.#path) // the polyfill's own, as its types say
      }
      const isHeard = super.dispatchEvent(event)
      // What a browser tells at the end (W3C WebRTC, 4.8.1.1), and simple-peer waits for.
      if (event.type === 'icegatheringstatechange' && this.iceGatheringState === 'complete') {
        super.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: null }))
      }
      return isHeard
    }

    /** simple-peer writes into what it gets. */
    override async createOffer() {
      return copyDescription(await super.createOffer())
    }

    override async createAnswer() {
      return copyDescription(await super.createAnswer())
    }
  }
  return ShapedPeerConnection as unknown as typeof RTCPeerConnection // all of it but certificates, says its author
}

function copyDescription({ type, sdp = '' }: RTCSessionDescriptionInit): RTCSessionDescription {
  return { type, sdp, toJSON: () => ({ type, sdp }) }
}

function shapeChannel(channel: RTCDataChannel, path: Path): void {
  const queue = path.uplink.openQueue()
  const sendNow = channel.send.bind(channel)
  const dispatchNow = channel.dispatchEvent.bind(channel)
  let lowMark = 0
  let wasLow = true
  let inOrderFromMs = 0

  function send(data: string | ArrayBuffer | ArrayBufferView): void {
    if (channel.readyState !== 'open') throw new DOMException('the channel is not open', 'InvalidStateError')
    const message = copyOf(data)
    const isText = typeof data === 'string'
    queue.push({ size: message.length, send: (servedAtMs) => travel(isText ? String(data) : message, servedAtMs) })
    wasLow = queue.queuedBytes <= lowMark
  }

  /** What is lost is sent again a round trip later, and holds up all that comes after it. */
  function travel(message: string | Uint8Array<ArrayBuffer>, servedAtMs: number): void {
    const packets = Math.ceil(message.length / PACKET_BYTES)
    const arrivesAtMs = servedAtMs + path.oneWayMs + retransmissionMs(packets, path, queue.isEmpty)
    inOrderFromMs = Math.max(inOrderFromMs, arrivesAtMs)
    setTimeout(() => deliver(message), Math.max(0, inOrderFromMs - performance.now()))
    const isLow = queue.queuedBytes <= lowMark
    if (isLow && !wasLow) dispatchNow(new Event('bufferedamountlow'))
    wasLow = isLow
  }

  function deliver(message: string | Uint8Array<ArrayBuffer>): void {
    try {
      if (channel.readyState === 'open') sendNow(message as string)
    } catch {
      // the other side is gone, and its close is on the way to us
    }
  }

  Object.defineProperties(channel, {
    send: { value: send },
    bufferedAmount: { get: () => queue.queuedBytes },
    bufferedAmountLowThreshold: { get: () => lowMark, set: (bytes: number) => (lowMark = bytes) },
    /** The native channel's own buffer is empty at once, which says nothing. */
    dispatchEvent: { value: (event: Event) => event.type === 'bufferedamountlow' || dispatchNow(event) },
  })
  channel.addEventListener('message', ({ data }) => path.onReceived(data.byteLength ?? data.length))
  channel.addEventListener('close', () => queue.close())
}

function retransmissionMs(packets: number, path: Path, isTail: boolean): number {
  let waitMs = 0
  for (let lost = packets; path.lossShare > 0 && lost > 0; ) {
    let again = 0
    for (let i = 0; i < lost; i++) if (path.random() < path.lossShare) again += 1
    const roundTripMs = 2 * path.oneWayMs
    if (again > 0) waitMs += isTail && packets === 1 ? Math.max(LEAST_TIMEOUT_MS, roundTripMs) : roundTripMs
    lost = again
  }
  return waitMs
}

function copyOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (typeof data === 'string') return new TextEncoder().encode(data)
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0))
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).slice()
}
