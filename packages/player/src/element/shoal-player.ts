/**
 * `<shoal-player>`: a player for any page. `channel` is the address of a channel or a recording on a Shoal server, whose
 * swarm it joins; `src` is any HLS address, which is shared with peers only where its bytes can be checked: on a Shoal
 * origin, or where the Shoal server in `swarm` looks at another server's for its viewers.
 */

import type { FatalReason, PlaybackSnapshot } from '../playback.ts'
import { ADDRESS_NAMES, type Addressed, readAddresses } from './addresses.ts'
import { keepAnswer } from './consent-box.ts'
import { ElementPlayer } from './element-player.ts'
import { ElsewhereWay } from './elsewhere-way.ts'
import { type EventFeed, openEventFeed } from './event-feed.ts'
import { Helping } from './helping.ts'
import { type Answer, eventsBeside, planShoal, type Server } from './plan-element.ts'
import { isHopeless, type Problem } from './problem.ts'
import { Retry } from './retry.ts'
import { createStage, type Stage } from './stage.ts'
import { readTold, type ToldWithWords } from './told.ts'

// a page that renders on a server may import this, and has no elements there
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

export class ShoalPlayer extends Base {
  static readonly observedAttributes = [...ADDRESS_NAMES, 'p2p', 'muted', 'poster', 'nocontrols']

  readonly #stage: Stage
  readonly #video: HTMLVideoElement
  readonly #player: ElementPlayer
  #addressed: Addressed = { kind: 'nothing' }
  #feed: EventFeed | null = null
  #told: ToldWithWords | null = null
  /** Of what was planned to play last. */
  #lastKey: string | null = null
  /** Where viewers of this `src` meet. */
  readonly #elsewhere: ElsewhereWay
  /** An element that was in its page before this script hears of each attribute before it hears of its place. */
  #isPlaced = false
  #isStarted = false
  readonly #helping: Helping
  readonly #retry = new Retry()
  /** Why there is no picture; null once there is one. */
  #problem: Problem | null = null

