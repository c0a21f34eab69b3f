/** The qualities of a broadcast as a viewer chooses among them, and where each one's own playlist is. Pure. */

import { buildLivePath, parseLivePath } from '@shoal/protocol/hls-path'
import { parseUrl } from '../parse-url.ts'

export type Quality = {
  /** The rung's, such as `720p`. */
  name: string
  /** Null where there is sound alone. */
  height: number | null
  /** In the mean, where the playlist says so; its peak otherwise. */
  bitsPerSecond: number
}

/** What hls.js read from a multivariant playlist, before it leaves out what has no picture. */
type ParsedLevel = { url: string; height?: number; bitrate: number; attrs?: { 'AVERAGE-BANDWIDTH'?: string } }

/** The best first. A rung of another server has no name of its own, and gets one that tells its height. */
export function readQualities(levels: readonly ParsedLevel[]): Quality[] {
  const found = new Map<string, Quality>()
  for (const { url, height, bitrate, attrs } of levels) {
    const name = rungNameOf(url) ?? (height ? `${height}p` : 'audio')
    const bitsPerSecond = Number(attrs?.['AVERAGE-BANDWIDTH']) || bitrate
    if (!found.has(name)) found.set(name, { name, height: height || null, bitsPerSecond })
  }
  return [...found.values()].sort((a, b) => (b.height ?? 0) - (a.height ?? 0) || b.bitsPerSecond - a.bitsPerSecond)
}

/** Whether it is the rung without a picture, among others that have one: hls.js plays it from its own playlist alone. */
export function isSoundAlone(name: string | null, qualities: readonly Quality[]): boolean {
  const one = qualities.find((quality) => quality.name === name)
  return one?.height === null && qualities.some(({ height }) => height !== null)
}

/** The playlist of one rung beside the multivariant playlist at `url`; null where the address is not one of ours. */
export function rungPlaylistUrl(url: string, rung: string): string | null {
  const address = parseUrl(url)
  const path = address && parseLivePath(address.pathname)
  if (!address || !path) return null
  const { broadcastId } = path
  if (path.kind === 'multivariant') {
    address.pathname = buildLivePath({ kind: 'media', broadcastId, epoch: path.epoch, rung })
  } else if (path.kind === 'whole-multivariant') {
    address.pathname = buildLivePath({ kind: 'whole-media', broadcastId, rung })
  } else return null
  return address.href
}

export function rungNameOf(url: string): string | null {
  const path = parseLivePath(parseUrl(url)?.pathname ?? '')
  return path?.kind === 'media' || path?.kind === 'whole-media' ? path.rung : null
}
