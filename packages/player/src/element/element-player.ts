/** What plays in an element: one thing at a time, and the next once the one before has let go of the video. */

import { buildLivePath } from '@shoal/protocol/hls-path'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { autoplay } from '../engine/autoplay.ts'
import { whenEnded } from '../engine/when-ended.ts'
import { whenPlayedOut } from '../engine/when-played-out.ts'
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
import { canBeShared, type ElementPlan, goesOnAs, type Server } from './plan-element.ts'
import { startPlain } from './start-plain.ts'
import { type TicketSource, ticketsFrom } from './tickets-from.ts'
import { type StuckWatch, watchStuck } from './watch-stuck.ts'

type Running = {
  key: string
  stop(): unknown
  setMode?: (mode: P2pMode) => void
  snapshot?: () => Partial<PlaybackSnapshot>
  /** Where the video by itself does not tell. */
  isPaused?: () => boolean
  stuck?: StuckWatch
}

type PlannedPlay = Exclude<ElementPlan, { kind: 'wait' }>

export type ElementPlayerOptions = {
  video: HTMLVideoElement
  mode: () => P2pMode
  /** Something else plays, or nothing. */
  onChange: () => void
  onFailed: (reason: FatalReason) => void
  /** It does not arrive, and is fetched again. */
  onRecovering: () => void
  /** Another server's stream that is shared is away there as well. */
  isAway: () => boolean
}

export class ElementPlayer {
  readonly #options: ElementPlayerOptions
  #running: Running | null = null
  /** Counts what was to play, so that what comes late is dropped. */
  #turn = 0
  /** What its viewer had paused goes on paused, whatever takes its place. */
  #wasPaused = false
  #handover: Promise<unknown> = Promise.resolve()
  /** What takes the place of what plays once that has been seen. */
  #next: { key: string; callOff: () => void } | null = null

  constructor(options: ElementPlayerOptions) {
    this.#options = options
  }

  /** What it was told to play; null where nothing plays. */
  get key(): string | null {
    return this.#running?.key ?? null
  }

  get isSharing(): boolean {
    return this.#running?.setMode !== undefined
  }

  /** What it plays can be had from another server as well, should it not come this way. */
  get hasOtherWay(): boolean {
    return this.#running?.stuck !== undefined
  }

  snapshot(): Partial<PlaybackSnapshot> {
    return this.#running?.snapshot?.() ?? {}
  }

  get isPaused(): boolean {
    if (!this.#running) return this.#wasPaused
    if (this.#running.isPaused) return this.#running.isPaused()
    const { readyState, paused, ended } = this.#options.video
    return readyState === HTMLMediaElement.HAVE_NOTHING ? this.#wasPaused : paused && !ended
  }

  setMode(mode: P2pMode): void {
    this.#running?.setMode?.(mode)
  }

  stop(): void {
    this.drop()
    this.#wasPaused = false
  }

  /** For what comes next. */
  drop(): void {
    this.#wasPaused = this.isPaused
    this.#turn += 1
    this.#next?.callOff()
    this.#next = null
    const before = this.#running
    this.#running = null
    before?.stuck?.stop()
    if (before) this.#handover = Promise.resolve(before.stop()).catch(() => {})
  }

  /** A broadcast of a Shoal server, once what goes before it has been seen. */
  playPlanned(plan: PlannedPlay, server: Server, originUrl: string): void {
    if (this.key === plan.key) return
    const past = plan.kind === 'past' ? plan.broadcastId : undefined
    const tickets = ticketsFrom(server, { wished: this.#options.mode, past })
    const play = () => {
      if (past === undefined) return void this.playLive(plan.key, tickets)
      const playlistUrl = originUrl + buildLivePath({ kind: 'whole-multivariant', broadcastId: past })
      void this.playPast(playlistUrl, tickets, plan.key)
    }
    if (goesOnAs(this.key, plan.key)) this.#playOut(plan.key, { isOver: past !== undefined }, play)
    else play()
  }

  /** What there is of what plays is seen before what comes next; of a broadcast that `isOver`, all of it. */
  #playOut(key: string, { isOver }: { isOver: boolean }, play: () => void): void {
    if (this.#next?.key === key) return
    this.#next?.callOff()
    this.#next = { key, callOff: (isOver ? whenEnded : whenPlayedOut)(this.#options.video, play) }
  }

  /** Shares what a Shoal origin has, with the tickets that are given at `ticket`; null is nowhere. */
  playAddress(src: string, ticket: string | null): void {
    if (this.key === src) return
    const wished = this.#options.mode
    const shared = ticket === null ? null : canBeShared(src)
    if (shared === null || ticket === null) void this.playPlain(src)
    else if (shared === 'live') void this.playLive(src, ticketsFrom({ ticket }, { wished }))
    else {
      const past = /\/live\/([a-z0-9]+)\//.exec(src)?.[1]
      void this.playPast(src, ticketsFrom({ ticket }, { wished, past }))
    }
  }

  /** Shares nothing. */
  async playPlain(src: string): Promise<void> {
    if (!(await this.#takeOver())) return
    const running: Running = { key: src, stop() {} }
    this.#running = running
    this.#options.onChange()
    const { video } = this.#options
    const onFatal = (reason: FatalReason) => {
      if (this.#running === running) this.#options.onFailed(reason)
    }
    const plain = await startPlain({ video, src, onFatal })
    if (this.#running !== running) return plain.stop() // something newer came, or it failed at once
    running.stop = () => plain.stop()
    if (!this.#wasPaused) await autoplay(video)
  }

  /** `hasOtherWay`: it has failed, too, when it stands still. */
  async playLive(key: string, requestTicket: TicketSource, { hasOtherWay = false } = {}): Promise<void> {
    if (!(await this.#takeOver())) return
    const { video, mode, isAway, onFailed } = this.#options
    const onEvent = (event: PlaybackEvent) => this.#hear(event)
    const playback = startPlayback({ video, requestTicket, mode: mode(), plays: !this.#wasPaused, onEvent })
    const running = this.#run(key, playback)
    running.isPaused = () => playback.isPaused()
    if (hasOtherWay) running.stuck = watchStuck(video, { onStuck: () => onFailed('network'), isAway })
  }

  async playPast(playlistUrl: string, requestTicket: TicketSource, key = playlistUrl): Promise<void> {
    if (!(await this.#takeOver())) return
    const { video, mode } = this.#options
    const onEvent = (event: PastPlaybackEvent) => this.#hear(event)
    const past = { playlistUrl, startMs: null, plays: !this.#wasPaused }
    this.#run(key, startPastPlayback({ video, ...past, requestTicket, mode: mode(), onEvent }))
  }

  #run(key: string, playback: Playback | PastPlayback): Running {
    const running: Running = {
      key,
      stop: () => playback.stop(),
      setMode: (mode) => playback.setMode(mode),
      snapshot: () => playback.snapshot(),
    }
    this.#running = running
    this.#options.onChange()
    return running
  }

  /** Ends what plays, and waits for it; false when something newer came meanwhile. */
  async #takeOver(): Promise<boolean> {
    this.drop()
    const mine = this.#turn
    await this.#handover
    return mine === this.#turn
  }

  #hear(event: PlaybackEvent | PastPlaybackEvent): void {
    if (event.kind === 'fatal') this.#options.onFailed(event.reason)
    if (event.kind === 'recovering') this.#options.onRecovering()
    if (event.kind === 'stall') this.#running?.stuck?.stalled()
    if (event.kind === 'stall-over' || event.kind === 'first-frame') this.#running?.stuck?.moves()
  }
}
