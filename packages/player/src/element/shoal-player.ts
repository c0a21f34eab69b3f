/**
 * `<shoal-player>`: a player for any page. `channel` is the address of a channel or a recording on a Shoal server, whose
 * swarm it joins; `src` is any HLS address, which is shared with peers only where its bytes can be checked: on a Shoal
 * origin, or where the Shoal server in `swarm` looks at another server's for its viewers.
 */

import { buildLivePath } from '@shoal/protocol/hls-path'
import { type P2pMode, p2pModeSchema } from '@shoal/protocol/p2p-mode'
import { autoplay } from '../engine/autoplay.ts'
import { isMeteredNow } from '../limits/metered-connection.ts'
import type {
  FatalReason,
  PastPlayback,
  PastPlaybackEvent,
  Playback,
  PlaybackEvent,
  PlaybackSnapshot,
} from '../playback.ts'
import { startPastPlayback } from '../start-past-playback.ts'
import { startPlayback } from '../start-playback.ts'
import { type ConsentBox, createConsentBox, keepAnswer, readAnswer } from './consent-box.ts'
import { type EventFeed, openEventFeed } from './event-feed.ts'
import { canTakeFromPeers, findElsewhere } from './find-elsewhere.ts'
import { part } from './part.ts'
import {
  type Answer,
  canBeShared,
  eventsBeside,
  planShoal,
  type Server,
  selectElementMode,
  serverOf,
} from './plan-element.ts'
import { isHopeless, type Problem, sayProblem } from './problem.ts'
import { startPlain } from './start-plain.ts'
import { STYLE } from './style.ts'
import { type TicketSource, ticketsFrom } from './tickets-from.ts'
import { readTold, type ToldWithWords } from './told.ts'
import { type StuckWatch, watchStuck } from './watch-stuck.ts'

type Running = {
  key: string
  stop(): unknown
  setMode?: (mode: P2pMode) => void
  snapshot?: () => Partial<PlaybackSnapshot>
  /** Of what can be had from another server as well, should it not come this way. */
  stuck?: StuckWatch
}

const FIRST_RETRY_MS = 3000
const LAST_RETRY_MS = 60_000

// a page that renders on a server may import this, and has no elements there
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

export class ShoalPlayer extends Base {
  static readonly observedAttributes = ['src', 'channel', 'tickets', 'swarm', 'p2p', 'muted', 'poster', 'nocontrols']

