/** Whether this viewer's machine has anything to give right now. Pure. */

/** Why a viewer that may give does not. */
export type GivingHindrance = 'hidden' | 'asleep' | 'data-saver' | 'mobile-data' | 'battery'

/** What the browser tells about itself; what it does not tell is left out, and hinders nothing. */
export type GivingFacts = {
  /** The page has not been seen for this long; 0 while it is. */
  hiddenMs: number
  isAsleep: boolean
  savesData?: boolean
  /** `type` of the Network Information API. */
  connection?: string
  /** 0 to 1, while the machine runs on its battery. */
  batteryLevel?: number
}

/** A look at another tab is shorter than this. */
export const HIDDEN_MS = 10_000
const LEAST_BATTERY = 0.2

export function selectHindrance(facts: GivingFacts): GivingHindrance | null {
  if (facts.isAsleep) return 'asleep'
  if (facts.savesData) return 'data-saver'
  if (facts.connection === 'cellular') return 'mobile-data'
  if (facts.batteryLevel !== undefined && facts.batteryLevel < LEAST_BATTERY) return 'battery'
  return facts.hiddenMs >= HIDDEN_MS ? 'hidden' : null
}
