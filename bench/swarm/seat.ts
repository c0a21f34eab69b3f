/** One place in the audience: whoever sits there has its uplink, its habits and its address. */

import type { Malice } from './malice.ts'

export type Seat = {
  uplinkBytesPerSecond: number
  gives: boolean
  malice: Malice | null
  address: string
  /** The /24 of its address. */
  block: string
}

/** Tickets and ports are made for so many viewers a seat: some come after others have left. */
export const MOST_VISITS = 4
