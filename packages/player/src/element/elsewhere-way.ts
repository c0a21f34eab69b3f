/** The way to another server's playlist through a Shoal server's swarm: whether there is one, and when it is looked for again. */

import type { Unshareable } from '@shoal/protocol/ingest-command'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { backoffMs } from '../backoff.ts'
import type { FatalReason } from '../playback.ts'
import { canTakeFromPeers, findElsewhere } from './find-elsewhere.ts'
import type { Server } from './plan-element.ts'
import { startingWith, type TicketSource, ticketsFrom } from './tickets-from.ts'

/** Each return costs the picture a moment: who fails again waits longer. */
const LOOK_AGAIN = { firstMs: 30_000, mostMs: 600_000 }
/** What the playlist is, and what this browser makes of it, is the same later on. */
const WRONG_WITH_IT = ['no-playlist', 'encrypted', 'byte-ranges', 'separate-tracks', 'recording', 'too-large'] as const
const LASTING: readonly string[] = [...WRONG_WITH_IT, 'media', 'not-supported'] satisfies (Unshareable | FatalReason)[]

type WayOptions = {
  onFound: (server: Server) => void
  /** It plays from the other server alone; `isNews` where it did not before. */
  onPlain: (because: string, isNews: boolean) => void
}

export class ElsewhereWay {
  readonly #options: WayOptions
  /** Null is no way, and then it plays from its own server alone. */
  server: Server | null = null
  isAsking = false
  #isJoining = false
  #isPlain = false
  #asked: { swarm: string; src: string } | null = null
  #tries = 0
  #turn = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: WayOptions) {
    this.#options = options
  }

  async find(swarm: string, src: string): Promise<void> {
    if (!canTakeFromPeers()) return
    clearTimeout(this.#timer)
    this.#asked = { swarm, src }
    this.#turn += 1
    const mine = this.#turn
    this.isAsking = true
    const found = await findElsewhere(swarm, src)
    if (mine !== this.#turn) return
    this.isAsking = false
    if (found === null) return this.refuse('not-listed')
    this.server = found
    this.#isPlain = false
    this.#options.onFound(found)
  }

  /**
   * Tickets, once there is a first one: of a swarm's first viewer that takes some seconds. Null where there is none, or
   * where that is not what is waited for any more.
   */
  async join(wished: () => P2pMode): Promise<TicketSource | null> {
    const { server } = this
    if (!server || this.#isJoining) return null
    const mine = this.#turn
    let refusal: string | null = null
    const onRefused = (why: string) => {
      refusal = why
    }
    const request = ticketsFrom(server, { wished, onRefused })
    this.#isJoining = true
    const first = await request().catch(() => null)
    if (mine !== this.#turn) return null
    this.#isJoining = false
    if (this.server !== server) return null
    if (first) return startingWith(first, request)
    this.refuse(refusal ?? 'network')
    return null
  }

  /** It did not come this way. */
  refuse(because: string): void {
    const isNews = !this.#isPlain
    this.server = null
    this.#isPlain = true
    if (!LASTING.includes(because)) this.#lookAgain()
    this.#options.onPlain(because, isNews)
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#turn += 1
    this.#tries = 0
    this.#asked = null
    this.server = null
    this.isAsking = false
    this.#isJoining = false
    this.#isPlain = false
  }

  #lookAgain(): void {
    const asked = this.#asked
    if (!asked) return
    const waitMs = backoffMs({ attempt: this.#tries, ...LOOK_AGAIN, random: Math.random() })
    this.#tries += 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.find(asked.swarm, asked.src), waitMs)
  }
}
