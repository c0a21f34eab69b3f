/** Whom to serve next: riders last, what is played soon first, then what was sent least, then those who pass it on fastest, then in turn. */

export type WaitingRequest = {
  /** Could give and does not: served when nobody else waits. */
  isRider: boolean
  /** It is played soon, and would come from the origin else. */
  isUrgent: boolean
  /** How often this viewer has sent the piece already. */
  timesSent: number
  /** Pieces of the segment that the asker was sent by this viewer. */
  timesServed: number
  /** What the asker can pass on, as far as that is believed, kilobits a second: 0 for those who give nothing. */
  uplinkKbps: number
  waitedMs: number
}

/** Whoever has waited this long is next: a slow asker is late, but not left out. */
const PATIENCE_MS = 450

/** Negative when `a` goes first. */
export function compareRequests(a: WaitingRequest, b: WaitingRequest): number {
  return (
    Number(a.isRider) - Number(b.isRider) ||
    Number(b.waitedMs > PATIENCE_MS) - Number(a.waitedMs > PATIENCE_MS) ||
    Number(b.isUrgent) - Number(a.isUrgent) ||
    a.timesSent - b.timesSent ||
    octaves(b.uplinkKbps) - octaves(a.uplinkKbps) ||
    a.timesServed - b.timesServed ||
    b.waitedMs - a.waitedMs
  )
}

/** Twice as fast is a difference, a little faster is none. */
function octaves(kbps: number): number {
  return Math.floor(Math.log2(kbps + 1))
}

/** A request that would wait longer is refused at once, so that the asker goes elsewhere. */
const LONGEST_WAIT_MS = 500
const LONGEST_RIDER_WAIT_MS = 100

export function canWait(options: { waiting: number; waitMs: number; isRider: boolean }): boolean {
  if (options.isRider) return options.waiting === 0 || options.waitMs <= LONGEST_RIDER_WAIT_MS
  return options.waiting === 0 || options.waitMs <= LONGEST_WAIT_MS
}

/** Requests of one peer that may wait: as many as players ask anybody for. */
export const MOST_OF_ONE_ASKER = 8

/** Who gives way in a full queue to an asker that has `own` requests in it: whoever has most, where that makes it more even. */
export function selectDisplaced<Asker>(counts: ReadonlyMap<Asker, number>, own: number): Asker | null {
  let most: [Asker | null, number] = [null, own + 1]
  for (const [asker, count] of counts) if (count > most[1]) most = [asker, count]
  return most[0]
}
