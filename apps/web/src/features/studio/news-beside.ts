/** Which notices say something that the advice on the broadcast's health does not say already, and better. Pure. */

import type { BroadcastNotice } from '@shoal/protocol/broadcast-notice'
import type { Advice } from './judge-health.ts'

export function newsBeside(
  advice: readonly Pick<Advice, 'kind'>[],
  notices: readonly BroadcastNotice[],
): BroadcastNotice[] {
  return notices.filter((notice) => !advice.some(({ kind }) => kind === notice.kind))
}
