/** One question to somebody's server, over its HTTP API. */

const ANSWER_MS = 10_000

type SiteAnswer =
  /** `body` is null where it is no JSON. */
  | { kind: 'answered'; status: number; body: unknown }
  /** For a sentence: the end of one. */
  | { kind: 'no-answer'; why: string }

/** With `body` it is a POST. */
export async function askSite(url: URL, options: { body?: unknown; signal?: AbortSignal }): Promise<SiteAnswer> {
  const { body, signal } = options
  const late = AbortSignal.timeout(ANSWER_MS)
  const posted = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  try {
    const response = await fetch(url, {
      ...(body === undefined ? {} : posted),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    })
    return { kind: 'answered', status: response.status, body: await response.json().catch(() => null) }
  } catch (error) {
    return { kind: 'no-answer', why: late.aborted ? 'it does not answer' : reasonOf(error) }
  }
}

/** The reason of a failed fetch is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
