/** `shoal seed`: gives this machine's bandwidth to somebody's broadcast, as one more peer that nobody looks at. */

import { setTimeout as wait } from 'node:timers/promises'
import type { PeerConnectionClass } from '@shoal/player/mesh/mesh'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { OperatorError } from '../operator-error.ts'
import { listenForShutdown } from '../processes/shutdown.ts'
import { findPage } from './seed/find-page.ts'
import { type Admission, BEHIND_DOOR, requestTicket } from './seed/request-ticket.ts'
import { megabytes, startScreen } from './seed/screen.ts'
import { type SeedEnd, type SeedLimits, seedBroadcast } from './seed/seed-broadcast.ts'
import { parseWatchUrl, type WatchPage } from './seed/watch-url.ts'
import { verb } from './verb.ts'

type Flags = { uploadKbps?: number; megabytes?: number; minutes?: number; rung?: string; stay?: boolean }

/** Between two looks whether there is a broadcast, or whether a server that was away is back. */
const LOOK_MS = 5000
/** The longest that a timer can wait, 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1

export function seedCommand(): Command {
  return new Command('seed')
    .description('Gives bandwidth to a broadcast or a recording: joins its swarm as a peer, and hands on what it gets.')
    .argument(
      '<watch-url>',
      'the address of the watch page, such as https://live.example.org/@garden, or /watch/… of a broadcast or a recording',
    )
    .option('--upload-kbps <number>', 'give at most this much, in kbit/s', positive)
    .option('--megabytes <number>', 'end when this much was given', positive)
    .option('--minutes <number>', 'end after this long', positive)
    .option('--rung <name>', 'the quality to hand on, such as 720p; otherwise the first one listed')
    .option('--stay', "wait for the channel's next broadcast, instead of ending with this one")
    .addHelpText(
      'after',
      '\nExample:\n  npm run shoal -- seed https://live.example.org/@garden --upload-kbps 20000 --stay',
    )
    .action(verb(seed))
}

const positiveSchema = z.coerce.number().positive().max(1e9)

function positive(text: string): number {
  const parsed = positiveSchema.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('It has to be a number above 0.')
  return parsed.data
}

async function seed(watchUrl: string, flags: Flags): Promise<void> {
  const address = parseWatchUrl(watchUrl)
  const RTCPeerConnection = await loadPeerConnection()
  const shutdown = listenForShutdown()
  if (flags.minutes !== undefined) setTimeout(() => shutdown.abort(), Math.min(flags.minutes * 60_000, LONGEST_MS))
  const page = await findPage(address, shutdown.signal)
  await new Seeding(page, flags, RTCPeerConnection, shutdown.signal).run()
}

/** @throws OperatorError where its native part is not installed, or not made for this machine. */
async function loadPeerConnection(): Promise<PeerConnectionClass> {
  try {
    return (await import('node-datachannel/polyfill')).RTCPeerConnection
  } catch {
    throw new OperatorError(
      `WebRTC for Node is missing (${process.platform} ${process.arch}): install it with \`npm install --include=optional\` in Shoal's folder.`,
    )
  }
}

/** From the first ticket to the last sentence, over as many broadcasts as there are to be. */
class Seeding {
  readonly #page: WatchPage
  readonly #flags: Flags
  readonly #RTCPeerConnection: PeerConnectionClass
  readonly #signal: AbortSignal
  readonly #screen = startScreen(process.stdout)
  #givenBytes = 0

  constructor(page: WatchPage, flags: Flags, RTCPeerConnection: PeerConnectionClass, signal: AbortSignal) {
    this.#page = page
    this.#flags = flags
    this.#RTCPeerConnection = RTCPeerConnection
    this.#signal = signal
  }

  async run(): Promise<void> {
    try {
      let ticket = await this.#enter()
      while (ticket !== null) ticket = await this.#goOn(await this.#seed(ticket))
    } finally {
      this.#screen.close()
    }
    this.#screen.say(`Gave ${megabytes(this.#givenBytes)} to the viewers of @${this.#page.channel}. Thank you.`)
  }

