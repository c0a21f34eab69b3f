/** The server's clock, whose dates playlists bear: a device's own may be minutes off, and be set right at any time. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { TicketAnswer } from '@shoal/protocol/ticket'

type RequestTicket = (renew?: string, mode?: P2pMode) => Promise<TicketAnswer>

export type ServerClock = {
  /** Unix milliseconds. */
  nowMs(): number
  /** The same, and each ticket sets the clock. */
  setBy(request: RequestTicket): RequestTicket
}

/** Where it is nearer than this to right, the device's own clock is the better one. */
const PLAINLY_MS = 2000

/** How far the device's clock is ahead, which said what it did when a ticket was asked for and when it came. */
export function measureAheadMs(times: { askedAtMs: number; issuedAtMs: number; answeredAtMs: number }): number {
  const { askedAtMs, issuedAtMs, answeredAtMs } = times
  if (issuedAtMs > askedAtMs - PLAINLY_MS && issuedAtMs < answeredAtMs + PLAINLY_MS) return 0
  return (askedAtMs + answeredAtMs) / 2 - issuedAtMs
}

export function createServerClock(): ServerClock {
  let aheadMs = 0
  return {
    nowMs: () => Date.now() - aheadMs,
    setBy: (request) => async (renew, mode) => {
      const askedAtMs = Date.now()
      const ticket = await request(renew, mode)
      const { issuedAtMs } = ticket
      if (issuedAtMs) aheadMs = measureAheadMs({ askedAtMs, issuedAtMs, answeredAtMs: Date.now() })
      return ticket
    },
  }
}
