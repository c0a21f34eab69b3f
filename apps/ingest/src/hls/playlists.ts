/** Writes our playlists (RFC 8216, and RFC 8216bis where it is named). Pure. */

import { PIECES_TAG } from '@shoal/protocol/pieces'
import type { PlaylistRow } from './playlist-rows.ts'

/** 6 is what EXT-X-MAP asks for (RFC 8216, 7), 9 what EXT-X-SKIP does (RFC 8216bis, 8). */
const VERSION = 6
const SKIP_VERSION = 9

export type MediaPlaylist = {
  targetSeconds: number
  mediaSequence: number
  /** Discontinuities that have left the list (RFC 8216, 4.3.3.3). */
  discontinuitySequence: number
  rows: readonly PlaylistRow[]
  /** `ended` closes a live playlist; `recording` has been whole from the start. */
  kind: 'live' | 'ended' | 'recording'
  /** Set in a playlist that can be had without its oldest rows: how many seconds at its end are never left out. */
  skipUntilSeconds: number | null
  /** Leaves out what the client has already (RFC 8216bis, 4.4.5.2). */
  isDelta: boolean
}

export type VariantRung = {
  name: string
  bandwidth: number
  averageBandwidth: number
  width: number | null
  height: number | null
  /** Three decimals. */
  frameRate: string | null
  videoCodec: string | null
  audioCodec: string | null
}

export function buildMultivariantPlaylist(
  rungs: readonly VariantRung[],
  uriOf: (rung: string) => string = (rung) => `${rung}/index.m3u8`,
): string {
  const lines = ['#EXTM3U', `#EXT-X-VERSION:${VERSION}`, '#EXT-X-INDEPENDENT-SEGMENTS']
  for (const rung of rungs) {
    const codecs = [rung.videoCodec, rung.audioCodec].filter((codec) => codec !== null).join(',')
    const attributes = [
      `BANDWIDTH=${rung.bandwidth}`,
      `AVERAGE-BANDWIDTH=${rung.averageBandwidth}`,
      ...(codecs ? [`CODECS="${codecs}"`] : []),
      ...(rung.width && rung.height ? [`RESOLUTION=${rung.width}x${rung.height}`] : []),
      ...(rung.frameRate ? [`FRAME-RATE=${rung.frameRate}`] : []),
    ]
    lines.push(`#EXT-X-STREAM-INF:${attributes.join(',')}`, uriOf(rung.name))
  }
  return `${lines.join('\n')}\n`
}

/** With a tag of our own before the EXTINF of a segment whose pieces can be checked one by one; players skip it. */
export function buildMediaPlaylist(playlist: MediaPlaylist): string {
  const { rows, kind, skipUntilSeconds, isDelta } = playlist
  const skipped = isDelta && skipUntilSeconds !== null ? countSkipped(rows, skipUntilSeconds) : 0
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:${skipUntilSeconds === null ? VERSION : SKIP_VERSION}`,
    `#EXT-X-TARGETDURATION:${playlist.targetSeconds}`,
    ...(kind === 'live' && skipUntilSeconds !== null ? [serverControl(skipUntilSeconds)] : []),
    ...(kind === 'recording' ? ['#EXT-X-PLAYLIST-TYPE:VOD'] : []),
    `#EXT-X-MEDIA-SEQUENCE:${playlist.mediaSequence}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(skipped > 0 ? [`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`] : []),
  ]
  let initUri: string | null = null
  for (let i = skipped; i < rows.length; i++) {
    const row = rows[i]
    if (!row) continue
    // The first one's discontinuity belongs to what has left the list.
    if (row.isDiscontinuity && i > 0) lines.push('#EXT-X-DISCONTINUITY')
    if (row.initUri !== null && row.initUri !== initUri) lines.push(`#EXT-X-MAP:URI="${row.initUri}"`)
    initUri = row.initUri
    if (row.programDateTimeMs !== null) {
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(row.programDateTimeMs).toISOString()}`)
    }
    if (row.isGap) lines.push('#EXT-X-GAP')
    if (row.pieceRoot !== null) lines.push(`#${PIECES_TAG}:${row.pieceRoot}`)
    lines.push(`#EXTINF:${row.durationSeconds.toFixed(6)},`, row.uri)
  }
  if (kind !== 'live') lines.push('#EXT-X-ENDLIST')
  return `${lines.join('\n')}\n`
}

/**
 * Not in the playlists of an epoch, though the origin holds those too: hls.js would put its directives into their URLs,
 * and the swarm's loader knows a rung by the URL of its playlist alone.
 */
function serverControl(skipUntilSeconds: number): string {
  return `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=${skipUntilSeconds.toFixed(1)}`
}

/** Rows that end further than that from the playlist's end. */
function countSkipped(rows: readonly PlaylistRow[], skipUntilSeconds: number): number {
  let keptSeconds = 0
  let first = rows.length
  while (first > 0 && keptSeconds < skipUntilSeconds) {
    first -= 1
    keptSeconds += rows[first]?.durationSeconds ?? 0
  }
  return first
}