  async #seed(ticket: TicketAnswer): Promise<SeedEnd> {
    requireGiving(ticket)
    const limits = this.#limitsBy(ticket)
    const before = this.#givenBytes
    const leftBytes = () => (limits.bytes === null ? null : limits.bytes - (this.#givenBytes - before))
    try {
      return await seedBroadcast({
        ...{ page: this.#page, ticket, rung: this.#flags.rung, signal: this.#signal, limits },
        RTCPeerConnection: this.#RTCPeerConnection,
        onStarted: (read) => {
          const { site, channel, recording } = this.#page
          const watchUrl = new URL(recording === undefined ? `/@${channel}` : `/watch/${recording}`, site)
          this.#screen.say(`Giving to the viewers of ${watchUrl}. Ctrl-C ends it.`)
          this.#screen.show(() => ({
            ...read(),
            givenBytes: this.#givenBytes,
            limits: { kbps: limits.kbps, bytes: leftBytes() },
          }))
        },
        onGiven: (bytes) => {
          this.#givenBytes += bytes
        },
      })
    } finally {
      this.#screen.show(null)
    }
  }

  /** The volunteer's own, or the operator's where that is less. */
  #limitsBy({ policy }: TicketAnswer): SeedLimits {
    const { uploadKbps = Number.POSITIVE_INFINITY, megabytes = Number.POSITIVE_INFINITY } = this.#flags
    const kbps = Math.min(uploadKbps, policy.uploadKbps ?? Number.POSITIVE_INFINITY)
    const bytes = Math.min(megabytes, policy.uploadMegabytes ?? Number.POSITIVE_INFINITY) * 1e6 - this.#givenBytes
    return {
      kbps: Number.isFinite(kbps) ? kbps : null,
      bytes: Number.isFinite(bytes) ? Math.max(0, Math.floor(bytes)) : null,
    }
  }

  /** The ticket to go on with; null is the end. */
  async #goOn(end: SeedEnd): Promise<TicketAnswer | null> {
    if (end === 'moved') return this.#enter({ isBack: true })
    if (end === 'spent') this.#screen.say('All that may be given is given.')
    if (end !== 'ended') return null
    if (this.#page.recording !== undefined) {
      this.#screen.say('The recording is not there any more.')
      return null
    }
    this.#screen.say('The broadcast has ended.')
    return this.#flags.stay ? this.#enter() : null
  }

  /** Null when it was told to end before it was let in, or came back to a broadcast that is over. */
  async #enter({ isBack = false } = {}): Promise<TicketAnswer | null> {
    for (let told = ''; !this.#signal.aborted; ) {
      const admission = await requestTicket(this.#page, undefined, this.#signal)
      if (admission.kind === 'admitted') return admission.ticket
      if (this.#signal.aborted) return null
      const isGone = admission.kind === 'not-live' || admission.kind === 'unknown-recording'
      if (isBack && isGone) return this.#goOn('ended')
      const problem = explain(admission, this.#page)
      const isWorthIt = this.#flags.stay || (isBack && admission.kind === 'refused')
      if (!isWorthIt || admission.kind.startsWith('unknown')) throw new OperatorError(problem)
      if (problem !== told) this.#screen.say(`${problem} Waiting for it.`)
      told = problem
      await wait(LOOK_MS, undefined, { signal: this.#signal }).catch(() => undefined)
    }
    return null
  }
}

function explain(admission: Exclude<Admission, { kind: 'admitted' }>, { site, channel }: WatchPage): string {
  if (admission.kind === 'unknown-channel') return `There is no channel @${channel} at ${site.host}.`
  if (admission.kind === 'unknown-recording') return `There is no such recording of @${channel} at ${site.host}.`
  if (admission.kind === 'not-live') return `@${channel} is not live right now.`
  if (admission.kind === 'password-needed') return BEHIND_DOOR.password
  if (admission.kind === 'sign-in-needed') return BEHIND_DOOR['sign-in']
  return `${site.host} gave no ticket: ${admission.why}.`
}

/** @throws OperatorError where the operator does not let peers give. */
function requireGiving({ mode }: TicketAnswer): void {
  if (mode === 'on') return
  throw new OperatorError(
    mode === 'off'
      ? 'P2P is off at this server: there is nobody to give to.'
      : 'This server lets its peers only receive: there is nothing to give.',
  )
}
