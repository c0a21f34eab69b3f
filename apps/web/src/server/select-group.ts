/** Who plays without P2P, so that there is something to compare with. Pure. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { mixedHash } from '@shoal/protocol/swarm-id'
import type { ViewerGroup } from '@shoal/protocol/ticket'

type Audience = {
  wish: P2pMode
  /** What a renewed ticket said: whoever watches already stays where it is. */
  before: ViewerGroup | null
  /** Present viewers of the broadcast. */
  viewers: number
  /** Share of new viewers that are control, 0 to 1, once there are more viewers than `from`. */
  share: number
  from: number
}

/**
 * By the session's name and not by chance, so that nobody can be of two groups. Who wants no P2P anyway is in neither:
 * such viewers would be in the control group alone, and make it another audience than the swarm's.
 */
export function selectGroup(session: string, { wish, before, viewers, share, from }: Audience): ViewerGroup {
  if (before !== null) return before
  if (wish === 'off' || viewers <= from) return 'swarm'
  return mixedHash(`control|${session}`) < share * 2 ** 32 ? 'control' : 'swarm'
}
