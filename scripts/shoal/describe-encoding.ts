/** Says in rungs, which a person can picture, how many pixels a second a machine encodes. */

import { RUNG_720P30_PIXELS } from '../../apps/ingest/src/transcode/calibrate.ts'
import { USABLE_SHARE } from '../../apps/ingest/src/transcode/encode-budget.ts'

export function describeEncoding({ pixelsPerSecond, encoder }: { pixelsPerSecond: number; encoder: string }): string {
  const rungs = Math.floor((10 * pixelsPerSecond) / RUNG_720P30_PIXELS) / 10
  const megapixels = Math.round(pixelsPerSecond / 1_000_000)
  const share = Math.round(100 * USABLE_SHARE)
  const many = rungs === 1 ? '1 rung' : `${rungs} rungs`
  return `${encoder} encodes about ${many} of 720p30 at once here (${megapixels} megapixels a second); broadcasts use at most ${share} % of it together`
}
