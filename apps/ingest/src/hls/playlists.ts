/** Writes our playlists (RFC 8216). Pure. */

export type ListedSegment = {
  number: number
  hash: string
  durationSeconds: number
  /** When it was sent, Unix milliseconds. */
  programDateTimeMs: number
  /** The encoder started anew before it. */
  isDiscontinuity: boolean
  initHash: string
}

export type MediaPlaylist = {
  targetSeconds: number
  /** Discontinuities that have left the list (RFC 8216, 4.3.3.3). */
  discontinuitySequence: number
  segments: readonly ListedSegment[]
  hasEnded: boolean
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

export function buildMultivariantPlaylist(rungs: readonly VariantRung[]): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS']
  for (const rung of rungs) {
    const codecs = [rung.videoCodec, rung.audioCodec].filter((codec) => codec !== null).join(',')
    const attributes = [
      `BANDWIDTH=${rung.bandwidth}`,
      `AVERAGE-BANDWIDTH=${rung.averageBandwidth}`,
      `CODECS="${codecs}"`,
      ...(rung.width && rung.height ? [`RESOLUTION=${rung.width}x${rung.height}`] : []),
      ...(rung.frameRate ? [`FRAME-RATE=${rung.frameRate}`] : []),
    ]
    lines.push(`#EXT-X-STREAM-INF:${attributes.join(',')}`, `${rung.name}/index.m3u8`)
  }
  return `${lines.join('\n')}\n`
}

export function buildMediaPlaylist({
  targetSeconds,
  discontinuitySequence,
  segments,
  hasEnded,
}: MediaPlaylist): string {
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${segments[0]?.number ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuitySequence}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ]
  let initHash: string | null = null
  for (const [i, segment] of segments.entries()) {
    // The first one's discontinuity belongs to what has left the list.
    if (segment.isDiscontinuity && i > 0) lines.push('#EXT-X-DISCONTINUITY')
    if (segment.initHash !== initHash) lines.push(`#EXT-X-MAP:URI="init-${segment.initHash}.mp4"`)
    initHash = segment.initHash
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.programDateTimeMs).toISOString()}`,
      `#EXTINF:${segment.durationSeconds.toFixed(6)},`,
      `${segment.number}-${segment.hash}.m4s`,
    )
  }
  if (hasEnded) lines.push('#EXT-X-ENDLIST')
  return `${lines.join('\n')}\n`
}
