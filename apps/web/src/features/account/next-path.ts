/** Where to go after signing in: only ever a path on this server. */

import { isAtLeast, type Role } from '@shoal/protocol/roles'

/** The page that was asked for; null where there is none, or it is not ours. */
export function nextPath(wanted: string | string[] | undefined): string | null {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return null
  return URL.parse(wanted, 'http://here')?.host === 'here' ? wanted : null
}

/** Where somebody begins who asked for no page. */
export function startPath(role: Role): string {
  return isAtLeast(role, 'streamer') ? '/studio' : '/'
}
