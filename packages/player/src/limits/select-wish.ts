/** The mode a viewer begins in, from what the operator asks for, what the viewer said, and what its connection costs. Pure. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { ServerSettings } from '@shoal/protocol/server-settings'

export function selectWish(facts: {
  consent: ServerSettings['p2p']['consent']
  /** The viewer's own word; null before there is one. */
  said: P2pMode | null
  /** The connection costs by the byte, as far as the browser tells. */
  isMetered: boolean
}): P2pMode {
  if (facts.consent === 'off') return 'off'
  if (facts.said !== null) return facts.said
  if (facts.consent === 'ask') return 'off'
  return facts.isMetered ? 'receive-only' : 'on'
}
