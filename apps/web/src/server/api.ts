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

/** Null when there is more of it than `most` bytes. */
export async function readBody(request: Request, most: number): Promise<string | null> {
  let bytes = 0
  let text = ''
  const decoder = new TextDecoder()
  const reader = request.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength
    if (bytes > most) {
      await reader?.cancel()
      return null
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}

/** `undefined` when it is none, for a schema to refuse. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
