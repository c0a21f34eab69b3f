/** When and with what this viewer announces itself, and what becomes of the tracker's words. */

import { announceDelayMs, planOffers } from './announce-plan.ts'
import type { Introduction, Roster } from './roster.ts'
import { buildAnnounce, buildAnswer, offersThatFit, parseTrackerWord } from './tracker-message.ts'
import type { TrackerSocket } from './tracker-socket.ts'

/** When the tracker names none; and what it may ask for. */
const INTERVAL_MS = { usual: 15_000, least: 3000, most: 300_000 }
/** A tracker that does not answer an announce is as good as gone. */
const SILENCE_MS = 10_000
/** One that is silent at its other door too is left sooner, and come back to within so long of its next word there. */
const DOUBTED_SILENCE_MS = 5000
const GOING_HOME_MS = 20_000
/** A device that sleeps is heard of again by timers that are late. Whoever offered so long ago has closed the offer. */
const ASLEEP_MS = 20_000
const LOOK_MS = 1000
/** Asking whether the swarm has grown, when somebody offers before we know of it. */
const ASKING_AGAIN_MS = 300
/** Offers that wait for the tracker to say that the swarm is large enough. */
const MAX_HELD = 20

export type AnnouncerOptions = {
  ownId: string
  leastPeers: number
  random: () => number
  nowMs: () => number
  roster: Roster
  socket: TrackerSocket
}

type Timer = ReturnType<typeof setTimeout> | undefined

export class Announcer {
  readonly #options: AnnouncerOptions
  #infoHash: string | null = null
  #size = 0
  #intervalMs = INTERVAL_MS.usual
  #announcedAtMs = Number.NEGATIVE_INFINITY
  /** One roll an announce, so that planning again does not move it. */
  #roll = 0
  #quickTries = 0
  #lastLinks = 0
  #hasConnected = false
  /** The next announce with offers is the first since the tracker came back. */
  #isReturning = false
  /** An answer to the announce that asked for the swarm's size is followed up at once. */
  #isNew = false
  /** Changes with each swarm and connection; offers that were made for another are closed. */
  #round = 0
  #isDescribing = false
  /** The next announce is for the sake of the offers that are held. */
  #isAsking = false
  #isHomeAnswering = true
  /** By the clock on the wall, which goes on while a device sleeps. */
  #awakeAtMs = 0
  /** Has slept: offers until the tracker answers are of that time, for it speaks in order. */
  #isWaking = false
  #lookTimer: Timer
  readonly #held = new Map<string, Introduction>()
  #nextTimer: Timer
  #silenceTimer: Timer
  /** When a word has been waited for too long: of several announces without one, since the first. */
  #silentAtMs = Number.POSITIVE_INFINITY

  constructor(options: AnnouncerOptions) {
    this.#options = options
  }

