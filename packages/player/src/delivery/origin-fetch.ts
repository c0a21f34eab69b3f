/** Fetches a segment, or the part of it that is missing, from the origin. */

export type OriginPart = { from: number; to: number }

export type OriginAnswer = {
  bytes: Uint8Array<ArrayBuffer>
  /** Where `bytes` begin in the segment: 0 when the whole of it came, whatever was asked for. */
  from: number
  /** Of the whole segment. */
  segmentBytes: number
  seconds: number
}

export class OriginError extends Error {
  override name = 'OriginError'
}

const TIMEOUT_MS = 20_000

/**
 * `part` is a range of bytes, its end not included (RFC 9110, 14.1.2); null asks for all.
 * @throws OriginError for whatever goes wrong, and what `signal` was aborted with.
 */
export async function fetchFromOrigin(options: {
  url: string
  part: OriginPart | null
  fetchOrigin: typeof fetch
  signal: AbortSignal
  /** Of the body, as they come. */
  onBytes?: (count: number) => void
  nowMs: () => number
}): Promise<OriginAnswer> {
  const { url, part, signal, nowMs, onBytes } = options
  const startedAtMs = nowMs()
  const headers: Record<string, string> = part ? { range: `bytes=${part.from}-${part.to - 1}` } : {}
  const giveUp = new AbortController() // AbortSignal.any is younger than some of the browsers that play
  const onAbort = () => giveUp.abort()
  signal.addEventListener('abort', onAbort)
  const timer = setTimeout(onAbort, TIMEOUT_MS)
  try {
    signal.throwIfAborted()
    const { fetchOrigin } = options
    const response = await fetchOrigin(url, { headers, signal: giveUp.signal })
    if (!response.ok) throw new OriginError(`the origin answered ${response.status}`)
    const bytes = await readBody(response, onBytes)
    const seconds = (nowMs() - startedAtMs) / 1000
    if (!part || response.status !== 206) return { bytes, from: 0, segmentBytes: bytes.length, seconds }
    return { bytes, from: part.from, segmentBytes: totalOf(response) ?? part.from + bytes.length, seconds }
  } catch (error) {
    if (signal.aborted || error instanceof OriginError) throw error
    throw new OriginError('the origin could not be reached', { cause: error })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

async function readBody(response: Response, onBytes = (_count: number) => {}): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array(await response.arrayBuffer())
  const chunks: Uint8Array[] = []
  const reader = response.body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value)
    onBytes(read.value.length)
  }
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** `Content-Range: bytes 0-99/1234`; hidden from other sites' pages unless the origin exposes it. */
function totalOf(response: Response): number | undefined {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
  return total === undefined ? undefined : Number(total)
}

/** The parts of a segment between pieces that are there: at most `most`, near ones put together. */
export function missingParts(options: {
  missing: readonly number[]
  pieceBytes: number
  segmentBytes: number
  most: number
}): OriginPart[] {
  const parts: OriginPart[] = []
  for (const piece of options.missing) {
    const from = piece * options.pieceBytes
    const to = Math.min(options.segmentBytes, from + options.pieceBytes)
    const last = parts.at(-1)
    if (last && last.to === from) last.to = to
    else parts.push({ from, to })
  }
  while (parts.length > options.most) {
    let at = 1
    for (let i = 2; i < parts.length; i++) if (gapBefore(parts, i) < gapBefore(parts, at)) at = i
    const [merged] = parts.splice(at, 1)
    const before = parts[at - 1]
    if (before && merged) before.to = merged.to
  }
  return parts
}

function gapBefore(parts: readonly OriginPart[], at: number): number {
  return (parts[at]?.from ?? 0) - (parts[at - 1]?.to ?? 0)
}
