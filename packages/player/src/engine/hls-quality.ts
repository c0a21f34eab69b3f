/** Tells what hls.js found to choose among, and holds it to what was chosen. */

import type Hls from 'hls.js'
import type { ManifestLoadedData } from 'hls.js'
import { type Quality, readQualities, rungNameOf } from './qualities.ts'

const AUTO = -1

/** `quality` is kept from the first segment on, where the playlist has it. */
export function chooseQuality(
  hls: Hls,
  { Events }: typeof Hls,
  options: { quality: string | null; onQualities: (qualities: Quality[]) => void },
): void {
  // before hls.js leaves the rung of sound alone out (`level-controller.ts`, `filterAndSortMediaOptions`)
  hls.on(Events.MANIFEST_LOADED, (_, { levels, url }: ManifestLoadedData) => {
    if (rungNameOf(url) === null) options.onQualities(readQualities(levels))
  })
  hls.on(Events.MANIFEST_PARSED, () => {
    const level = findLevel(hls, options.quality)
    if (level !== AUTO) hls.loadLevel = level
  })
}

/** What is buffered ahead in another quality is thrown away, so that the choice is seen at once. */
export function setLevel(hls: Hls, rung: string | null): void {
  hls.nextLevel = findLevel(hls, rung)
}

function findLevel(hls: Hls, rung: string | null): number {
  if (rung === null) return AUTO
  return hls.levels.findIndex(({ uri, height }) => (rungNameOf(uri) ?? `${height}p`) === rung)
}
