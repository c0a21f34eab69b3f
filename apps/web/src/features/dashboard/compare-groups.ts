/** What P2P changed, and whether enough was watched without it to say so. Pure. */

import type { GroupComparison } from './dashboard-event.ts'

export type GroupVerdict = 'none' | 'too-little' | 'same' | 'better' | 'worse'

const ENOUGH_MS = 600_000
/** Nobody notices less: half a second in a hundred. */
const NOTICED = 0.005

export function compareGroups(groups: GroupComparison | null): GroupVerdict {
  if (groups === null) return 'none'
  const { swarm, control } = groups
  if (control.playedMs + control.stalledMs < ENOUGH_MS) return 'too-little'
  if (swarm.rebufferRatio === null || control.rebufferRatio === null) return 'too-little'
  const difference = swarm.rebufferRatio - control.rebufferRatio
  if (difference > NOTICED) return 'worse'
  return difference < -NOTICED ? 'better' : 'same'
}
