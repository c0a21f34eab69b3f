/** Sends JSON to our own server and says how it went, without throwing. */

export type Sent = Answered | { kind: 'unreachable' }
type Answered = {
  kind: 'answered'
  status: number
  body: unknown
  /** Of a refusal that says when to come again (Retry-After: RFC 9110, section 10.2.3). */
  waitSeconds: number | null
}

export function sendJson(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown): Promise<Sent> {
  const json = { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  return send(url, { method, ...(body === undefined ? {} : json) })
}

export async function send(url: string, request: RequestInit): Promise<Sent> {
  try {
    const response = await fetch(url, request)
    const wait = response.headers.get('Retry-After') ?? ''
    return {
      ...{ kind: 'answered', status: response.status },
      body: await response.json().catch(() => undefined),
      waitSeconds: /^\d{1,7}$/.test(wait) ? Number(wait) : null,
    }
  } catch {
    return { kind: 'unreachable' }
  }
}
