/** What there is of a recording to give: the segments of one rung, of the epoch that most of it is of. Pure. */

import type { MediaPlaylist } from '@shoal/player/headless/media-playlist'
import type { ShelvedSegment } from '@shoal/player/headless/past-shelf'
import { parseLivePath } from '@shoal/protocol/hls-path'

/** Those who watch it are one swarm: another ladder in the midst of a broadcast began another one. */
export type Stretch = { epoch: number; rung: string; segments: ShelvedSegment[] }

/** Null where nothing is listed. */
export function selectStretch({ segments }: Pick<MediaPlaylist, 'segments'>): Stretch | null {
  const stretches = new Map<string, Stretch>()
  for (const { url, durationSeconds } of segments) {
    const path = parseLivePath(new URL(url).pathname)
    if (path?.kind !== 'segment') continue
    const { epoch, rung, number } = path
    const stretch = stretches.get(`${epoch}/${rung}`) ?? { epoch, rung, segments: [] }
    stretches.set(`${epoch}/${rung}`, stretch)
    stretch.segments.push({ url, durationSeconds, key: `${epoch}/${rung}/${number}` })
  }
  const [longest] = [...stretches.values()].sort((a, b) => b.segments.length - a.segments.length)
  return longest ?? null
}
