/** Lets one viewer use the TURN server for as long as its ticket lives. */

import { createHmac } from 'node:crypto'

export type TurnCredentials = { username: string; credential: string }

/**
 * What coturn takes with `use-auth-secret`, without being told of any user: the name says until when it is good, and
 * the HMAC-SHA1 of it under the shared secret is the password (draft-uberti-behave-turn-rest-00, section 2.2).
 */
export function turnCredentials(viewer: { session: string; expiresAtMs: number }, secret: string): TurnCredentials {
  const username = `${Math.floor(viewer.expiresAtMs / 1000)}:${viewer.session}`
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') }
}
