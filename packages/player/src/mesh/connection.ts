/** One RTCPeerConnection with one data channel, from its description to its end. Nothing here throws at the caller. */

import type { PeerConnection, PeerConnectionClass } from './mesh.ts'

/** Addresses that take longer to find are not worth the wait: an unreachable STUN server takes ten seconds. */
const GATHERING_MS = 1000
/** Between the first address that a server told us and going without the others. */
const AFTER_FIRST_SERVER_MS = 150
/** The whole of a description, keys and all, on a machine that has better things to do. */
const DESCRIBING_MS = 10_000
/**
 * Who offers starts the DTLS handshake (RFC 5763, section 5, leaves it to whoever answers). An answerer is ready first,
 * and its first packet is lost on an offerer that is not: libdatachannel sends it again after a whole second.
 */
const EITHER_ROLE = 'a=setup:actpass'
const CLIENT_ROLE = 'a=setup:active'
/** A connection may come back by itself within this time. */
const DISCONNECTED_MS = 8000
const LOW_MARK_BYTES = 64 * 1024
/**
 * Whoever answers lets the other speak first, for so long: what it sends as soon as its channel says that it is open,
 * Chromium 156 loses on 3 to 5 connections of 100 without a word, and on the others counts as buffered for ever.
 */
const SPEAKS_LATER_MS = 250

export type ConnectionEvents = {
  onOpen(): void
  /** Strings end the connection: no peer of ours sends them. */
  onMessage(message: Uint8Array<ArrayBuffer>): void
  onDrain(): void
  /** Once, whether it was open or not, and before `close` returns. */
  onClose(): void
}

export type Connection = {
  readonly isOpen: boolean
  /** The other side has been heard of lately. */
  readonly isAlive: boolean
  readonly bufferedBytes: number
  /** Its SDP, or null when it has come to nothing; then it is closed. */
  makeOffer(): Promise<string | null>
  makeAnswer(offer: string): Promise<string | null>
  takeAnswer(answer: string): Promise<void>
  send(message: Uint8Array<ArrayBuffer>): void
  close(): void
}

export type ConnectionOptions = {
  RTCPeerConnection: PeerConnectionClass
  rtcConfig: RTCConfiguration
  events: ConnectionEvents
}

/** Throws what the browser throws when it has no more connections to give. */
export function createConnection({ RTCPeerConnection, rtcConfig, events }: ConnectionOptions): Connection {
  const pc = new RTCPeerConnection({ ...rtcConfig })
  const end = new AbortController()
  const until = { signal: end.signal }
  const ended = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve()))
  let channel: RTCDataChannel | null = null
  let isOpen = false
  let disconnectedTimer: ReturnType<typeof setTimeout> | undefined
  let speaksTimer: ReturnType<typeof setTimeout> | undefined

  pc.addEventListener('connectionstatechange', onStateChange, until)
  pc.addEventListener('datachannel', (event) => use(event.channel, letSpeak), until)

  function onStateChange(): void {
    const state = pc.connectionState
    clearTimeout(disconnectedTimer)
    if (state === 'failed' || state === 'closed') close()
    if (state === 'disconnected') disconnectedTimer = setTimeout(close, DISCONNECTED_MS)
  }

  function use(offered: RTCDataChannel, onReady: () => void): void {
    if (channel) close() // one is all that we speak over
    if (end.signal.aborted) return
    channel = offered
    channel.binaryType = 'arraybuffer'
    channel.bufferedAmountLowThreshold = LOW_MARK_BYTES
    channel.addEventListener('open', onReady, until)
    channel.addEventListener('close', close, until)
    channel.addEventListener('error', close, until)
    channel.addEventListener('bufferedamountlow', () => isOpen && events.onDrain(), until)
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => hear(data), until)
    if (channel.readyState === 'open') onReady()
  }

  function letSpeak(): void {
    speaksTimer ??= setTimeout(open, SPEAKS_LATER_MS)
  }

  function open(): void {
    clearTimeout(speaksTimer)
    if (isOpen || end.signal.aborted) return
    isOpen = true
    events.onOpen()
  }

  function hear(data: unknown): void {
    open()
    if (!(data instanceof ArrayBuffer)) close()
    else if (isOpen) events.onMessage(new Uint8Array(data))
  }

  function close(): void {
    if (end.signal.aborted) return
    isOpen = false
    end.abort()
    clearTimeout(disconnectedTimer)
    clearTimeout(speaksTimer)
    pc.close()
    events.onClose()
  }

  async function describe(create: () => Promise<RTCSessionDescriptionInit>): Promise<string | null> {
    const tooLate = setTimeout(close, DESCRIBING_MS)
    try {
      await Promise.race([ended, create().then((description) => pc.setLocalDescription(description))])
      await Promise.race([ended, gathered(pc, end.signal)])
      if (!end.signal.aborted) return pc.localDescription?.sdp ?? null
    } catch {
      close()
    } finally {
      clearTimeout(tooLate)
    }
    return null
  }

  return {
    get isOpen() {
      return isOpen
    },
    get isAlive() {
      return !end.signal.aborted && pc.connectionState !== 'disconnected'
    },
    get bufferedBytes() {
      return isOpen && channel ? channel.bufferedAmount : 0
    },
    async makeOffer() {
      const sdp = await describe(async () => {
        use(pc.createDataChannel('shoal', { ordered: true }), open)
        return pc.createOffer()
      })
      return sdp?.replace(EITHER_ROLE, CLIENT_ROLE) ?? null
    },
    makeAnswer: (sdp) =>
      describe(async () => {
        await pc.setRemoteDescription({ type: 'offer', sdp })
        return pc.createAnswer()
      }),
    async takeAnswer(sdp) {
      try {
        await pc.setRemoteDescription({ type: 'answer', sdp })
      } catch {
        close()
      }
    },
    send(message) {
      if (!isOpen || !channel) return
      try {
        channel.send(message)
      } catch {
        close() // its buffer is full, or it is going
      }
    },
    close,
  }
}

/** Resolves when all addresses are known, or enough of them. */
async function gathered(pc: PeerConnection, signal: AbortSignal): Promise<void> {
  if (pc.iceGatheringState === 'complete') return
  const done = new AbortController()
  const until = { signal: done.signal }
  signal.addEventListener('abort', () => done.abort(), until)
  await new Promise<void>((resolve) => {
    const timers = [setTimeout(resolve, GATHERING_MS)]
    done.signal.addEventListener('abort', () => {
      timers.forEach(clearTimeout)
      resolve()
    })
    const onState = () => pc.iceGatheringState === 'complete' && resolve()
    pc.addEventListener('icegatheringstatechange', onState, until)
    const onCandidate = ({ candidate }: RTCPeerConnectionIceEvent) => {
      const fromServer = / typ (srflx|relay)/.test(candidate?.candidate ?? '')
      if (fromServer) timers.push(setTimeout(resolve, AFTER_FIRST_SERVER_MS))
    }
    pc.addEventListener('icecandidate', onCandidate, until)
  })
  done.abort()
}
