/** Where a live media playlist ends (RFC 8216, 4.3.3), read from its text ahead of hls.js. */

export type LiveEdge = {
  /** Media sequence number of the segment that it will list next. */
  nextNumber: number
  targetSeconds: number
}

/** `null` for a playlist that is over, and for anything else that is not waited for. */
export function readLiveEdge(text: string): LiveEdge | null {
  const target = /^#EXT-X-TARGETDURATION:(\d+)/m.exec(text)
  if (!target || /^#EXT-X-ENDLIST/m.test(text)) return null
  const first = Number(/^#EXT-X-MEDIA-SEQUENCE:(\d+)/m.exec(text)?.[1] ?? 0)
  const listed = text.match(/^#EXTINF:/gm)?.length ?? 0
  return listed === 0 ? null : { nextNumber: first + listed, targetSeconds: Number(target[1]) }
}
