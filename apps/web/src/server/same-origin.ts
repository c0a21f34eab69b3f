/** Whether a request that changes something came from our own pages (OWASP: fetch metadata, then Origin). */

/** A client that is no browser sends neither header and holds no one's cookies: it may. */
export function isSameOrigin(headers: Pick<Headers, 'get'>): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return false
  const origin = headers.get('origin')
  return origin === null || URL.parse(origin)?.host === headers.get('host')
}
