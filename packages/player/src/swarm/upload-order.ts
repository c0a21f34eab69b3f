/** Whom to serve next: riders last, then what was sent least, then those who pass it on, then whoever came first. */

export type WaitingRequest = {
  /** Could give and does not: served when nobody else waits. */
  isRider: boolean
  /** How often this viewer has sent the piece already. */
  timesSent: number
  /** Gives to others, so that what it gets soonest multiplies. */
  gives: boolean
  askedAtMs: number
}

/** Negative when `a` goes first. */
export function compareRequests(a: WaitingRequest, b: WaitingRequest): number {
  return (
    Number(a.isRider) - Number(b.isRider) ||
    a.timesSent - b.timesSent ||
    Number(b.gives) - Number(a.gives) ||
    a.askedAtMs - b.askedAtMs
  )
}

/** A request that would wait longer is refused at once, so that the asker goes elsewhere. */
const LONGEST_WAIT_MS = 500
const LONGEST_RIDER_WAIT_MS = 100

export function canWait(options: { waiting: number; waitMs: number; isRider: boolean }): boolean {
  if (options.isRider) return options.waiting === 0 || options.waitMs <= LONGEST_RIDER_WAIT_MS
  return options.waiting === 0 || options.waitMs <= LONGEST_WAIT_MS
}
