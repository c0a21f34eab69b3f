/** The one file that knows node-media-server: its RTMP parser, made safe for bytes from strangers. */

import logger from 'node-media-server/src/core/logger.js'
import amf from 'node-media-server/src/protocol/amf.js'
import Rtmp from 'node-media-server/src/protocol/rtmp.js'
import { z } from 'zod'
import type { MediaPacket } from '../transcode/media-packet.ts'

// Its logger prints to the console, stream keys included.
logger.log = () => {}

/** The publisher broke the protocol, or went over a limit. */
export class RtmpProtocolError extends Error {
  override name = 'RtmpProtocolError'
}

export type RtmpLimits = {
  /** Largest message before and after the publisher is accepted, bytes. */
  strangerMessageBytes: number
  messageBytes: number
  /** Everything that half-read messages of one connection may hold, bytes. */
  bufferedBytes: number
}

export const RTMP_LIMITS: RtmpLimits = {
  strangerMessageBytes: 65_536,
  messageBytes: 8_388_608,
  bufferedBytes: 16_777_216,
}

/** Audio, video, data, commands and control: real publishers use about six. */
const MAX_CHUNK_STREAMS = 16
const RTMP_VERSION = 3
const MEDIA_KINDS = new Map<number, MediaPacket['kind']>([
  [8, 'audio'],
  [9, 'video'],
  [18, 'script'],
])

const connectSchema = z.object({ cmdObj: z.object({ app: z.string().max(256), tcUrl: z.string().max(2048) }) })
const publishSchema = z.object({ streamName: z.string().max(512).nullish() })

export type PublishRequest = { app: string; name: string }

export type RtmpEvents = {
  send(bytes: Buffer): void
  /** Asked once; answer with `accept` or `refuse`. */
  onPublish(request: PublishRequest): void
  onMedia(packet: MediaPacket): void
  /** The publisher says that it is done. */
  onUnpublish(): void
}

/** One connection's side of RTMP. After a throw of `receive` the connection has to be destroyed. */
export class RtmpProtocol extends Rtmp {
  readonly #events: RtmpEvents
  readonly #limits: RtmpLimits
  #isStarted = false
  #stage: 'connecting' | 'connected' | 'asked' | 'accepted' = 'connecting'
  #publishStreamId = 0

  constructor(events: RtmpEvents, limits: RtmpLimits = RTMP_LIMITS) {
    super()
    this.#events = events
    this.#limits = limits
    this.onOutputCallback = (bytes) => events.send(bytes)
    // A parser of files, with a megabyte of its own, that nothing here asks.
    this.flv = null
  }

  /** @throws RtmpProtocolError, whatever the parser stumbled over. */
  receive(bytes: Buffer): void {
    if (!this.#isStarted && bytes.length > 0) {
      if (bytes[0] !== RTMP_VERSION) throw new RtmpProtocolError('this is not RTMP')
      this.#isStarted = true
    }
    try {
      this.parserData(bytes)
    } catch (cause) {
      if (cause instanceof RtmpProtocolError) throw cause
      throw new RtmpProtocolError('a message could not be read', { cause })
    }
  }

  accept(): void {
    this.#stage = 'accepted'
    this.sendStatusMessage(this.#publishStreamId, 'status', 'NetStream.Publish.Start', 'Publishing.')
  }

  refuse(description: string): void {
    this.sendStatusMessage(this.#publishStreamId, 'error', 'NetStream.Publish.BadName', description)
  }

  override packetParse(): void {
    super.packetParse()
    if (this.inPackets.size > MAX_CHUNK_STREAMS) throw new RtmpProtocolError('too many chunk streams')
  }

  override packetAlloc(): void {
    const { length } = this.parserPacket.header
    const limit = this.#stage === 'accepted' ? this.#limits.messageBytes : this.#limits.strangerMessageBytes
    if (length > limit) throw new RtmpProtocolError('a message is too large')
    super.packetAlloc()
    let buffered = 0
    for (const packet of this.inPackets.values()) buffered += packet.capacity
    if (buffered > this.#limits.bufferedBytes) throw new RtmpProtocolError('too many half-read messages')
  }

  override packetHandler(): void {
    const { header, payload } = this.parserPacket
    // A header may change the length in the middle of a message, past what was allocated for it.
    if (payload.length < header.length) throw new RtmpProtocolError('a message changed its length')
    super.packetHandler()
  }

  override controlHandler(): void {
    const { header, payload } = this.parserPacket
    // The parser reads four bytes whatever the length says; a chunk size of 0 would stop it for ever.
    if (header.length < 4) throw new RtmpProtocolError('a control message is too short')
    super.controlHandler()
    if (this.inChunkSize < 1 || payload.length < 4) throw new RtmpProtocolError('a chunk size of 0')
  }

  override dataHandler(): void {
    const { header, payload, clock } = this.parserPacket
    const kind = MEDIA_KINDS.get(header.type)
    if (!kind || header.length === 0) return
    if (this.#stage !== 'asked' && this.#stage !== 'accepted') throw new RtmpProtocolError('media before publishing')
    // The parser uses the payload's memory again for the next message.
    const copy = Buffer.from(payload.subarray(0, header.length))
    this.#events.onMedia({ kind, timestampMs: clock, payload: copy, arrivedAtMs: Date.now() })
  }

  override onConnect(message: unknown): void {
    const parsed = connectSchema.safeParse(message)
    if (!parsed.success || this.#stage !== 'connecting') throw new RtmpProtocolError('a connect command is wrong')
    super.onConnect(message)
    this.#stage = 'connected'
  }

  override onPublish(message: unknown): void {
    const parsed = publishSchema.safeParse(message)
    if (!parsed.success || this.#stage !== 'connected') throw new RtmpProtocolError('a publish command is wrong')
    this.#stage = 'asked'
    this.#publishStreamId = this.parserPacket.header.stream_id
    const name = (parsed.data.streamName ?? '').split('?')[0] ?? ''
    this.#events.onPublish({ app: String(this.streamApp).replace(/\/+$/, ''), name })
  }

  override onPlay(): void {
    throw new RtmpProtocolError('nothing plays over RTMP')
  }

  override onDeleteStream(): void {
    this.#events.onUnpublish()
  }
}

/** Reads the fields of `onMetaData` (Adobe FLV specification 10.1, E.5); `null` when it is something else. */
export function readMetadata(payload: Buffer): unknown {
  try {
    const decoded = amf.decodeAmf0Data(payload)
    return z.object({ dataObj: z.unknown() }).parse(decoded).dataObj
  } catch {
    return null
  }
}