  join(infoHash: string): void {
    if (infoHash === this.#infoHash) return
    this.#say('stopped')
    this.#reset(infoHash)
    this.#awakeAtMs = Date.now()
    clearInterval(this.#lookTimer)
    this.#lookTimer = setInterval(() => this.#look(), LOOK_MS)
    this.#options.socket.start()
    this.#enter()
  }

  leave(): void {
    this.#say('stopped')
    this.#reset(null)
    this.#hasConnected = false
    clearInterval(this.#lookTimer)
    this.#options.socket.stop()
  }

  #look(): void {
    const asleepMs = Date.now() - this.#awakeAtMs
    this.#awakeAtMs += asleepMs
    if (asleepMs < ASLEEP_MS || !this.#options.socket.isOpen) return
    this.#newRound()
    this.#isWaking = true
    this.#enter()
  }

  #reset(infoHash: string | null): void {
    this.#infoHash = infoHash
    this.#size = 0
    this.#isReturning = false
    this.#newRound()
  }

  #newRound(): void {
    this.#round += 1
    this.#isAsking = false
    this.#isWaking = false
    this.#held.clear()
    clearTimeout(this.#nextTimer)
    this.#heardWord()
    this.#options.roster.closeOffers() // no answer to them would reach us
  }

  /** The socket is open. */
  connected(): void {
    this.#newRound()
    // A tracker that has not noticed the end of the old connection goes on talking to it (swarm.md).
    if (this.#hasConnected) this.#say('stopped')
    this.#isReturning = this.#hasConnected
    this.#hasConnected = true
    this.#enter()
  }

  homeAnswers(isAnswering: boolean): void {
    if (isAnswering === this.#isHomeAnswering) return
    this.#isHomeAnswering = isAnswering
    const { socket, random } = this.#options
    if (isAnswering) socket.goHomeIn(GOING_HOME_MS * random())
    else if (socket.isHome) this.#announce([], { silenceMs: DOUBTED_SILENCE_MS })
  }

  /** How many we are decides whether to offer anything: so the first announce only asks. */
  #enter(): void {
    this.#isNew = true
    this.#quickTries = 0
    this.#announce([], { event: 'started' })
  }

  #say(event: 'stopped'): void {
    const { socket, ownId, roster } = this.#options
    const links = roster.links.size
    if (this.#infoHash !== null) socket.send(buildAnnounce({ infoHash: this.#infoHash, ownId, links, event }))
  }

  #announce(
    offers: Parameters<typeof offersThatFit>[0],
    options: { event?: 'started'; silenceMs?: number } = {},
  ): void {
    const { event, silenceMs = SILENCE_MS } = options
    const { socket, ownId, nowMs, random, roster } = this.#options
    if (this.#infoHash === null) return
    const about = { infoHash: this.#infoHash, ownId, links: roster.links.size, offers }
    const message = buildAnnounce({ ...about, ...(event && { event }) })
    if (!socket.send(message)) return
    this.#announcedAtMs = nowMs()
    this.#roll = random()
    this.#awaitWord(silenceMs)
    this.plan()
  }

  #awaitWord(withinMs: number): void {
    const { socket, nowMs } = this.#options
    this.#silentAtMs = Math.min(this.#silentAtMs, nowMs() + withinMs)
    clearTimeout(this.#silenceTimer)
    this.#silenceTimer = setTimeout(() => socket.isOpen && socket.fail(), this.#silentAtMs - nowMs())
  }

  #heardWord(): void {
    this.#silentAtMs = Number.POSITIVE_INFINITY
    clearTimeout(this.#silenceTimer)
  }

  /** Sets the time of the next announce anew; the number of links has changed, or what we know of the swarm. */
  plan(): void {
    clearTimeout(this.#nextTimer)
    const { roster, nowMs, leastPeers, socket } = this.#options
    if (this.#infoHash === null || !socket.isOpen || this.#isAsking) return
    const counts = roster.count(this.#infoHash)
    if (counts.links !== this.#lastLinks) this.#quickTries = 0
    this.#lastLinks = counts.links
    const about = { size: this.#size, leastPeers, counts, intervalMs: this.#intervalMs }
    const delayMs = announceDelayMs({ ...about, quickTries: this.#quickTries, random: this.#roll })
    const dueMs = Math.max(0, this.#announcedAtMs + delayMs - nowMs())
    this.#nextTimer = setTimeout(() => this.#announceWithOffers(), dueMs)
  }

  #announceWithOffers(): void {
    if (!this.#options.socket.isOpen) return // the next connection begins anew
    this.#quickTries += 1
    void this.#makeOffersAndAnnounce()
  }

  async #makeOffersAndAnnounce(): Promise<void> {
    if (this.#isDescribing) return
    const round = this.#round
    const count = this.#offersToMake()
    if (count === 0) return this.#announce([])
    this.#isReturning = false
    this.#isDescribing = true
    const offers = await this.#options.roster.makeOffers(count)
    this.#isDescribing = false
    if (round === this.#round) this.#announce(offersThatFit(offers))
    else this.plan()
  }

  #offersToMake(): number {
    const { roster, leastPeers } = this.#options
    if (this.#infoHash === null) return 0
    const counts = roster.count(this.#infoHash)
    return planOffers({ size: this.#size, leastPeers, counts, isReturning: this.#isReturning })
  }

  hear(text: unknown): void {
    this.#look()
    const word = parseTrackerWord(text)
    if (!word) return
    if (word.kind === 'failure') this.#heardOfFailure(word.infoHash)
    if (word.infoHash !== this.#infoHash) return
    if (word.kind === 'swarm') this.#heardOfSwarm(word)
    if (word.kind === 'answer') this.#options.roster.takeAnswer(word)
    if (word.kind === 'offer') this.#heardOffer(word)
    if (word.kind === 'ban') this.#options.roster.ban(word.peerId)
  }

  /** It has spoken, at least. If it means to part, it closes the socket. */
  #heardOfFailure(infoHash: string | null): void {
    if (infoHash === null || infoHash === this.#infoHash) this.#heardWord()
  }

  #heardOfSwarm({ size, intervalSeconds }: { size: number; intervalSeconds: number | null }): void {
    this.#heardWord()
    this.#isWaking = false
    this.#options.socket.confirm()
    this.#size = size
    const intervalMs = intervalSeconds === null ? INTERVAL_MS.usual : intervalSeconds * 1000
    this.#intervalMs = Math.min(INTERVAL_MS.most, Math.max(INTERVAL_MS.least, intervalMs))
    if (size >= this.#options.leastPeers) this.#heardOfEnough()
    else this.#heardOfTooFew()
    this.plan()
  }

  #heardOfTooFew(): void {
    this.#isNew = true
    if (!this.#isAsking) this.#held.clear()
  }

  #heardOfEnough(): void {
    const held = [...this.#held.values()]
    this.#held.clear()
    for (const offer of held) void this.#answer(offer)
    if (!this.#isNew || this.#offersToMake() === 0) return
    this.#isNew = false
    void this.#makeOffersAndAnnounce()
  }

  #heardOffer(offer: Introduction): void {
    if (this.#isWaking) return
    if (this.#size >= this.#options.leastPeers) void this.#answer(offer)
    else if (this.#held.size < MAX_HELD) this.#hold(offer)
  }

  #hold(offer: Introduction): void {
    this.#held.set(offer.peerId, offer)
    if (this.#isAsking) return
    this.#isAsking = true
    const sinceMs = this.#options.nowMs() - this.#announcedAtMs
    clearTimeout(this.#nextTimer)
    this.#nextTimer = setTimeout(() => this.#ask(), Math.max(0, ASKING_AGAIN_MS - sinceMs))
  }

  #ask(): void {
    this.#isAsking = false
    this.#announce([])
  }

  async #answer(offer: Introduction): Promise<void> {
    const { roster, socket, ownId } = this.#options
    const sdp = await roster.answer(offer)
    if (sdp === null) return
    const { infoHash, peerId: to, offerId } = offer
    socket.send(buildAnswer({ infoHash, ownId, to, answer: { offerId, sdp } }))
  }
}
