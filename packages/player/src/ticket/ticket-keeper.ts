/** Holds the newest ticket and renews it at half its life, for as long as playback lasts. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { TICKET_LIFETIME_SECONDS, type TicketAnswer } from '@shoal/protocol/ticket'
import { backoffMs } from '../backoff.ts'

export type TicketKeeper = {
  /** One that has expired is renewed at once: a device's timers stand still while it sleeps. */
  newest(): TicketAnswer
  /** By this device's clock, as far as it is not plainly wrong. */
  hasExpired(): boolean
  /** Asks at once for a ticket of this mode, and from now on for no other. */
  wish(mode: P2pMode): void
  /** The newest was refused: asks at once, and the more calmly the more often it is. */
  renew(): void
  stop(): void
}

const LIFETIME_MS = TICKET_LIFETIME_SECONDS * 1000
const LEAST_WAIT_MS = 1000
const FAILED = { firstMs: 2000, mostMs: 60_000 }
/** Somebody waits for what the ticket opens. */
const REFUSED = { firstMs: 2000, mostMs: 15_000 }
/** An answer that takes longer is not waited for when another is wanted. */
const LONGEST_ANSWER_MS = 20_000

/** What is left, by the viewer's own clock; where that clock is plainly wrong, a full life. */
function lifeMs({ expiresAtMs, nowMs }: { expiresAtMs: number; nowMs: number }): number {
  const leftMs = expiresAtMs - nowMs
  return leftMs > 0 && leftMs <= LIFETIME_MS * 1.1 ? leftMs : LIFETIME_MS
}

/** Half of that. */
export function renewalDelayMs(options: { expiresAtMs: number; nowMs: number }): number {
  return Math.max(LEAST_WAIT_MS, lifeMs(options) / 2)
}

/** `onRenewed` hears of each new ticket. A renewal that fails is tried again, calmly: playback does not depend on it. */
export function keepTicket(options: {
  first: TicketAnswer
  requestTicket: (renew: string, mode?: P2pMode) => Promise<TicketAnswer>
  onRenewed: (ticket: TicketAnswer) => void
}): TicketKeeper {
  let newest = options.first
  let endsAtMs = endOf(newest)
  let failures = 0
  /** Since a ticket was good until its time. */
  let refusals = 0
  let isStopped = false
  let wished: P2pMode | undefined
  let asking: { mode: P2pMode | undefined } | null = null
  let askedAtMs = Number.NEGATIVE_INFINITY
  let timer = scheduleRenewal()

  function endOf({ expiresAtMs }: TicketAnswer): number {
    const nowMs = Date.now()
    return nowMs + lifeMs({ expiresAtMs, nowMs })
  }

  function scheduleRenewal(): ReturnType<typeof setTimeout> {
    const delayMs = renewalDelayMs({ expiresAtMs: newest.expiresAtMs, nowMs: Date.now() })
    return setTimeout(() => {
      refusals = 0
      void ask()
    }, delayMs)
  }

  async function ask(): Promise<void> {
    clearTimeout(timer)
    const mine = { mode: wished }
    asking = mine
    askedAtMs = performance.now()
    const answer = await options.requestTicket(newest.ticket, wished).catch(() => null)
    if (isStopped || mine !== asking) return // asked again since, for another mode
    asking = null
    if (answer === null) {
      const waitMs = backoffMs({ attempt: failures, ...FAILED, random: Math.random() })
      failures += 1
      timer = setTimeout(() => void ask(), waitMs)
      return
    }
    failures = 0
    newest = answer
    endsAtMs = endOf(newest)
    timer = scheduleRenewal()
    options.onRenewed(answer)
  }

  /** The answer to what is asked already will do. */
  function isAsking(): boolean {
    return asking !== null && asking.mode === wished && performance.now() - askedAtMs < LONGEST_ANSWER_MS
  }

  function renew(): void {
    if (isStopped || isAsking()) return
    const waitMs = refusals === 0 ? 0 : backoffMs({ attempt: refusals - 1, ...REFUSED, random: Math.random() })
    if (performance.now() - askedAtMs < waitMs) return
    refusals += 1
    void ask()
  }

  const hasExpired = () => Date.now() >= endsAtMs
  return {
    newest() {
      if (hasExpired()) renew()
      return newest
    },
    hasExpired,
    wish(mode) {
      wished = mode
      if (!isAsking()) void ask()
    },
    renew,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
