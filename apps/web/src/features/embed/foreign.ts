/**
 * Answers for players on other sites' pages (`<shoal-player>`): open to every origin, and therefore to nobody in
 * particular. No cookie is read: what such a page can have is what everybody can have.
 */

import { refuseThrown } from '../../server/api.ts'

const OPEN_TO_ALL = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Max-Age': '86400',
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const

/** Nobody's: no cookie, no token. */
export const NOBODY = new Headers()

function opened(response: Response): Response {
  for (const [name, value] of Object.entries(OPEN_TO_ALL)) response.headers.set(name, value)
  return response
}

export function preflight(): Response {
  return new Response(null, { status: 204, headers: OPEN_TO_ALL })
}

/** What is thrown is told without a word of why. */
export async function guarded(request: Request, answer: () => Promise<Response>): Promise<Response> {
  return opened(await answer().catch((error) => refuseThrown(request, error)))
}