  constructor() {
    super()
    this.#stage = createStage(this.attachShadow({ mode: 'open' }), {
      onPlay: () => this.play(),
      onAnswer: (answer) => this.#take(answer),
    })
    this.#video = this.#stage.video
    this.#video.addEventListener('playing', () => this.#retry.isWell())
    this.#video.addEventListener('loadeddata', () => {
      this.#problem = null
      this.#show()
    })
    this.#video.addEventListener('ended', () => {
      this.#tell('shoalended', {})
      this.#show()
    })
    this.#helping = new Helping({
      attribute: () => this.getAttribute('p2p'),
      consent: () => this.#told?.consent ?? null,
      onAnswer: () => this.#applyMode(),
    })
    this.#player = new ElementPlayer({
      video: this.#video,
      mode: this.#wished,
      onChange: () => this.#show(),
      onFailed: (reason) => this.#failed(reason),
      onRecovering: () => this.#recovering(),
      isAway: () => this.#told?.event?.state === 'interrupted',
    })
    this.#video.addEventListener('play', () => this.#follow())
    this.#elsewhere = new ElsewhereWay({
      onFound: ({ events }) => this.#listen(events), // its rule about helping comes first
      onPlain: (because, isNews) => this.#playPlainly(because, isNews),
    })
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
    this.#helping.begin()
    this.#applyLooks()
    this.#begin()
  }

  disconnectedCallback(): void {
    this.#isPlaced = false
    this.#helping.end()
    this.#end()
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return
    // by this attribute alone: what a viewer has set of the sound outlives all other changes
    if (name === 'muted') this.#video.muted = after !== null
    if (!this.#isPlaced) return
    this.#applyLooks()
    if (ADDRESS_NAMES.some((one) => one === name)) {
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
    this.#addressed = readAddresses((name) => this.getAttribute(name), location.href)
    const addressed = this.#addressed
    if (addressed.kind === 'wrong') this.#fail('bad-address', addressed.message)
    if (addressed.kind === 'channel') this.#listen(addressed.server.events)
    if (addressed.kind !== 'playlist') return
    const events = eventsBeside(addressed.tickets ?? '')
    if (events !== null)
      this.#listen(events) // for its rule about helping
    else this.#findElsewhere()
    this.#follow()
  }

  #findElsewhere(): void {
    const addressed = this.#addressed
    if (addressed.kind !== 'playlist' || addressed.swarm === null) return
    void this.#elsewhere.find(addressed.swarm, addressed.src)
  }

  /** Until there is another way again, or it fails there too. */
  #playPlainly(because: string, isNews: boolean): void {
    this.#feed?.close()
    this.#feed = null
    this.#told = null
    if (isNews) this.#tell('shoalstate', { state: 'plain', because })
    this.#follow()
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
        if (this.#addressed.kind !== 'channel') return
        this.#tell('shoalstate', { state: told.recording === null ? (told.event?.state ?? 'deleted') : 'recording' })
        this.#follow()
      },
      onUnheard: () => {
        if (this.#addressed.kind === 'channel') this.#fail('not-found', 'the server tells nothing of this channel')
        else if (this.#elsewhere.server) this.#elsewhere.refuse('not-listed')
      },
    })
  }

  #end(): void {
    this.#feed?.close()
    this.#feed = null
    this.#told = null
    this.#lastKey = null
    this.#elsewhere.end()
    this.#retry.callOff()
    this.#retry.isWell()
    this.#problem = null
    this.#player.stop()
  }

  /** Makes what plays what should play. */
  #follow(): void {
    this.#show()
    if (!this.#isStarted) return
    const addressed = this.#addressed
    if (addressed.kind === 'channel') this.#followChannel(addressed.server)
    if (addressed.kind === 'playlist') this.#followPlaylist(addressed.src, addressed.tickets)
  }

  #followPlaylist(src: string, tickets: string | null): void {
    const { server, isAsking } = this.#elsewhere
    if (isAsking || (server && !this.#told)) return
    if (!server || this.#helping.mode === 'off') this.#player.playAddress(src, tickets)
    else if (this.#player.key !== server.ticket) void this.#join(server)
  }

  /** What plays goes on until there is a ticket; what is paused stays. */
  async #join(server: Server): Promise<void> {
    if (this.#player.isPaused) return
    const tickets = await this.#elsewhere.join(this.#wished)
    if (tickets === null) return
    if (this.#helping.mode === 'off') this.#follow()
    else void this.#player.playLive(server.ticket, tickets, { hasOtherWay: true })
  }

  #followChannel(server: Server): void {
    const told = this.#told
    if (!told) return
    const plan = planShoal(told, this.#lastKey)
    if (plan.kind === 'wait') {
      if (plan.state === 'deleted') this.#player.stop()
      // what is on its way out is seen to its end, and nobody wants what failed any more
      this.#problem = null
      this.#show()
      return
    }
    this.#lastKey = plan.key
    this.#player.playPlanned(plan, server, told.originUrl)
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
    this.#retry.callOff()
    if (isHopeless(reason)) return
    this.#retry.later(() => {
      this.#findElsewhere()
      this.#follow()
    })
  }

  /** A recording by itself may be gone, of which only who asks is told. */
  #recovering(): void {
    if (this.#addressed.kind === 'channel' && this.#told?.recording) this.#listen(this.#addressed.server.events)
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

  readonly #wished = () => this.#helping.mode

  #applyMode(): void {
    this.#player.setMode(this.#helping.mode)
    if (this.#elsewhere.server) this.#follow()
    this.#show()
  }

  #take(answer: Answer): void {
    keepAnswer(answer)
    this.#video.focus({ preventScroll: true }) // the button is gone, and who came by keyboard with it
  }

  #show(): void {
    const told = this.#told
    const isStarted = this.#isStarted
    const plan = told && this.#addressed.kind === 'channel' ? planShoal(told, this.#lastKey) : null
    const isSeen = this.#player.key === null || this.#video.ended
    const waiting = plan?.kind === 'wait' && isSeen ? plan.state : null
    this.#stage.show({
      ...{ isStarted, hasControls: !this.hasAttribute('nocontrols') },
      ...{ waiting, problem: waiting === null ? this.#problem : null },
      ...{
        consent: isStarted && waiting !== 'deleted' ? this.#helping.unsaid(this.#player) : null,
        words: told?.words,
      },
    })
  }
}

if (globalThis.customElements && !customElements.get('shoal-player')) {
  customElements.define('shoal-player', ShoalPlayer)
}
