/** Whether bytes are the segment that its URL names: the one thing that makes a stranger's bytes safe to play. */

import { contentHash } from '@shoal/protocol/content-hash'
import { parseLivePath } from '@shoal/protocol/hls-path'

/** False for every URL that names no hash: what cannot be checked cannot come from a peer. */
export async function isNamedSegment(url: string, bytes: ArrayBuffer): Promise<boolean> {
  const path = parseLivePath(pathnameOf(url))
  if (path?.kind !== 'segment') return false
  return contentHash(await sha256(bytes)) === path.hash
}

/** Browsers have `crypto.subtle` in secure contexts only, and a page at http://192.168.… is not one. */
async function sha256(bytes: ArrayBuffer): Promise<Uint8Array> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (subtle) return new Uint8Array(await subtle.digest('SHA-256', bytes))
  const noble = await import('@noble/hashes/sha2.js')
  return noble.sha256(new Uint8Array(bytes))
}

function pathnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}
