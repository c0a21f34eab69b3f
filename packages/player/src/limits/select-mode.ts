/** Which mode a viewer is in: the least of what everybody with a say allows. Pure. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'

const LEAST_FIRST: readonly P2pMode[] = ['off', 'receive-only', 'on']

export function selectMode(options: {
  /** By the ticket: the operator's say, and the control group's. */
  granted: P2pMode
  /** The viewer's last word, where it is newer than the ticket. */
  wished: P2pMode
  /** False while the tracker knows that viewers are better off without peers. */
  isP2pGood: boolean
}): P2pMode {
  const { granted, wished, isP2pGood } = options
  if (!isP2pGood) return 'off'
  return LEAST_FIRST.indexOf(granted) < LEAST_FIRST.indexOf(wished) ? granted : wished
}
