/** Reads what players add to a URL: `_HLS_msn` and `_HLS_skip` (RFC 8216bis, 6.2.5), their ticket, and `past`. */

export type OriginQuery = {
  /** The answer waits for this segment. */
  segmentNumber: number | null
  /** The oldest segments may be left out. */
  isDelta: boolean
  ticket: string | null
  /** The player brings its ticket with each request: what it is answered need not hand the ticket on. */
  isBearer: boolean
  /** The player is behind the live edge by choice. */
  isPast: boolean
}

const NOTHING: OriginQuery = { segmentNumber: null, isDelta: false, ticket: null, isBearer: false, isPast: false }

/** Null for a directive that makes no sense. Everything else is ignored. */
export function readOriginQuery(query: string): OriginQuery | null {
  if (query === '') return NOTHING
  const directives = new URLSearchParams(query)
  const number = directives.get('_HLS_msn')
  const skip = directives.get('_HLS_skip')
  const isMeaningful = number === null ? !directives.has('_HLS_part') : /^\d{1,10}$/.test(number)
  if (!isMeaningful || (skip !== null && skip !== 'YES' && skip !== 'v2')) return null
  const bearer = directives.get('bearer')
  return {
    segmentNumber: number === null ? null : Number(number),
    isDelta: skip !== null,
    ticket: bearer ?? directives.get('ticket'),
    isBearer: bearer !== null,
    isPast: directives.has('past'),
  }
}
