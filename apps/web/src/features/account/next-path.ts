/** Where to go after signing in: only ever a path on this server. */

export function nextPath(wanted: string | string[] | undefined): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return '/studio'
  return URL.parse(wanted, 'http://here')?.host === 'here' ? wanted : '/studio'
}
