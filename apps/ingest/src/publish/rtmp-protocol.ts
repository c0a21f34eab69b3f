/** RTMP as a server that is published to speaks it (Adobe RTMP specification 1.0, Enhanced RTMP), for bytes from strangers. */

import { z } from 'zod'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { readAggregate } from './aggregate.ts'
import { AmfError, type AmfValue, readAmf0 } from './amf0.ts'
import { ChunkError, ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import * as answers from './rtmp-answers.ts'
import { Handshake } from './rtmp-handshake.ts'

/** The publisher broke the protocol, or went over a limit. */
export class RtmpProtocolError extends Error {
  override name = 'RtmpProtocolError'
}

export type RtmpLimits = {
  /** Largest message, and everything that half-read ones hold, before the publisher is accepted; bytes. */
  strangerMessageBytes: number
  strangerBufferedBytes: number
  /** And after. */
  messageBytes: number
  bufferedBytes: number
}

export const RTMP_LIMITS: RtmpLimits = {
  strangerMessageBytes: 65_536,
  strangerBufferedBytes: 131_072,
  messageBytes: 8_388_608,
  bufferedBytes: 16_777_216,
}

/** What RTMP calls the type of a message. */
const TYPE = {
  setChunkSize: 1,
  abort: 2,
  userControl: 4,
  windowSize: 5,
  audio: 8,
  video: 9,
  amf3Data: 15,
  amf3Command: 17,
  data: 18,
  command: 20,
  aggregate: 22,
} as const
const PING = 6
/** A command's name, its number, and what it is about; `publish` and `deleteStream` name it after those. */
const COMMAND_VALUES = 4

const connectSchema = z.object({
  app: z.string().max(256),
  fourCcList: z.array(z.unknown()).optional().catch(undefined),
  videoFourCcInfoMap: z.record(z.string(), z.unknown()).optional().catch(undefined),
})
const commandSchema = z.tuple([z.string(), z.number().catch(0)]).rest(z.unknown())
const nameSchema = z.string().max(512).nullish()

export type PublishRequest = { app: string; name: string }

export type RtmpEvents = {
  send(bytes: Buffer): void
  /** Answer with `accept` or `refuse`. Asked again when the publisher comes back after `onUnpublish`. */
  onPublish(request: PublishRequest): void
  onMedia(packet: MediaPacket): void
  /** The publisher says that it is done; it may publish again. */
  onUnpublish(): void
}

/** One connection's side of RTMP. After a throw of `receive` the connection has to be destroyed. */
export class RtmpProtocol {
  readonly #events: RtmpEvents
  readonly #handshake: Handshake
  readonly #reader: ChunkReader
  #stage: 'connecting' | 'connected' | 'asked' | 'accepted' = 'connecting'
  #hasPublished = false
  #app = ''
  #streamCount = 0
  #publishStreamId = 0
  #receivedBytes = 0
  #acknowledgedBytes = 0
  #acknowledgeAfterBytes = answers.WINDOW_BYTES

  constructor(events: RtmpEvents) {
    this.#events = events
    this.#handshake = new Handshake((answer) => events.send(answer))
    const { messageBytes, bufferedBytes, strangerMessageBytes, strangerBufferedBytes } = RTMP_LIMITS
    const known = { messageBytes, bufferedBytes }
    const stranger = { messageBytes: strangerMessageBytes, bufferedBytes: strangerBufferedBytes }
    this.#reader = new ChunkReader(
      () => (this.#stage === 'accepted' ? known : stranger),
      (message) => this.#take(message),
    )
  }

  /** Memory that half-read messages hold. */
  get bufferedBytes(): number {
    return this.#reader.bufferedBytes
  }

  /** @throws RtmpProtocolError */
  receive(bytes: Buffer): void {
    const rest = this.#handshake.isDone ? bytes : this.#handshake.receive(bytes)
    if (!rest) throw new RtmpProtocolError('this is not RTMP')
    try {
      this.#reader.receive(rest)
    } catch (cause) {
      if (cause instanceof ChunkError || cause instanceof AmfError) throw new RtmpProtocolError(cause.message)
      throw cause
    }
    this.#acknowledge(bytes.length)
  }

  accept(): void {
    this.#stage = 'accepted'
    this.#events.send(answers.status(this.#publishStreamId, 'status', 'NetStream.Publish.Start', 'Publishing.'))
  }

  refuse(description: string): void {
    this.#events.send(answers.status(this.#publishStreamId, 'error', 'NetStream.Publish.BadName', description))
  }

  /** Some software sends no more than so much before it hears that it has arrived (5.4.3 and 5.4.4). */
  #acknowledge(bytes: number): void {
    this.#receivedBytes += bytes
    if (this.#receivedBytes - this.#acknowledgedBytes < this.#acknowledgeAfterBytes) return
    this.#acknowledgedBytes = this.#receivedBytes
    this.#events.send(answers.acknowledgement(this.#receivedBytes))
  }

  #take(message: RtmpMessage): void {
    const { type, payload } = message
    switch (type) {
      case TYPE.setChunkSize:
        this.#reader.setChunkSize(readNumber(payload))
        break
      case TYPE.abort:
        this.#reader.abort(readNumber(payload))
        break
      case TYPE.windowSize:
        this.#acknowledgeAfterBytes = Math.max(1, readNumber(payload))
        break
      case TYPE.userControl:
        if (payload.length >= 6 && payload.readUInt16BE() === PING) this.#events.send(answers.pong(payload))
        break
      case TYPE.amf3Command:
        this.#command(withoutAmf3Marker(message))
        break
      case TYPE.command:
        this.#command(message)
        break
      case TYPE.aggregate:
        for (const part of readAggregate(message)) this.#media(part)
        break
      case TYPE.amf3Data:
        this.#media({ ...withoutAmf3Marker(message), type: TYPE.data })
        break
      default:
        this.#media(message) // shared objects and what else there is are nothing to us
    }
  }

  #media({ type, timestampMs, payload }: RtmpMessage): void {
    const kind = type === TYPE.video ? 'video' : type === TYPE.audio ? 'audio' : type === TYPE.data ? 'script' : null
    if (!kind || payload.length === 0) return
    if (this.#stage === 'asked' || this.#stage === 'accepted') {
      this.#events.onMedia({ kind, timestampMs, payload, arrivedAtMs: Date.now() })
      // After the end: what was on its way when the publisher said that it is done.
    } else if (!this.#hasPublished) throw new RtmpProtocolError('media before publishing')
  }

  #command({ payload, streamId }: RtmpMessage): void {
    const command = commandSchema.safeParse(readAmf0(payload, COMMAND_VALUES))
    if (!command.success) throw new RtmpProtocolError('a command without a name')
    const [name, transaction, object, about] = command.data
    switch (name) {
      case 'connect':
        this.#connect(transaction, object)
        break
      case 'createStream':
        this.#streamCount += 1
        this.#events.send(answers.result(transaction, null, this.#streamCount))
        break
      case 'publish':
        this.#publish(streamId, about)
        break
      case 'releaseStream':
      case 'FCPublish':
        this.#events.send(answers.result(transaction, null, undefined))
        break
      case 'FCUnpublish':
        this.#events.send(answers.result(transaction, null, undefined))
        this.#unpublish()
        break
      case 'closeStream':
        this.#unpublish(streamId)
        break
      case 'deleteStream':
        this.#unpublish(about)
        break
      case 'play':
      case 'play2':
        throw new RtmpProtocolError('nothing plays over RTMP')
    }
  }

  #connect(transaction: number, object: unknown): void {
    const parsed = connectSchema.safeParse(object)
    if (!parsed.success || this.#stage !== 'connecting') throw new RtmpProtocolError('a connect command is wrong')
    this.#stage = 'connected'
    this.#app = withoutQuery(parsed.data.app).replace(/\/+$/, '')
    const { fourCcList = [], videoFourCcInfoMap = {} } = parsed.data
    const wanted = [...fourCcList.map(String), ...Object.keys(videoFourCcInfoMap)]
    for (const bytes of answers.connected(transaction, wanted)) this.#events.send(bytes)
  }

  #publish(streamId: number, about: unknown): void {
    const name = nameSchema.safeParse(about)
    if (!name.success || this.#stage !== 'connected') throw new RtmpProtocolError('a publish command is wrong')
    this.#stage = 'asked'
    this.#publishStreamId = streamId
    this.#events.onPublish({ app: this.#app, name: withoutQuery(name.data ?? '') })
  }

  /** @param streamId which one is meant, where the publisher says so */
  #unpublish(streamId?: unknown): void {
    if (this.#stage !== 'asked' && this.#stage !== 'accepted') return
    if (typeof streamId === 'number' && streamId !== 0 && streamId !== this.#publishStreamId) return
    this.#stage = 'connected'
    this.#hasPublished = true
    this.#events.onUnpublish()
    this.#events.send(
      answers.status(this.#publishStreamId, 'status', 'NetStream.Unpublish.Success', 'Publishing has ended.'),
    )
  }
}

function readNumber(payload: Buffer): number {
  if (payload.length < 4) throw new RtmpProtocolError('a control message is too short')
  return payload.readUInt32BE()
}

/** AMF3 messages begin with a 0, and what follows is AMF0 all the same. */
function withoutAmf3Marker(message: RtmpMessage): RtmpMessage {
  return message.payload[0] === 0 ? { ...message, payload: message.payload.subarray(1) } : message
}

function withoutQuery(name: string): string {
  return name.split('?', 1)[0] ?? ''
}

/** Reads the fields of `onMetaData` (Adobe FLV specification 10.1, E.5); `null` when it is something else. */
export function readMetadata(payload: Buffer): { [name: string]: unknown } | null {
  try {
    const values: AmfValue[] = readAmf0(payload, 3)
    const fields = values[values.indexOf('onMetaData') + 1]
    const isMetadata = values[0] === 'onMetaData' || values[1] === 'onMetaData'
    return isMetadata && typeof fields === 'object' && !Array.isArray(fields) ? fields : null
  } catch (error) {
    if (error instanceof AmfError) return null
    throw error
  }
}
