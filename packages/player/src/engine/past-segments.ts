/** Where in a broadcast's past a segment is, and which others are around the playhead. Pure. */

import type Hls from 'hls.js'
import { type ListedFragment, segmentPath } from './listed-segments.ts'

/** Farther from the playhead nothing is kept or prefetched: a recording lists thousands. */
const AROUND_SECONDS = 60

/** `null` for what is in no playlist that was read. */
export function findFragment({ levels }: Pick<Hls, 'levels'>, url: string) {
  for (const { details } of levels) {
    const fragment = details?.fragments.find((one) => one.url === url)
    if (details && fragment) return { details, fragment }
  }
  return null
}

export function fragmentsAround<F extends ListedFragment>(
  fragments: readonly F[],
  { asked, positionSeconds }: { asked: F; positionSeconds: number },
): F[] {
  return fragments.filter((one) => {
    const isBehind = one.start + one.duration < positionSeconds - AROUND_SECONDS
    return one === asked || (!isBehind && one.start < positionSeconds + AROUND_SECONDS)
  })
}

/** The rung, of one epoch, that a segment is of: a recording goes through several epochs. */
export function rungOf(url: string): { epoch: number; rung: string } | null {
  const path = segmentPath(url)
  return path && { epoch: path.epoch, rung: path.rung }
}
