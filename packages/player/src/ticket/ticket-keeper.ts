/** Holds the newest ticket and renews it at half its life, for as long as playback lasts. */

import { TICKET_LIFETIME_SECONDS, type TicketAnswer } from '@shoal/protocol/ticket'
import { backoffMs } from '../backoff.ts'

export type TicketKeeper = {
  newest(): TicketAnswer
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
  requestTicket: (renew: string) => Promise<TicketAnswer>
  onRenewed: (ticket: TicketAnswer) => void
}): TicketKeeper {
  let newest = options.first
  let failures = 0
  let isStopped = false
  let timer = scheduleRenewal()

  function scheduleRenewal(): ReturnType<typeof setTimeout> {
    return setTimeout(() => void renew(), renewalDelayMs({ expiresAtMs: newest.expiresAtMs, nowMs: Date.now() }))
  }

  async function renew(): Promise<void> {
    const answer = await options.requestTicket(newest.ticket).catch(() => null)
    if (isStopped) return
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
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
