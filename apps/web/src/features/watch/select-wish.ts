/** Whether a viewer helps, from what the operator asks for, what the viewer said, and what its connection costs. Pure. */

import type { ServerSettings } from '@shoal/protocol/server-settings'
import type { P2pMode } from '@shoal/protocol/ticket'

/** What the operator sets, as far as a page has to know. */
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

export function selectWish(facts: {
  consent: P2pTerms['consent']
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

/** The Network Information API (https://wicg.github.io/netinfo/), which few browsers have; `metered` is Firefox' own. */
export type Connection = { saveData?: boolean; type?: string; metered?: boolean }

const PAID_BY_THE_BYTE: readonly string[] = ['cellular', 'wimax', 'bluetooth']

export function isMeteredConnection(connection: Connection | undefined, prefersReducedData: boolean): boolean {
  if (prefersReducedData) return true
  if (!connection) return false
  return connection.saveData === true || connection.metered === true || PAID_BY_THE_BYTE.includes(connection.type ?? '')
}
