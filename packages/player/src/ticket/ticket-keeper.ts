/** Holds the newest ticket and renews it at half its life, for as long as playback lasts. */

import { type P2pMode, TICKET_LIFETIME_SECONDS, type TicketAnswer } from '@shoal/protocol/ticket'
import { backoffMs } from '../backoff.ts'

export type TicketKeeper = {
  newest(): TicketAnswer
  /** Asks at once for a ticket of this mode, and from now on for no other. */
  wish(mode: P2pMode): void
  /** Asks at once: the newest was refused. */
  renew(): void
  stop(): void
}

const LIFETIME_MS = TICKET_LIFETIME_SECONDS * 1000
const LEAST_WAIT_MS = 1000

/** Half of what is left, by the viewer's own clock; where that clock is plainly wrong, half of a full life. */
export function renewalDelayMs(options: { expiresAtMs: number; nowMs: number }): number {
  const leftMs = options.expiresAtMs - options.nowMs
  const lifeMs = leftMs > 0 && leftMs <= LIFETIME_MS * 1.1 ? leftMs : LIFETIME_MS
  return Math.max(LEAST_WAIT_MS, lifeMs / 2)
}

/** `onRenewed` hears of each new ticket. A renewal that fails is tried again, calmly: playback does not depend on it. */
export function keepTicket(options: {
  first: TicketAnswer
  requestTicket: (renew: string, mode?: P2pMode) => Promise<TicketAnswer>
  onRenewed: (ticket: TicketAnswer) => void
}): TicketKeeper {
  let newest = options.first
  let failures = 0
  let isStopped = false
  let wished: P2pMode | undefined
  let asking = 0
  let timer = scheduleRenewal()

  function scheduleRenewal(): ReturnType<typeof setTimeout> {
    return setTimeout(() => void renew(), renewalDelayMs({ expiresAtMs: newest.expiresAtMs, nowMs: Date.now() }))
  }

  async function renew(): Promise<void> {
    asking += 1
    const mine = asking
    const answer = await options.requestTicket(newest.ticket, wished).catch(() => null)
    if (isStopped || mine !== asking) return // asked again since, for another mode
    if (answer === null) {
      const waitMs = backoffMs({ attempt: failures, firstMs: 2000, mostMs: 60_000, random: Math.random() })
      failures += 1
      timer = setTimeout(() => void renew(), waitMs)
      return
    }
    failures = 0
    newest = answer
    timer = scheduleRenewal()
    options.onRenewed(answer)
  }

  return {
    newest: () => newest,
    wish(mode) {
      wished = mode
      clearTimeout(timer)
      void renew()
    },
    renew() {
      if (isStopped) return
      clearTimeout(timer)
      void renew()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
