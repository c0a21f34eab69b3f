/** The life of one broadcast, as a table. Every change goes through `advance`, so an illegal one is heard about. */

import { z } from 'zod'

export const broadcastStateSchema = z.enum(['starting', 'live', 'interrupted', 'ended'])
export type BroadcastState = z.infer<typeof broadcastStateSchema>

const NEXT: Record<BroadcastState, readonly BroadcastState[]> = {
  starting: ['live', 'ended'], // live once the first segment can be fetched
  live: ['interrupted', 'ended'], // interrupted while the publisher or its encoder is away; viewers keep the last segments
  interrupted: ['live', 'ended'],
  ended: [],
}

export class IllegalTransitionError extends Error {
  override name = 'IllegalTransitionError'
}

/** @throws IllegalTransitionError when the table does not allow it. */
export function advance(from: BroadcastState, to: BroadcastState): BroadcastState {
  if (!NEXT[from].includes(to)) throw new IllegalTransitionError(`a broadcast cannot go from ${from} to ${to}`)
  return to
}
