/**
 * `<shoal-player>`: a player for any page. `channel` is the address of a channel or a recording on a Shoal server, whose
 * swarm it joins; `src` is any HLS address, which is shared with peers only where its bytes can be checked.
 */

import { buildLivePath } from '@shoal/protocol/hls-path'
import { type P2pMode, p2pModeSchema, type TicketAnswer, ticketAnswerSchema } from '@shoal/protocol/ticket'
import * as z from 'zod/mini'
import { autoplay } from '../engine/autoplay.ts'
import type { PastPlayback, PastPlaybackEvent, Playback, PlaybackEvent, PlaybackSnapshot } from '../playback.ts'
import { startPastPlayback } from '../start-past-playback.ts'
import { startPlayback } from '../start-playback.ts'
import { canBeShared, planShoal, type Server, selectElementMode, serverOf, type Told } from './plan-element.ts'
import { startPlain } from './start-plain.ts'

/** As the server's `/embed/<target>/events` tells it; `words` are in the visitor's language. */
const toldSchema = z.object({
  originUrl: z.url(),
  consent: z.enum(['ask', 'notice', 'off']),
  recording: z.nullable(z.string()),
  event: z.nullable(
    z.object({
      state: z.enum(['offline', 'starting', 'live', 'interrupted', 'ended']),
      broadcastId: z.optional(z.string()),
      epoch: z.optional(z.int()),
      recording: z.optional(z.string()),
    }),
  ),
  words: z.object({
    play: z.string(),
    offline: z.string(),
    starting: z.string(),
    ended: z.string(),
    ask: z.string(),
    yes: z.string(),
    no: z.string(),
  }),
})
type Words = z.infer<typeof toldSchema>['words']

type Running = {
  key: string
  stop(): unknown
  setMode?: (mode: P2pMode) => void
  snapshot?: () => Partial<PlaybackSnapshot>
}

const AGREED_KEY = 'shoal-player.agreed'
const STYLE = `
:host { display: block; position: relative; aspect-ratio: 16 / 9; background: #04101a; color: #fff; overflow: hidden; font: 1rem/1.4 system-ui, sans-serif }
:host([hidden]) { display: none }
video { width: 100%; height: 100%; display: block }
[part=note], [part=ask] { position: absolute; inset: auto 0 auto 0; margin: auto; padding: .6rem 1rem; text-align: center }
[part=note] { inset: 0; display: grid; place-content: center; pointer-events: none; text-shadow: 0 1px 3px #000 }
[part=ask] { top: .5rem; width: fit-content; max-width: 92%; box-sizing: border-box; border-radius: .8rem; background: rgb(8 20 30 / .92); font-size: .875rem }
[part=play] { position: absolute; inset: 0; margin: auto; width: fit-content; height: fit-content; min-height: 3.5rem; padding: 0 1.6rem; font-size: 1.125rem }
button { min-height: 2.25rem; margin: .25rem; padding: 0 .9rem; border: 0; border-radius: .6rem; background: #fff; color: #04101a; font: inherit; font-weight: 600; cursor: pointer }
[hidden] { display: none !important }
`

// a page that renders on a server may import this, and has no elements there
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

export class ShoalPlayer extends Base {
  static readonly observedAttributes = ['src', 'channel', 'tickets', 'p2p', 'muted', 'poster', 'nocontrols']

  readonly #video: HTMLVideoElement
  readonly #note: HTMLElement
  readonly #ask: HTMLElement
  readonly #play: HTMLButtonElement
  #running: Running | null = null
  #source: EventSource | null = null
  #told: (Told & { words: Words }) | null = null
  #isStarted = false
  #hasAgreed: boolean | null = readAgreed()
  /** Counts what was set up, so that a slow answer to an earlier one is dropped. */
  #generation = 0
  #handover: Promise<unknown> = Promise.resolve()

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    const style = document.createElement('style')
    style.textContent = STYLE
    this.#video = document.createElement('video')
    this.#video.part.add('video')
    this.#video.playsInline = true
    this.#video.crossOrigin = 'anonymous'
    this.#note = part('p', 'note')
    this.#note.setAttribute('role', 'status')
    this.#ask = part('section', 'ask')
    this.#play = part('button', 'play')
    this.#play.type = 'button'
    this.#play.textContent = '▶'
    this.#play.setAttribute('aria-label', 'Play')
    this.#play.addEventListener('click', () => this.play())
    root.append(style, this.#video, this.#note, this.#ask, this.#play)
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
    this.#isStarted = this.hasAttribute('autoplay')
    this.#applyLooks()
    this.#begin()
  }

