/** The headers of what the origin answers: type, how long it may be kept, who may read it. */

import type { Lifetime, MediaType, TextType } from '../hls/broadcast-media.ts'

const CONTENT_TYPES: Record<MediaType | TextType, string> = {
  playlist: 'application/vnd.apple.mpegurl',
  manifest: 'application/dash+xml',
  segment: 'video/iso.segment',
  'stream-segment': 'video/mp2t',
  init: 'video/mp4',
  picture: 'image/jpeg',
  cues: 'text/vtt; charset=utf-8',
}

const CACHE_CONTROL: Record<Lifetime, string> = {
  'for-ever': 'public, max-age=31536000, immutable',
  // A recording may be deleted.
  final: 'public, max-age=60',
  brief: 'public, max-age=1',
}

export const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Length, Content-Range, Date, ETag',
  'timing-allow-origin': '*',
}
export const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Range, If-Range, If-None-Match',
  'access-control-max-age': '86400',
}

const CORS_LIST = Object.entries(CORS).flat()

/** `isPrivate`: not for everybody, so that no cache but the viewer's own may keep it (RFC 9111, 5.2.2.7). */
type Described = { type: MediaType | TextType; lifetime: Lifetime; etag: string; isPrivate: boolean }

/** Names and values by turns, which is what `writeHead` takes without looking at it again. */
export function headersFor({ type, lifetime, etag, isPrivate }: Described): string[] {
  const isText = type === 'playlist' || type === 'manifest'
  const cacheControl = isPrivate ? CACHE_CONTROL[lifetime].replace('public', 'private') : CACHE_CONTROL[lifetime]
  return [
    ...CORS_LIST,
    ...['content-type', CONTENT_TYPES[type], 'cache-control', cacheControl, 'etag', etag],
    ...(isText ? ['vary', 'Accept-Encoding'] : ['accept-ranges', 'bytes']),
  ]
}
