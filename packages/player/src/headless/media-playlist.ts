/** Reads the playlists of Shoal's own origin; a player in a browser leaves this to hls.js. */

import { PIECES_TAG } from '@shoal/protocol/pieces'

export type PlaylistSegment = {
  url: string
  number: number
  durationSeconds: number
  pieces: string | null
  /** When its first picture was taken, Unix milliseconds. */
  dateMs: number | null
}

export type MediaPlaylist = {
  targetSeconds: number
  isLive: boolean
  initUrl: string | null
  segments: PlaylistSegment[]
}

export type Variant = { url: string; bandwidth: number }

/** @param url of the playlist: what it lists is relative to it. */
export function parseMediaPlaylist(text: string, url: string): MediaPlaylist {
  const playlist: MediaPlaylist = { targetSeconds: 1, isLive: true, initUrl: null, segments: [] }
  let next = { durationSeconds: 0, pieces: null as string | null, dateMs: null as number | null }
  let number = 0
  for (const line of text.split(/\r?\n/)) {
    const [tag = '', value = ''] = splitOnce(line)
    if (tag === '#EXT-X-TARGETDURATION') playlist.targetSeconds = Number(value)
    else if (tag === '#EXT-X-MEDIA-SEQUENCE') number = Number(value)
    else if (tag === '#EXT-X-ENDLIST') playlist.isLive = false
    else if (tag === '#EXT-X-MAP') playlist.initUrl = resolve(/URI="([^"]+)"/.exec(value)?.[1], url)
    else if (tag === '#EXT-X-PROGRAM-DATE-TIME') next.dateMs = Date.parse(value)
    else if (tag === `#${PIECES_TAG}`) next.pieces = value
    else if (tag === '#EXTINF') next.durationSeconds = Number.parseFloat(value)
    else if (line !== '' && !line.startsWith('#')) {
      playlist.segments.push({ ...next, url: new URL(line, url).href, number })
      next = { durationSeconds: 0, pieces: null, dateMs: null }
      number += 1
    }
  }
  return playlist
}

/** The rungs that a multivariant playlist lists, in its own order. */
export function parseMultivariant(text: string, url: string): Variant[] {
  const lines = text.split(/\r?\n/)
  return lines.flatMap((line, index) => {
    const uri = lines[index + 1]
    if (!line.startsWith('#EXT-X-STREAM-INF:') || !uri || uri.startsWith('#')) return []
    return [{ url: new URL(uri, url).href, bandwidth: Number(/[:,]BANDWIDTH=(\d+)/.exec(line)?.[1] ?? 0) }]
  })
}

function splitOnce(line: string): [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1)]
}

function resolve(uri: string | undefined, base: string): string | null {
  return uri === undefined ? null : new URL(uri, base).href
}
