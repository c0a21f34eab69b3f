/** Shows the closed captions that a broadcast carries in its pictures. What reads them is fetched when there are some. */

import type Hls from 'hls.js'
import type { FragParsedData, FragParsingUserdataData } from 'hls.js'
import { type CaptionPairs, findCaptionPairs } from './caption-pairs.ts'
import type { CaptionTracks, NumberedSegment } from './caption-tracks.ts'

/** Segments in which nothing is said lie between those that say something. */
const MOST_UNTOLD = 100

/** Returns how to take them away. */
export function showCaptions(hls: Hls, { Events }: typeof Hls, video: HTMLVideoElement): () => void {
  let pairs: CaptionPairs[] = []
  const untold: NumberedSegment[] = []
  let tracks: Promise<CaptionTracks | null> | null = null
  let isOver = false

  async function load(): Promise<CaptionTracks | null> {
    try {
      const { createCaptionTracks } = await import('./caption-tracks.ts')
      return isOver ? null : createCaptionTracks(video)
    } catch {
      tracks = null // the next segment tries again, and the picture goes on without
      return null
    }
  }

  hls.on(Events.FRAG_PARSING_USERDATA, (_, { samples }: FragParsingUserdataData) => {
    pairs.push(...findCaptionPairs(samples))
  })
  hls.on(Events.FRAG_PARSED, (_, { frag }: FragParsedData) => {
    const segment = { number: Number(frag.sn), discontinuity: frag.cc, endSeconds: frag.end, pairs }
    pairs = []
    untold.push(segment)
    if (untold.length > MOST_UNTOLD) untold.shift()
    if (!tracks && segment.pairs.length === 0) return
    tracks ??= load()
    void tracks.then((loaded) => {
      if (loaded && !isOver) for (const one of untold.splice(0)) loaded.add(one)
    })
  })
  return () => {
    isOver = true
    void tracks?.then((loaded) => loaded?.remove())
  }
}
