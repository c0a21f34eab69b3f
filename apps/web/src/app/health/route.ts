/** `GET /health`: whether the web app can do its work. */

import { database } from '../../server/database.ts'

export async function GET(): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' }
  try {
    await database().ping()
    return Response.json({ status: 'ok' }, { headers })
  } catch {
    return Response.json({ status: 'degraded', reason: 'the database is away' }, { status: 503, headers })
  }
}
