/** What hls.js read from a media playlist, as the delivery wants it. */

import { parseLivePath } from '@shoal/protocol/hls-path'
import { PIECES_TAG } from '@shoal/protocol/pieces'
import type { ListedSegment } from '../delivery/segment.ts'

/** The parts of a fragment of hls.js that are read: `tagList` has the tags before it, unknown ones too. */
export type ListedFragment = { url: string; start: number; duration: number; tagList: string[][] }

/** Segments with no name of their own (another server's) are left out: nobody could check a peer's bytes for them. */
export function listedSegments(fragments: readonly ListedFragment[]): ListedSegment[] {
  return fragments.flatMap(({ url, start, duration, tagList }) => {
    const path = segmentPath(url)
    if (!path) return []
    return {
      url,
      key: `${path.epoch}/${path.rung}/${path.number}`,
      number: path.number,
      startSeconds: start,
      durationSeconds: duration,
      pieces: tagList.find(([name]) => name === PIECES_TAG)?.[1]?.trim() ?? null,
    }
  })
}

export function segmentPath(url: string) {
  const path = URL.canParse(url) ? parseLivePath(new URL(url).pathname) : null
  return path?.kind === 'segment' ? path : null
}
