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

/** A client hears the answer only once it has sent all of it, and its connection is good for another: up to here. */
const MOST_DRAINED_BYTES = 32 * 1024 * 1024

/** Null when there is more of it than `most` bytes: the rest is read and dropped. */
export async function readBytes(request: Request, most: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = request.body?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength
    if (bytes <= most) parts.push(part.value)
    else parts.length = 0
    if (bytes > most + MOST_DRAINED_BYTES) {
      await reader?.cancel()
      return null
    }
  }
  return bytes > most ? null : Buffer.concat(parts)
}

/** As UTF-8; null when there is more of it than `most` bytes. */
export async function readBody(request: Request, most: number): Promise<string | null> {
  const bytes = await readBytes(request, most)
  return bytes && new TextDecoder().decode(bytes)
}

/** `undefined` when it is none, for a schema to refuse. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