  readonly #video: HTMLVideoElement
  readonly #note: HTMLElement
  readonly #consent: ConsentBox
  readonly #play: HTMLButtonElement
  #running: Running | null = null
  #feed: EventFeed | null = null
  #told: ToldWithWords | null = null
  /** Where viewers of this `src` meet; null is nowhere, and then it plays from its own server alone. */
  #elsewhere: Server | 'asking' | null = null
  /** The server's word for why this `src` can't be shared. */
  #refusal: string | null = null
  /** An element that was in its page before this script hears of each attribute before it hears of its place. */
  #isPlaced = false
  #isStarted = false
  #answer: Answer | null = readAnswer()
  /** As it was at first: a mode that changed by itself would be a surprise. */
  readonly #isMetered = isMeteredNow()
  /** Counts what was set up, so that a slow answer to an earlier one is dropped. */
  #generation = 0
  #handover: Promise<unknown> = Promise.resolve()
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  /** Since it played. */
  #failures = 0
  /** Why there is no picture; null once there is one. */
  #problem: Problem | null = null

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    const style = document.createElement('style')
    style.textContent = STYLE
    this.#video = document.createElement('video')
    this.#video.part.add('video')
    this.#video.playsInline = true
    this.#video.crossOrigin = 'anonymous'
    this.#video.addEventListener('playing', () => {
      this.#failures = 0
    })
    this.#video.addEventListener('loadeddata', () => {
      this.#problem = null
      this.#show()
    })
    this.#note = part('p', 'note')
    this.#note.setAttribute('role', 'status')
    this.#consent = createConsentBox((answer) => this.#take(answer))
    this.#play = part('button', 'play')
    this.#play.type = 'button'
    this.#play.textContent = '▶'
    this.#play.setAttribute('aria-label', 'Play')
    this.#play.addEventListener('click', () => this.play())
    root.append(style, this.#video, this.#note, this.#consent.element, this.#play)
  }

  /** The video element itself, for whatever a page wants of it. */
  get video(): HTMLVideoElement {
    return this.#video
  }

  play(): void {
    this.#isStarted = true
    this.#show()
    if (this.#running) void this.#video.play().catch(() => {})
    else this.#follow()
  }

  pause(): void {
    this.#video.pause()
  }

  /** What came from where so far; empty where nothing is shared. */
  snapshot(): Partial<PlaybackSnapshot> {
    return this.#running?.snapshot?.() ?? {}
  }

  connectedCallback(): void {
    this.#isPlaced = true
    this.#isStarted = this.hasAttribute('autoplay')
    this.#applyLooks()
    this.#begin()
  }

  disconnectedCallback(): void {
    this.#isPlaced = false
    this.#end()
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#isPlaced) return
    this.#applyLooks()
    if (name === 'src' || name === 'channel' || name === 'tickets' || name === 'swarm') {
      this.#end()
      this.#begin()
    }
    if (name === 'p2p') this.#applyMode()
  }

  #applyLooks(): void {
    this.#video.muted = this.hasAttribute('muted')
    this.#video.poster = this.getAttribute('poster') ?? ''
    this.#show()
  }

  #begin(): void {
    const isOfChannel = this.hasAttribute('channel')
    const used = isOfChannel ? (['channel'] as const) : (['src', 'tickets', 'swarm'] as const)
    const wrong = used.find((name) => this.hasAttribute(name) && this.#addressIn(name) === null)
    if (wrong) this.#failAddress(wrong, 'is no address')
    else if (isOfChannel) this.#beginShoal()
    else {
      const events = eventsBeside(this.#addressIn('tickets') ?? '')
      if (events !== null)
        this.#listen(events) // for its rule about helping
      else void this.#findElsewhere()
      this.#follow()
    }
  }

  async #findElsewhere(): Promise<void> {
    const [src, swarm] = [this.#addressIn('src'), this.#addressIn('swarm')]
    if (!src || !swarm || !canTakeFromPeers()) return
    const mine = this.#generation
    this.#elsewhere = 'asking'
    const found = await findElsewhere(swarm, src)
    if (mine !== this.#generation || this.#elsewhere !== 'asking') return
    this.#elsewhere = found
    if (found)
      this.#listen(found.events) // its rule about helping comes first
    else this.#playPlainly('not-listed')
  }

  /** Until it is begun anew, or fails there too. */
  #playPlainly(because: string): void {
    this.#elsewhere = null
    this.#feed?.close()
    this.#feed = null
    this.#told = null
    this.#tell('shoalstate', { state: 'plain', because })
    this.#follow()
  }

  #beginShoal(): void {
    const server = serverOf(this.#addressIn('channel') ?? '')
    if (server) this.#listen(server.events)
    else this.#failAddress('channel', 'is neither a channel’s nor a recording’s address')
  }

  /** Whole, as the page's own makes it; null where there is none. */
  #addressIn(name: 'src' | 'channel' | 'tickets' | 'swarm'): string | null {
    const text = this.getAttribute(name)
    return text === null ? null : (URL.parse(text, location.href)?.href ?? null)
  }

  #listen(events: string): void {
    this.#feed = openEventFeed(events, {
      onMessage: (data) => {
        const told = readTold(data)
        if (!told) return
        this.#told = told
        if (this.#problem === 'not-found') this.#problem = null
        this.#applyMode()
        if (!this.hasAttribute('channel')) return
        this.#tell('shoalstate', { state: told.recording === null ? told.event?.state : 'recording' })
        this.#follow()
      },
      onUnheard: () => {
        if (this.hasAttribute('channel')) this.#fail('not-found', 'the server tells nothing of this channel')
        else if (this.#elsewhere !== null) this.#playPlainly('not-listed')
      },
    })
  }

  #end(): void {
    this.#generation += 1
    this.#feed?.close()
    this.#feed = null
    this.#told = null
    this.#elsewhere = null
    clearTimeout(this.#retryTimer)
    this.#failures = 0
    this.#problem = null
    this.#stopRunning()
  }

  #stopRunning(): void {
    const before = this.#running
    this.#running = null
    before?.stuck?.stop()
    if (before) this.#handover = Promise.resolve(before.stop()).catch(() => {})
  }

  /** Makes what plays what should play. */
  #follow(): void {
    this.#show()
    if (!this.#isStarted) return
    const src = this.getAttribute('src') === '' ? null : this.#addressIn('src')
    if (this.hasAttribute('channel')) this.#followShoal(this.#addressIn('channel') ?? '')
    else if (src !== null && this.#problem !== 'bad-address') this.#followAddress(src)
  }

  #followAddress(src: string): void {
    const server = this.#elsewhere
    if (server === 'asking' || (server && !this.#told)) return
    if (!server || this.#mode().mode === 'off') void this.#runAddress(src)
    else if (this.#running?.key !== server.ticket) {
      const onRefused = (why: string) => {
        this.#refusal = why
      }
      const requestTicket = ticketsFrom(server, { wished: this.#wished, onRefused })
      void this.#runLive(server.ticket, requestTicket, { isElsewhere: true })
    }
  }

  #followShoal(channel: string): void {
    const server = serverOf(channel)
    const told = this.#told
    if (!server || !told) return
    const plan = planShoal(told)
    if (plan.kind === 'wait') {
      // what is on its way out is seen to its end, and nobody wants what failed any more
      this.#problem = null
      return
    }
    if (this.#running?.key === plan.key) return
    if (plan.kind === 'live') void this.#runLive(plan.key, ticketsFrom(server, { wished: this.#wished }))
    else {
      const playlistUrl = told.originUrl + buildLivePath({ kind: 'whole-multivariant', broadcastId: plan.broadcastId })
      void this.#runPast(plan.key, playlistUrl, ticketsFrom(server, { wished: this.#wished, past: plan.broadcastId }))
    }
  }

  async #runAddress(src: string): Promise<void> {
    if (this.#running?.key === src) return
    const ticket = this.#addressIn('tickets')
    const shared = ticket === null ? null : canBeShared(src)
    if (shared !== null && ticket !== null) {
      if (shared === 'live') return this.#runLive(src, ticketsFrom({ ticket }, { wished: this.#wished }))
      const past = /\/live\/([a-z0-9]+)\//.exec(src)?.[1]
      return this.#runPast(src, src, ticketsFrom({ ticket }, { wished: this.#wished, past }))
    }
    const mine = await this.#takeOver()
    if (mine === null) return
    const running: Running = { key: src, stop() {} }
    this.#running = running
    this.#show()
    const onFatal = (reason: FatalReason) => {
      if (this.#running === running) this.#failed(reason)
    }
    const plain = await startPlain({ video: this.#video, src, onFatal })
    if (this.#running !== running) return plain.stop() // something newer came, or it failed at once
    running.stop = () => plain.stop()
    await autoplay(this.#video)
  }

  async #runLive(key: string, requestTicket: TicketSource, { isElsewhere = false } = {}): Promise<void> {
    const mine = await this.#takeOver()
    if (mine === null) return
    const playback = startPlayback({
      ...{ video: this.#video, requestTicket, mode: this.#mode().mode },
      onEvent: (event) => this.#hear(event),
    })
    this.#run(key, playback)
    if (!this.#running || !isElsewhere) return
    this.#running.stuck = watchStuck(this.#video, {
      onStuck: () => this.#failed('network'),
      isAway: () => this.#told?.event?.state === 'interrupted',
    })
  }

  async #runPast(key: string, playlistUrl: string, requestTicket: TicketSource): Promise<void> {
    const mine = await this.#takeOver()
    if (mine === null) return
    const playback = startPastPlayback({
      ...{ video: this.#video, playlistUrl, startMs: null, plays: true, requestTicket, mode: this.#mode().mode },
      onEvent: (event) => this.#hear(event),
    })
    this.#run(key, playback)
  }

  #run(key: string, playback: Playback | PastPlayback): void {
    this.#running = {
      key,
      stop: () => playback.stop(),
      setMode: (mode) => playback.setMode(mode),
      snapshot: () => playback.snapshot(),
    }
    this.#show()
  }

  /** Ends what plays, and waits for it; null when something newer came meanwhile. */
  async #takeOver(): Promise<number | null> {
    this.#generation += 1
    const mine = this.#generation
    this.#stopRunning()
    await this.#handover
    return mine === this.#generation ? mine : null
  }

  #hear(event: PlaybackEvent | PastPlaybackEvent): void {
    if (event.kind === 'fatal') this.#failed(event.reason)
    if (event.kind === 'stall') this.#running?.stuck?.stalled()
    if (event.kind === 'stall-over' || event.kind === 'first-frame') this.#running?.stuck?.moves()
    if (event.kind === 'ended') this.#tell('shoalended', {})
  }

  /** What failed may go next time: by itself a little later each time, and whenever somebody presses play. */
  #failed(reason: FatalReason): void {
    if (this.#running?.stuck) {
      this.#stopRunning()
      this.#playPlainly(reason === 'ticket-refused' ? (this.#refusal ?? reason) : reason)
      return
    }
    this.#fail(reason, `it cannot be played: ${reason}`)
    this.#stopRunning()
    clearTimeout(this.#retryTimer)
    if (isHopeless(reason)) return
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS)
    this.#failures += 1
    this.#retryTimer = setTimeout(() => {
      void this.#findElsewhere()
      this.#follow()
    }, waitMs)
  }

  #failAddress(name: string, what: string): void {
    this.#fail('bad-address', `${name} ${what}: ${this.getAttribute(name)}`)
  }

  /** `message` is for who wrote the page. */
  #fail(reason: Problem, message: string): void {
    this.#problem = reason
    this.#show()
    this.#tell('shoalerror', { reason, message })
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  #mode() {
    return selectElementMode({
      attribute: p2pModeSchema.safeParse(this.getAttribute('p2p')).data ?? null,
      consent: this.#told?.consent ?? null,
      answer: this.#answer,
      isMetered: this.#isMetered,
    })
  }

  readonly #wished = () => this.#mode().mode

  #applyMode(): void {
    this.#running?.setMode?.(this.#mode().mode)
    if (this.#elsewhere !== null) this.#follow()
    this.#show()
  }

  #take(answer: Answer): void {
    this.#answer = answer
    keepAnswer(answer)
    this.#applyMode()
    this.#video.focus({ preventScroll: true }) // the button is gone, and who came by keyboard with it
  }

  #show(): void {
    const told = this.#told
    const plan = told && this.hasAttribute('channel') ? planShoal(told) : null
    const waiting = plan?.kind === 'wait' && !this.#running ? plan.state : null
    const problem = waiting === null ? this.#problem : null
    const note = waiting !== null && told ? told.words[waiting] : problem && sayProblem(problem, told?.words)
    this.#note.hidden = note === null
    // what is said again is not read out again
    if (this.#note.textContent !== note) this.#note.textContent = note ?? ''
    // what has failed may be tried at once
    const isOver = problem !== null && !isHopeless(problem) && problem !== 'not-found'
    this.#play.hidden = waiting !== null || (problem && isHopeless(problem)) || (this.#isStarted && !isOver)
    this.#note.toggleAttribute('data-low', note !== null && !this.#play.hidden)
    if (told) this.#play.setAttribute('aria-label', told.words.play)
    this.#video.controls = this.#isStarted && problem === null && !this.hasAttribute('nocontrols')
    this.#showConsent()
  }

  #showConsent(): void {
    const words = this.#told?.words
    const { mode, isAsked, isNoticed } = this.#mode()
    const isSharing = this.#running?.setMode !== undefined
    if (words && this.#isStarted && isAsked) this.#consent.show('ask', words)
    else if (words && isSharing && isNoticed) this.#consent.show(mode === 'on' ? 'notice' : 'metered', words)
    else this.#consent.hide()
  }
}

if (globalThis.customElements && !customElements.get('shoal-player')) {
  customElements.define('shoal-player', ShoalPlayer)
}
