/** Where a browser finds this server's parts: derived from the page's own address unless the settings say. */

import type { Config } from './config.ts'
import { orderTrackers } from './order-trackers.ts'

export type PageAddress = { protocol: 'http:' | 'https:'; host: string; hostname: string }

type AddressConfig = Pick<Config, 'publicUrl' | 'trustProxy' | 'origin' | 'tracker'>

/** The address in the browser's address bar; the public URL where the Host header is missing or nonsense. */
export function pageAddress(headers: Pick<Headers, 'get'>, config: AddressConfig): PageAddress {
  const host = headers.get('host') ?? ''
  const url = URL.parse(`http://${host}`)
  const isPlain = url !== null && url.pathname === '/' && url.username === '' && url.search === '' && url.hash === ''
  if (host === '' || !isPlain || host.includes('*')) return fromUrl(config.publicUrl)
  return { protocol: pageProtocol(host, headers, config), host, hostname: url.hostname }
}

/** `https://watch.example` without a slash at the end. */
export function pageOrigin(address: PageAddress): string {
  return `${address.protocol}//${address.host}`
}

/** Base URL of the HLS origin, without a slash at the end. */
export function originBase(page: PageAddress, config: AddressConfig): string {
  return partBase(page, config.origin)
}

/**
 * Where the trackers listen: the WebSockets in the order in which this broadcast's viewers try them, and the telemetry
 * intake of the first.
 */
export function trackersOf(
  page: PageAddress,
  config: AddressConfig,
  broadcastId: string,
): { trackerUrls: string[]; telemetryUrl: string } {
  const ordered = orderTrackers(config.tracker.urls, broadcastId)
  const [first, ...others] = ordered.map((url) => partBase(page, { url, port: config.tracker.port }))
  const preferred = first ?? partBase(page, { url: undefined, port: config.tracker.port })
  return {
    trackerUrls: [preferred, ...others].map((base) => `${base.replace(/^http/, 'ws')}/swarm`),
    telemetryUrl: `${preferred}/swarm/telemetry`,
  }
}

/** Every origin that a player may talk to a tracker at, by WebSocket and by HTTP. */
export function trackerOrigins(page: PageAddress, config: AddressConfig): string[] {
  const urls = config.tracker.urls.length > 0 ? config.tracker.urls : [undefined]
  return urls.flatMap((url) => {
    const { origin } = new URL(partBase(page, { url, port: config.tracker.port }))
    return [origin, origin.replace(/^http/, 'ws')]
  })
}

function partBase(page: PageAddress, part: { url: string | undefined; port: number }): string {
  if (part.url === '/') return pageOrigin(page)
  return part.url ? withoutSlash(part.url) : `${page.protocol}//${page.hostname}:${part.port}`
}

/** What a streamer types into OBS as the server. */
export function rtmpUrl(page: PageAddress, rtmp: Config['rtmp']): string {
  return rtmp.url ?? `rtmp://${rtmp.hostname ?? page.hostname}:${rtmp.port}/live`
}

function pageProtocol(host: string, headers: Pick<Headers, 'get'>, config: AddressConfig): PageAddress['protocol'] {
  const forwarded = config.trustProxy ? headers.get('x-forwarded-proto')?.split(',')[0]?.trim() : undefined
  if (forwarded === 'https') return 'https:'
  if (forwarded === 'http') return 'http:'
  return host === config.publicUrl.host ? fromUrl(config.publicUrl).protocol : 'http:'
}

function fromUrl(url: URL): PageAddress {
  return { protocol: url.protocol === 'https:' ? 'https:' : 'http:', host: url.host, hostname: url.hostname }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
