/** Whether bytes are the segment that its URL names: the one thing that makes a stranger's bytes safe to play. */

import { contentHash } from '@shoal/protocol/content-hash'
import { parseLivePath } from '@shoal/protocol/hls-path'
import { sha256 } from './sha256.ts'

/** False for every URL that names no hash: what cannot be checked cannot come from a peer. */
export async function isNamedSegment(url: string, bytes: ArrayBuffer): Promise<boolean> {
  const path = parseLivePath(pathnameOf(url))
  if (path?.kind !== 'segment') return false
  return contentHash(await sha256(new Uint8Array(bytes))) === path.hash
}

function pathnameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : ''
}
