/** What a browser may do on our pages: nothing from third parties, and media from this server's own parts. */

import { originBase, type PageAddress, trackerOrigins } from './addresses.ts'
import type { Config } from './config.ts'

type HeaderRequest = {
  page: PageAddress
  nonce: string
  isDevelopment: boolean
  config: Pick<Config, 'publicUrl' | 'trustProxy' | 'origin' | 'tracker'>
}

/** Fixed headers of every answer. */
export const PLAIN_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy':
    'autoplay=(self), fullscreen=(self), picture-in-picture=(self), camera=(), microphone=(), geolocation=(), usb=()',
} as const

/** Content Security Policy Level 3. Next finds the nonce in it and puts it on its own scripts. */
export function contentSecurityPolicy({ page, nonce, isDevelopment, config }: HeaderRequest): string {
  const media = new URL(originBase(page, config)).origin
  const connect = [...new Set([media, ...trackerOrigins(page, config)])].join(' ')
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // the player's controls and the chart put styles on elements
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob: ${media}`,
    "font-src 'self'",
    `media-src 'self' blob: ${media}`,
    `connect-src 'self' ${connect}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
