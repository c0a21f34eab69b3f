/** What the operator sets about helping, as far as a page has to know. */

import type { ServerSettings } from '@shoal/protocol/server-settings'

export type P2pTerms = {
  consent: ServerSettings['p2p']['consent']
  /** Most that anybody gives; null is no limit. */
  uploadKbps: number | null
  uploadMegabytes: number | null
  /** Viewers meet at a relay, and nobody sees another's address. */
  isRelayed: boolean
  /** This browser has been asked before, or has seen the notice: whether either stands in the first paint. */
  hasAnswered: boolean
}

export const ANSWERED_COOKIE = 'shoal-p2p-answered'
