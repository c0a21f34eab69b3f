/**
 * `<shoal-player>`: a player for any page. `channel` is the address of a channel or a recording on a Shoal server, whose
 * swarm it joins; `src` is any HLS address, which is shared with peers only where its bytes can be checked: on a Shoal
 * origin, or where the Shoal server in `swarm` looks at another server's for its viewers.
 */

import { buildLivePath } from '@shoal/protocol/hls-path'
import { p2pModeSchema } from '@shoal/protocol/p2p-mode'
import { isMeteredNow } from '../limits/metered-connection.ts'
import { parseUrl } from '../parse-url.ts'
import type { FatalReason, PlaybackSnapshot } from '../playback.ts'
import { type ConsentBox, createConsentBox, hearAnswers, keepAnswer, readAnswer } from './consent-box.ts'
import { ElementPlayer } from './element-player.ts'
import { ElsewhereWay } from './elsewhere-way.ts'
import { type EventFeed, openEventFeed } from './event-feed.ts'
import { part } from './part.ts'
import {
  type Answer,
  canBeShared,
  eventsBeside,
  isNextLadder,
  planShoal,
  type Server,
  selectElementMode,
  serverOf,
} from './plan-element.ts'
import { isHopeless, type Problem, sayProblem } from './problem.ts'
import { sheet } from './style.ts'
import { startingWith, ticketsFrom } from './tickets-from.ts'
import { readTold, type ToldWithWords } from './told.ts'

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
  readonly #player: ElementPlayer
  #feed: EventFeed | null = null
  #told: ToldWithWords | null = null
  /** Where viewers of this `src` meet. */
  readonly #elsewhere: ElsewhereWay
  /** It waits for the first ticket of a swarm, while something else plays. */
  #isJoining = false
  /** An element that was in its page before this script hears of each attribute before it hears of its place. */
  #isPlaced = false
  #isStarted = false
  #answer: Answer | null = null
  #heedNoMore = () => {}
  /** As it was at first: a mode that changed by itself would be a surprise. */
  readonly #isMetered = isMeteredNow()
  /** Counts what was set up, so that a slow answer to an earlier one is dropped. */
  #generation = 0
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  /** Since it played. */
  #failures = 0
  /** Why there is no picture; null once there is one. */
  #problem: Problem | null = null

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [sheet()]
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
    this.#player = new ElementPlayer({
      video: this.#video,
      mode: () => this.#mode().mode,
      onChange: () => this.#show(),
      onEnded: () => this.#tell('shoalended', {}),
      onFailed: (reason) => this.#failed(reason),
      isAway: () => this.#told?.event?.state === 'interrupted',
    })
    this.#video.addEventListener('play', () => this.#follow())
    this.#elsewhere = new ElsewhereWay({
      onFound: ({ events }) => this.#listen(events), // its rule about helping comes first
      onPlain: (because, isNews) => this.#playPlainly(because, isNews),
    })
    this.#note = part('p', 'note')
    this.#note.setAttribute('role', 'status')
    this.#consent = createConsentBox((answer) => this.#take(answer))
    this.#play = part('button', 'play')
    this.#play.type = 'button'
    this.#play.textContent = '▶'
    this.#play.setAttribute('aria-label', 'Play')
    this.#play.addEventListener('click', () => this.play())
    root.append(this.#video, this.#note, this.#consent.element, this.#play)
  }

  /** The video element itself, for whatever a page wants of it. */
  get video(): HTMLVideoElement {
    return this.#video
  }

  play(): void {
    this.#isStarted = true
    this.#show()
    if (this.#player.key !== null) return void this.#video.play().catch(() => {})
    this.#player.stop() // what had been paused before it failed is wanted again
    this.#follow()
  }

  pause(): void {
    this.#video.pause()
  }

  /** What came from where so far; empty where nothing is shared. */
  snapshot(): Partial<PlaybackSnapshot> {
    return this.#player.snapshot()
  }

  connectedCallback(): void {
    this.#isPlaced = true
    this.#isStarted = this.hasAttribute('autoplay')
    this.#answer = readAnswer() ?? this.#answer
    this.#heedNoMore = hearAnswers((answer) => {
      this.#answer = answer
      this.#applyMode()
    })
    this.#applyLooks()
    this.#begin()
  }

  disconnectedCallback(): void {
    this.#isPlaced = false
    this.#heedNoMore()
    this.#end()
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return
    // by this attribute alone: what a viewer has set of the sound outlives all other changes
    if (name === 'muted') this.#video.muted = after !== null
    if (!this.#isPlaced) return
    this.#applyLooks()
    if (name === 'src' || name === 'channel' || name === 'tickets' || name === 'swarm') {
      this.#end()
      this.#begin()
    }
    if (name === 'p2p') this.#applyMode()
  }

  #applyLooks(): void {
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
      else this.#findElsewhere()
      this.#follow()
    }
  }

  #findElsewhere(): void {
    const [src, swarm] = [this.#addressIn('src'), this.#addressIn('swarm')]
    if (src && swarm) void this.#elsewhere.find(swarm, src)
  }

  /** Until there is another way again, or it fails there too. */
  #playPlainly(because: string, isNews: boolean): void {
    this.#feed?.close()
    this.#feed = null
    this.#told = null
    if (isNews) this.#tell('shoalstate', { state: 'plain', because })
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
    return text === null ? null : (parseUrl(text, location.href)?.href ?? null)
  }

  #listen(events: string): void {
    this.#feed?.close()
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
        else if (this.#elsewhere.server) this.#elsewhere.refuse('not-listed')
      },
    })
  }

  #end(): void {
    this.#generation += 1
    this.#feed?.close()
    this.#feed = null
    this.#told = null
    this.#elsewhere.end()
    this.#isJoining = false
    clearTimeout(this.#retryTimer)
    this.#failures = 0
    this.#problem = null
    this.#player.stop()
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
    const { server, isAsking } = this.#elsewhere
    if (isAsking || (server && !this.#told)) return
    if (!server || this.#mode().mode === 'off') this.#playAddress(src)
    else if (this.#player.key !== server.ticket) void this.#join(server)
  }

  /** What plays goes on until there is a ticket, for which the first of a swarm waits some seconds; what is paused stays. */
  async #join(server: Server): Promise<void> {
    if (this.#isJoining || this.#player.isPaused) return
    const mine = this.#generation
    let refusal: string | null = null
    const onRefused = (why: string) => {
      refusal = why
    }
    const request = ticketsFrom(server, { wished: this.#wished, onRefused })
    this.#isJoining = true
    const first = await request().catch(() => null)
    if (mine !== this.#generation) return
    this.#isJoining = false
    if (this.#elsewhere.server !== server) return
    if (first === null) this.#elsewhere.refuse(refusal ?? 'network')
    else if (this.#mode().mode === 'off') this.#follow()
    else void this.#player.playLive(server.ticket, startingWith(first, request), { hasOtherWay: true })
  }

  #playAddress(src: string): void {
    if (this.#player.key === src) return
    const ticket = this.#addressIn('tickets')
    const shared = ticket === null ? null : canBeShared(src)
    if (shared === null || ticket === null) void this.#player.playPlain(src)
    else if (shared === 'live') void this.#player.playLive(src, ticketsFrom({ ticket }, { wished: this.#wished }))
    else {
      const past = /\/live\/([a-z0-9]+)\//.exec(src)?.[1]
      void this.#player.playPast(src, ticketsFrom({ ticket }, { wished: this.#wished, past }))
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
    if (this.#player.key === plan.key) return
    if (plan.kind === 'live') {
      const play = () => void this.#player.playLive(plan.key, ticketsFrom(server, { wished: this.#wished }))
      if (isNextLadder(this.#player.key, plan.key)) this.#player.playOut(plan.key, play)
      else play()
    } else {
      const playlistUrl = told.originUrl + buildLivePath({ kind: 'whole-multivariant', broadcastId: plan.broadcastId })
      const requestTicket = ticketsFrom(server, { wished: this.#wished, past: plan.broadcastId })
      void this.#player.playPast(playlistUrl, requestTicket, plan.key)
    }
  }

  /** What failed may go next time: by itself a little later each time, and whenever somebody presses play. */
  #failed(reason: FatalReason): void {
    if (this.#player.hasOtherWay) {
      this.#player.drop()
      this.#elsewhere.refuse(reason)
      return
    }
    this.#fail(reason, `it cannot be played: ${reason}`)
    this.#player.drop()
    clearTimeout(this.#retryTimer)
    if (isHopeless(reason)) return
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LAST_RETRY_MS)
    this.#failures += 1
    this.#retryTimer = setTimeout(() => {
      this.#findElsewhere()
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
    this.#player.setMode(this.#mode().mode)
    if (this.#elsewhere.server) this.#follow()
    this.#show()
  }

  #take(answer: Answer): void {
    keepAnswer(answer)
    this.#video.focus({ preventScroll: true }) // the button is gone, and who came by keyboard with it
  }

  #show(): void {
    const told = this.#told
    const plan = told && this.hasAttribute('channel') ? planShoal(told) : null
    const waiting = plan?.kind === 'wait' && this.#player.key === null ? plan.state : null
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
    if (words && this.#isStarted && isAsked) this.#consent.show('ask', words)
    else if (words && this.#player.isSharing && isNoticed)
      this.#consent.show(mode === 'on' ? 'notice' : 'metered', words)
    else this.#consent.hide()
  }
}

if (globalThis.customElements && !customElements.get('shoal-player')) {
  customElements.define('shoal-player', ShoalPlayer)
}
