/** What a viewer knows already: If-None-Match and If-Range (RFC 9110, 13.1). */

/** Compared weakly (8.8.3.2). @param etag ours, with its quotes */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((each) => opaque(each.trim()) === opaque(etag))
}

/** A part is of use only to one who has the rest of the same bytes (13.1.5); a date is never ours. */
export function mayHavePart(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange === etag
}

function opaque(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag
}
