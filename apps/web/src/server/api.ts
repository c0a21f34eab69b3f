/** What every route under /api has in common: own pages only, JSON refusals by name, no stack to the outside. */

import { database } from './database.ts'
import { log } from './log.ts'

export type Refusal =
  | 'bad-request'
  | 'not-found'
  | 'body-too-large'
  | 'json-only'
  | 'method-not-allowed'
  | 'wrong-token'
  | 'scope-missing'
  | 'session-only'
  | 'foreign-origin'
  | 'not-signed-in'
  | 'not-allowed'
  | 'unknown-channel'
  | 'unknown-key'
  | 'unknown-recording'
  | 'still-recording'
  | 'not-live'
  | 'wrong-setup-token'
  | 'already-set-up'
  | 'too-many-requests'
  | 'database-away'
  | 'failed'

/** What is answered is for who asked, now. */
export const NOT_KEPT = { 'Cache-Control': 'no-store' }

export function refuse(status: number, error: Refusal | (string & {}), headers: Record<string, string> = {}): Response {
  return Response.json({ error }, { status, headers: { ...NOT_KEPT, ...headers } })
}

/** The answer to what was thrown: 503 while the database is away, else 500. */
export async function refuseThrown(request: Request, error: unknown): Promise<Response> {
  const isReachable = await database()
    .ping()
    .then(() => true)
    .catch(() => false)
  log().error({ err: error, path: new URL(request.url).pathname, isReachable }, 'a request failed')
  return isReachable ? refuse(500, 'failed') : refuse(503, 'database-away', { 'Retry-After': '5' })
}

/** The body as JSON; `undefined` when it is none, for a schema to refuse. */
export async function readJson(request: Request): Promise<unknown> {
  return request.json().catch(() => undefined)
}
