/** Sends JSON to our own server and says how it went, without throwing. */

export type Sent = { kind: 'answered'; status: number; body: unknown } | { kind: 'unreachable' }

export async function sendJson(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
): Promise<Sent> {
  try {
    const response = await fetch(url, {
      method,
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
    return { kind: 'answered', status: response.status, body: await response.json().catch(() => undefined) }
  } catch {
    return { kind: 'unreachable' }
  }
}
