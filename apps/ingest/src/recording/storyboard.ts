/** Which pictures a recording's storyboard shows, where on its sheets, and at what time. Pure. */

import type { IndexedSegment } from '../hls/timeline.ts'
import type { Journal } from './journal.ts'
import type { JournalPicture } from './journal-line.ts'

export type StoryboardPlan = {
  /** In the order of the tiles. */
  tiles: { mediaMs: number; startSeconds: number; endSeconds: number }[]
  tileWidth: number
  tileHeight: number
}

export const SHEET_COLUMNS = 5
const SHEET_TILES = SHEET_COLUMNS * SHEET_COLUMNS
const TILE_WIDTH = 160
/** Of a tile of 160 columns: from wide films to a telephone held upright. */
const SHORTEST_TILE = 60
const TALLEST_TILE = 284
/** Twenty sheets. A longer recording has its tiles further apart. */
const MOST_TILES = 500

/** Null where there is no picture of anything that is kept. */
export function planStoryboard(journal: Journal): StoryboardPlan | null {
  const placed = placePictures(journal.pictures, [...journal.segments.values()])
  const step = Math.max(1, Math.ceil(placed.length / MOST_TILES))
  const shown = placed.filter((_, i) => i % step === 0)
  const tiles = shown.map(({ mediaMs, seconds }, i) => ({
    mediaMs,
    startSeconds: i === 0 ? 0 : seconds,
    endSeconds: shown[i + 1]?.seconds ?? journal.seconds,
  }))
  if (tiles.length === 0) return null
  return { tiles, tileWidth: TILE_WIDTH, tileHeight: planTileHeight(journal) }
}

/** WebVTT, with media fragments that name a tile (W3C, Media Fragments URI 1.0, 4.2.2). */
export function writeCues({ tiles, tileWidth, tileHeight }: StoryboardPlan): string {
  const cues = tiles.map(({ startSeconds, endSeconds }, i) => {
    const onSheet = i % SHEET_TILES
    const x = (onSheet % SHEET_COLUMNS) * tileWidth
    const y = Math.floor(onSheet / SHEET_COLUMNS) * tileHeight
    const sheet = Math.floor(i / SHEET_TILES) + 1
    const tile = `storyboard-${sheet}.jpg#xywh=${x},${y},${tileWidth},${tileHeight}`
    return `${timestamp(startSeconds)} --> ${timestamp(endSeconds)}\n${tile}\n`
  })
  return `WEBVTT\n\n${cues.join('\n')}`
}

export function countSheets({ tiles }: StoryboardPlan): number {
  return Math.ceil(tiles.length / SHEET_TILES)
}

/** From the media timeline to a player's, which has no gaps. Pictures of what is not kept are left out. */
function placePictures(pictures: readonly JournalPicture[], segments: readonly IndexedSegment[]) {
  const placed: { mediaMs: number; seconds: number }[] = []
  let playedSeconds = 0
  let next = 0
  for (const { startSeconds, durationSeconds } of segments) {
    for (; next < pictures.length; next += 1) {
      const mediaMs = pictures[next]?.mediaMs ?? 0
      const offsetSeconds = mediaMs / 1000 - startSeconds
      if (offsetSeconds >= durationSeconds) break
      if (offsetSeconds >= -0.001) placed.push({ mediaMs, seconds: playedSeconds + Math.max(0, offsetSeconds) })
    }
    playedSeconds += durationSeconds
  }
  return placed
}

/** The shape of the first ladder's best picture; others are fitted into it. */
function planTileHeight({ epochs }: Journal): number {
  const rungs = [...epochs.values()].flatMap(({ plan }) => plan.rungs)
  const video = rungs.find((rung) => rung.video !== null)?.video
  const height = video ? (TILE_WIDTH * video.height) / video.width : 90
  return Math.min(TALLEST_TILE, Math.max(SHORTEST_TILE, 2 * Math.round(height / 2)))
}

function timestamp(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(two).join(':')
  return `${clock}.${String(ms % 1000).padStart(3, '0')}`
}
