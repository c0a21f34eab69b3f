/** One publisher's connection, from its first byte to its last: nothing that it sends can hurt another one. */

import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Metrics } from '../http/metrics.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { countsAsGuess, describeRefusal, type Refusal } from './refusal.ts'
import { type PublishRequest, RtmpProtocol, RtmpProtocolError } from './rtmp-protocol.ts'
import type { Judge, Verdict } from './stream-key.ts'

export type RtmpTimeouts = {
  /** From the first byte until a publisher has been accepted. */
  setUpMs: number
  /** Between two packets of media. */
  idleMs: number
}

export type RtmpConnectionOptions = {
  socket: Socket
  judge: Judge
  timeouts: RtmpTimeouts
  onGuess(): void
  metrics: Metrics
  log: Logger
}

/** Media that came with the publish command, before the answer. */
const MOST_EARLY_BYTES = 262_144
/** What waits to be sent: only answers to commands. */
const MOST_UNSENT_BYTES = 262_144
const LAST_WORDS_MS = 500

export class RtmpConnection {
  readonly #options: RtmpConnectionOptions
  readonly #protocol: RtmpProtocol
  readonly #deadline: NodeJS.Timeout
  #accepted: Extract<Verdict, { kind: 'accepted' }> | null = null
  #idle: NodeJS.Timeout | undefined
  #early: MediaPacket[] = []
  #earlyBytes = 0
  #isClosing = false

  constructor(options: RtmpConnectionOptions) {
    this.#options = options
    const { socket, timeouts } = options
    this.#protocol = new RtmpProtocol({
      send: (bytes) => this.#send(bytes),
      onPublish: (request) => void this.#judge(request),
      onMedia: (packet) => this.#receiveMedia(packet),
      onUnpublish: () => this.#close('unpublished'),
    })
    this.#deadline = setTimeout(() => this.#close('too slow to publish'), timeouts.setUpMs)
    socket.on('data', (bytes) => this.#receive(bytes))
    socket.on('error', () => {}) // `close` follows
    socket.on('close', () => this.#closed())
  }

  /** Tells the publisher why, then closes. */
  disconnect(refusal: Refusal, detail?: string): void {
    if (this.#isClosing) return
    const { socket, log, metrics, onGuess } = this.#options
    log.warn({ refusal, detail }, 'publisher disconnected')
    if (!this.#accepted) metrics.refusals.inc({ reason: refusal })
    if (countsAsGuess(refusal) && !this.#accepted) onGuess()
    this.#protocol.refuse([describeRefusal(refusal), detail].filter(Boolean).join(' '))
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
      const cause = error instanceof RtmpProtocolError ? error.cause : undefined
      this.#close(error instanceof Error ? error.message : 'unknown', cause)
    }
  }

  async #judge(request: PublishRequest): Promise<void> {
    const { socket, judge, log } = this.#options
    socket.pause()
    try {
      const verdict = await judge(request, (refusal, detail) => this.disconnect(refusal, detail))
      if (verdict.kind === 'refused') return this.disconnect(verdict.refusal)
      if (this.#isClosing || socket.destroyed) return verdict.leave()
      this.#accept(verdict)
    } catch (error) {
      log.error({ err: error }, 'a publisher could not be judged')
      this.#close('internal error')
    }
  }

  #accept(verdict: Extract<Verdict, { kind: 'accepted' }>): void {
    const { socket, timeouts } = this.#options
    clearTimeout(this.#deadline)
    this.#idle = setTimeout(() => this.#close('no media for too long'), timeouts.idleMs)
    this.#accepted = verdict
    this.#protocol.accept()
    for (const packet of this.#early) verdict.receive(packet)
    this.#early = []
    socket.resume()
  }

  #receiveMedia(packet: MediaPacket): void {
    if (this.#accepted) {
      this.#idle?.refresh()
      this.#accepted.receive(packet)
      return
    }
    this.#earlyBytes += packet.payload.length
    if (this.#earlyBytes > MOST_EARLY_BYTES) throw new RtmpProtocolError('too much media before the answer')
    this.#early.push(packet)
  }

  #send(bytes: Buffer): void {
    const { socket } = this.#options
    if (this.#isClosing || socket.destroyed) return
    if (socket.writableLength > MOST_UNSENT_BYTES) throw new RtmpProtocolError('answers are not read')
    socket.write(bytes)
  }

  #close(why: string, cause?: unknown): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#options.log.info({ why, err: cause }, 'rtmp connection closed')
    this.#options.socket.destroy()
  }

  #closed(): void {
    this.#isClosing = true
    clearTimeout(this.#deadline)
    clearTimeout(this.#idle)
    this.#accepted?.leave()
    this.#accepted = null
  }
}
