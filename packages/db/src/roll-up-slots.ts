/** The lengths of the slots that roll-ups are summed in. Pure, so that a page can have it. */

/** Its rows carry the time that it starts at. */
export const SLOT_MS = 10_000
/** The same of what players are: browser, country, mode. */
export const SLICE_MS = 60_000
