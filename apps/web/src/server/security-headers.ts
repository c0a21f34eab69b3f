/** What a browser may do on our pages: nothing from third parties, and media from this server's own parts. */

import { originBase, type PageAddress, trackerOrigins } from './addresses.ts'
import type { Config } from './config.ts'

type HeaderRequest = {
  page: PageAddress
  /** Of the request, with its query: some pages may more than others. */
  path: string
  nonce: string
  isDevelopment: boolean
  config: Pick<Config, 'publicUrl' | 'trustProxy' | 'origin' | 'tracker'>
}

/**
 * What the page that shows `<shoal-player>` may reach besides: any playlist, poster, or other Shoal server that somebody
 * wants to try. Its scripts keep the nonce, and it knows no more than the address that was typed into it.
 */
const ANYWHERE = { media: ' http: https:', connect: ' http: https: ws: wss:' } as const
const NOWHERE_ELSE = { media: '', connect: '' } as const

/** Fixed headers of every answer. */
const PLAIN_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy':
    'autoplay=(self), fullscreen=(self), picture-in-picture=(self), camera=(), microphone=(), geolocation=(), usb=()',
} as const

/** Instead of some of those, for the player that any page may have in a frame; nothing can be changed in it. */
const FRAMEABLE_HEADERS = {
  'X-Frame-Options': null,
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  // pages that isolate themselves (COEP) take frames of others only when these are isolated too, and say so
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Permissions-Policy':
    'autoplay=*, fullscreen=*, picture-in-picture=*, camera=(), microphone=(), geolocation=(), usb=()',
} as const

/** Scripts that other sites' pages load: modules are fetched with CORS. */
const SHARED_SCRIPT_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const

/** `/embed/@slug`, and no more: its tickets and events are data. */
export function isFrameable(path: string): boolean {
  return /^\/embed\/[^/?]+\/?(\?|$)/.test(path)
}

/** `/player`: a policy is its document's, so links to the page load it anew instead of changing what the router shows. */
function isPlayerGuide(path: string): boolean {
  return /^\/player\/?(\?|$)/.test(path)
}

/** By the request's path; null takes a header away. */
export function headersOf(path: string): Record<string, string | null> {
  if (isFrameable(path)) return { ...PLAIN_HEADERS, ...FRAMEABLE_HEADERS }
  if (/^\/(embed|shoal-player)\.js(\?|$)/.test(path)) return { ...PLAIN_HEADERS, ...SHARED_SCRIPT_HEADERS }
  return PLAIN_HEADERS
}

/** Content Security Policy Level 3. Next finds the nonce in it and puts it on its own scripts. */
export function contentSecurityPolicy({ page, path, nonce, isDevelopment, config }: HeaderRequest): string {
  const more = isPlayerGuide(path) ? ANYWHERE : NOWHERE_ELSE
  const media = new URL(originBase(page, config)).origin
  const connect = [...new Set([media, ...trackerOrigins(page, config)])].join(' ')
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // the player's controls and the chart put styles on elements
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob: ${media}${more.media}`,
    "font-src 'self'",
    `media-src 'self' blob: ${media}${more.media}`,
    `connect-src 'self' ${connect}${more.connect}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${isFrameable(path) ? '*' : "'none'"}`,
  ].join('; ')
}
