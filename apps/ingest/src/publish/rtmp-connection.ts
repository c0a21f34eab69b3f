/** One publisher's connection, from its first byte to its last: nothing that it sends can hurt another one. */

import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { Metrics } from '../http/metrics.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { createReadingPace } from './reading-pace.ts'
import { countsAsGuess, describeRefusal, type Refusal } from './refusal.ts'
import { type PublishRequest, RtmpProtocol, RtmpProtocolError } from './rtmp-protocol.ts'
import type { StrangerLog } from './stranger-log.ts'
import type { Judge, Verdict } from './stream-key.ts'

export type RtmpTimeouts = {
  /** From the first byte until a publisher has been accepted. */
  setUpMs: number
  /** Between two packets of media, and between two publications. */
  idleMs: number
}

export type RtmpConnectionOptions = {
  /** Plain or within TLS. */
  socket: Duplex
  judge: Judge
  timeouts: RtmpTimeouts
  onGuess(): void
  metrics: Metrics
  log: Logger
  /** For lines about a connection that has never been accepted. */
  strangerLog: StrangerLog
}

type Accepted = Extract<Verdict, { kind: 'accepted' }>

/** Media that came with the publish command, before the answer. */
const MOST_EARLY_BYTES = 262_144
/** What waits to be sent: only answers to commands. */
const MOST_UNSENT_BYTES = 262_144
/** Eight times what the fastest encoders send. */
const PACE = { bytesPerSecond: 33_554_432, burstBytes: 67_108_864 }
const LAST_WORDS_MS = 500

export class RtmpConnection {
  readonly #options: RtmpConnectionOptions
  readonly #protocol: RtmpProtocol
  readonly #pace = createReadingPace(PACE)
  readonly #deadline: NodeJS.Timeout
  /** What is being published, or asked for: replaced by each publish command, null after each end of it. */
  #publication: { accepted: Accepted | null } | null = null
  #isJudging = false
  #wasAccepted = false
  #idle: NodeJS.Timeout | undefined
  #pause: NodeJS.Timeout | undefined
  #early: MediaPacket[] = []
  #earlyBytes = 0
  #isClosing = false

  constructor(options: RtmpConnectionOptions) {
    this.#options = options
    const { socket, timeouts } = options
    this.#protocol = new RtmpProtocol({
      send: (bytes) => this.#send(bytes),
      onPublish: (request) => this.#publish(request),
      onMedia: (packet) => this.#receiveMedia(packet),
      onUnpublish: () => this.#unpublish(),
    })
    this.#deadline = setTimeout(() => this.#close('too slow to publish'), timeouts.setUpMs)
    socket.on('data', (bytes) => this.#receive(bytes))
    socket.on('error', () => {}) // `close` follows
    socket.on('close', () => this.#closed())
  }

  /** Tells the publisher why, then closes. */
  disconnect(refusal: Refusal, detail?: string): void {
    if (this.#isClosing) return
    const { socket, metrics, onGuess } = this.#options
    const isAccepted = this.#publication?.accepted != null
    this.#log('warn', { refusal, detail }, 'publisher disconnected')
    if (!isAccepted) metrics.refusals.inc({ reason: refusal })
    if (countsAsGuess(refusal) && !isAccepted) onGuess()
    try {
      this.#protocol.refuse([describeRefusal(refusal), detail].filter(Boolean).join(' '))
    } catch {
      // It does not read its answers: then it is not told.
    }
    this.#isClosing = true
    socket.resume()
    socket.end()
    setTimeout(() => socket.destroy(), LAST_WORDS_MS)
  }

  #receive(bytes: Buffer): void {
    if (this.#isClosing) return
    try {
      this.#protocol.receive(bytes)
    } catch (error) {
      this.#options.metrics.protocolErrors.inc()
      const isOurs = error instanceof RtmpProtocolError
      this.#close(isOurs ? error.message : 'a message could not be read', isOurs ? undefined : error)
      return
    }
    const waitMs = this.#pace.take(bytes.length, Date.now())
    if (waitMs > 0) this.#rest(waitMs)
  }

  #rest(ms: number): void {
    const { socket } = this.#options
    socket.pause()
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => {
      this.#pause = undefined
      if (!this.#isJudging) socket.resume()
    }, ms)
  }

  #publish(request: PublishRequest): void {
    // Its first question is still open, so it cannot have waited for the answer.
    if (this.#isJudging) throw new RtmpProtocolError('a publish command comes too soon')
    const publication = { accepted: null }
    this.#publication = publication
    this.#isJudging = true
    this.#early = []
    this.#earlyBytes = 0
    this.#options.socket.pause()
    void this.#judge(request, publication)
  }

  async #judge(request: PublishRequest, publication: { accepted: Accepted | null }): Promise<void> {
    const { socket, judge } = this.#options
    const disconnect = (refusal: Refusal, detail?: string) => {
      if (this.#publication === publication) this.disconnect(refusal, detail)
    }
    try {
      const verdict = await judge(request, disconnect)
      this.#isJudging = false
      if (verdict.kind === 'refused') this.disconnect(verdict.refusal)
      else if (this.#isClosing || socket.destroyed || this.#publication !== publication) verdict.leave()
      else this.#accept(verdict, publication)
    } catch (error) {
      this.#options.strangerLog('error', { err: error }, 'a publisher could not be judged')
      this.#close('internal error')
    } finally {
      this.#isJudging = false
      if (!this.#pause) socket.resume()
    }
  }

  #accept(verdict: Accepted, publication: { accepted: Accepted | null }): void {
    clearTimeout(this.#deadline)
    this.#idle ??= setTimeout(() => this.#close('no media for too long'), this.#options.timeouts.idleMs)
    this.#idle.refresh()
    this.#wasAccepted = true
    publication.accepted = verdict
    this.#protocol.accept()
    for (const packet of this.#early) verdict.receive(packet)
    this.#early = []
  }

  #receiveMedia(packet: MediaPacket): void {
    const accepted = this.#publication?.accepted
    if (accepted) {
      this.#idle?.refresh()
      accepted.receive(packet)
      return
    }
    this.#earlyBytes += packet.payload.length
    if (this.#earlyBytes > MOST_EARLY_BYTES) throw new RtmpProtocolError('too much media before the answer')
    this.#early.push(packet)
  }

  #unpublish(): void {
    this.#options.log.debug('publisher is done')
    this.#leave()
  }

  #leave(): void {
    const accepted = this.#publication?.accepted
    this.#publication = null
    this.#early = []
    accepted?.leave()
  }

  #send(bytes: Buffer): void {
    const { socket } = this.#options
    if (this.#isClosing || socket.destroyed) return
    if (socket.writableLength > MOST_UNSENT_BYTES) throw new RtmpProtocolError('answers are not read')
    socket.write(bytes)
  }

  #log(level: 'info' | 'warn', fields: object, message: string): void {
    const { log, strangerLog } = this.#options
    if (this.#wasAccepted) log[level](fields, message)
    else strangerLog(level, { ...log.bindings(), ...fields }, message)
  }

  #close(why: string, cause?: unknown): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#log('info', { why, err: cause }, 'rtmp connection closed')
    this.#options.socket.destroy()
  }

  #closed(): void {
    this.#isClosing = true
    clearTimeout(this.#deadline)
    clearTimeout(this.#idle)
    clearTimeout(this.#pause)
    this.#leave()
  }
}
