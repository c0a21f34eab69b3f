/** What somebody typed where an address is wanted: a channel or recording of a Shoal server, or a playlist. Pure. */

import { serverOf } from '@shoal/player/element/plan-element'
import { parseUrl } from '@shoal/player/parse-url'

export type Address = {
  kind: 'channel' | 'playlist'
  url: string
  /** Of the player for frames; null where there is none. */
  frameUrl: string | null
}

/** `@name` alone is this server's. Null for what is no address. */
export function readAddress(text: string, origin: string): Address | null {
  const trimmed = text.trim()
  const url = parseUrl(/^@[^/\s]+$/.test(trimmed) ? `${origin}/${trimmed}` : trimmed)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  const server = serverOf(url.href)
  if (!server) return { kind: 'playlist', url: url.href, frameUrl: null }
  return { kind: 'channel', url: server.page, frameUrl: server.ticket.replace(/\/ticket$/, '').replace('%40', '@') }
}
