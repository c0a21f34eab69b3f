/** Who plays without P2P, so that there is something to compare with. Pure. */

import { mixedHash } from '@shoal/protocol/swarm-id'
import type { ViewerGroup } from '@shoal/protocol/ticket'

type Audience = {
  /** What a renewed ticket said: whoever watches already stays where it is. */
  before: ViewerGroup | null
  /** Present viewers of the broadcast. */
  viewers: number
  /** Share of new viewers that are control, 0 to 1, once there are more viewers than `from`. */
  share: number
  from: number
}

/**
 * By the session's name and not by chance, so that nobody can be of two groups. The viewer's own wish plays no part: a
 * group out of which all those fall who want no P2P anyway would not be like the other one.
 */
export function selectGroup(session: string, { before, viewers, share, from }: Audience): ViewerGroup {
  if (before !== null) return before
  if (viewers <= from) return 'swarm'
  return mixedHash(`control|${session}`) < share * 2 ** 32 ? 'control' : 'swarm'
}
