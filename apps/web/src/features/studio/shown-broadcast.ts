/** A past broadcast as the studio's pages hand it to the browser. */

import type { PastBroadcast } from '@shoal/db/broadcast-list'

export type ShownBroadcast = Omit<PastBroadcast, 'startedAt' | 'liveAt' | 'endedAt'> & {
  startedAtMs: number
  endedAtMs: number | null
}

export function shownBroadcast({ startedAt, liveAt, endedAt, ...rest }: PastBroadcast): ShownBroadcast {
  return { ...rest, startedAtMs: (liveAt ?? startedAt).getTime(), endedAtMs: endedAt?.getTime() ?? null }
}