  disconnectedCallback(): void {
    this.#end()
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return
    this.#applyLooks()
    if (name === 'src' || name === 'channel' || name === 'tickets') {
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
    const channel = this.getAttribute('channel')
    const server = channel === null ? null : serverOf(new URL(channel, location.href).href)
    if (server) this.#listen(server)
    else if (channel === null) this.#follow()
    else this.#fail('not-found')
  }

  #listen(server: Server): void {
    const source = new EventSource(server.events)
    this.#source = source
    source.onmessage = ({ data }) => {
      const told = toldSchema.safeParse(parse(data))
      if (!told.success) return
      this.#told = told.data
      this.#tell('shoalstate', { state: told.data.recording === null ? told.data.event?.state : 'recording' })
      this.#follow()
    }
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED && !this.#told) this.#fail('not-found')
    }
  }

  #end(): void {
    this.#generation += 1
    this.#source?.close()
    this.#source = null
    this.#told = null
    this.#stopRunning()
  }

  #stopRunning(): void {
    const before = this.#running
    this.#running = null
    if (before) this.#handover = Promise.resolve(before.stop()).catch(() => {})
  }

  /** Makes what plays what should play. */
  #follow(): void {
    this.#show()
    if (!this.#isStarted) return
    const channel = this.getAttribute('channel')
    const src = this.getAttribute('src')
    if (channel !== null) this.#followShoal(new URL(channel, location.href).href)
    else if (src !== null && src !== '') void this.#runAddress(new URL(src, location.href).href)
  }

  #followShoal(channel: string): void {
    const server = serverOf(channel)
    const told = this.#told
    if (!server || !told) return
    const plan = planShoal(told)
    // what is on its way out is seen to its end
    if (plan.kind === 'wait') return
    if (this.#running?.key === plan.key) return
    if (plan.kind === 'live') void this.#runLive(plan.key, ticketsFrom(server, this.#wished))
    else {
      const playlistUrl = told.originUrl + buildLivePath({ kind: 'whole-multivariant', broadcastId: plan.broadcastId })
      void this.#runPast(plan.key, playlistUrl, ticketsFrom(server, this.#wished, plan.broadcastId))
    }
  }

  async #runAddress(src: string): Promise<void> {
    if (this.#running?.key === src) return
    const endpoint = this.getAttribute('tickets')
    const shared = endpoint === null ? null : canBeShared(src)
    if (shared !== null && endpoint !== null) {
      const ticket = new URL(endpoint, location.href).href
      if (shared === 'live') return this.#runLive(src, ticketsFrom({ ticket }, this.#wished))
      const past = /\/live\/([a-z0-9]+)\//.exec(src)?.[1]
      return this.#runPast(src, src, ticketsFrom({ ticket }, this.#wished, past))
    }
    const mine = await this.#takeOver()
    if (mine === null) return
    const running: Running = { key: src, stop() {} }
    this.#running = running
    const plain = await startPlain({ video: this.#video, src, onFatal: (reason) => this.#fail(reason) })
    if (mine !== this.#generation) return plain.stop()
    running.stop = () => plain.stop()
    await autoplay(this.#video)
  }

  async #runLive(key: string, requestTicket: TicketSource): Promise<void> {
    const mine = await this.#takeOver()
    if (mine === null) return
    const playback = startPlayback({
      ...{ video: this.#video, requestTicket, mode: this.#mode().mode },
      onEvent: (event) => this.#hear(event),
    })
    this.#run(key, playback)
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
    if (event.kind === 'fatal') this.#fail(event.reason)
    if (event.kind === 'ended') this.#tell('shoalended', {})
  }

  #fail(reason: string): void {
    this.#tell('shoalerror', { reason })
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  #mode() {
    return selectElementMode({
      attribute: p2pModeSchema.safeParse(this.getAttribute('p2p')).data ?? null,
      consent: this.#told?.consent ?? 'notice',
      hasAgreed: this.#hasAgreed,
    })
  }

  readonly #wished = () => this.#mode().mode

  #applyMode(): void {
    this.#running?.setMode?.(this.#mode().mode)
    this.#show()
  }

  #agree(hasAgreed: boolean): void {
    this.#hasAgreed = hasAgreed
    try {
      localStorage.setItem(AGREED_KEY, hasAgreed ? 'yes' : 'no')
    } catch {
      // kept until the page is closed
    }
    this.#applyMode()
  }

  #show(): void {
    const told = this.#told
    const plan = told && planShoal(told)
    const waiting = plan?.kind === 'wait' && !this.#running ? plan.state : null
    this.#note.hidden = waiting === null
    this.#note.textContent = waiting === null || !told ? '' : told.words[waiting]
    this.#play.hidden = this.#isStarted || waiting !== null
    if (told) this.#play.setAttribute('aria-label', told.words.play)
    this.#video.controls = this.#isStarted && !this.hasAttribute('nocontrols')
    this.#showQuestion(told?.words ?? null)
  }

  #showQuestion(words: Words | null): void {
    const isAsked = words !== null && this.#isStarted && this.#mode().isAsked
    this.#ask.hidden = !isAsked
    if (!isAsked || this.#ask.childElementCount > 0) return
    const answer = (text: string, hasAgreed: boolean) => {
      const button = part('button', 'answer')
      button.type = 'button'
      button.textContent = text
      button.addEventListener('click', () => this.#agree(hasAgreed))
      return button
    }
    const question = document.createElement('span')
    question.textContent = words.ask
    this.#ask.replaceChildren(question, answer(words.yes, true), answer(words.no, false))
  }
}

type TicketSource = (renew?: string, mode?: P2pMode) => Promise<TicketAnswer>

/** As plain text, which needs no preflight; without cookies, which would be those of another site's visitor. */
/** `wished` is the mode to ask for where the player names none, as for its first ticket. */
function ticketsFrom({ ticket }: Pick<Server, 'ticket'>, wished: () => P2pMode, past?: string): TicketSource {
  return async (renew, mode = wished()) => {
    const response = await fetch(ticket, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify({ mode, ...(past && { past }), ...(renew && { renew }) }),
    })
    if (!response.ok) throw new Error(`the server answers ${response.status}`)
    return ticketAnswerSchema.parse(await response.json())
  }
}

function readAgreed(): boolean | null {
  try {
    const word = localStorage.getItem(AGREED_KEY)
    return word === null ? null : word === 'yes'
  } catch {
    return null
  }
}

function part<K extends keyof HTMLElementTagNameMap>(tag: K, name: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.part.add(name)
  return element
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

if (globalThis.customElements && !customElements.get('shoal-player')) {
  customElements.define('shoal-player', ShoalPlayer)
}
