/** How long after a segment's last picture the origin lists it. */

import { readPlaylist } from '../../e2e/playlist.ts'

export type ListingWatch = AsyncDisposable & { listedAfterMs: number[]; segmentMs: number[] }

const POLL_MS = 40

/** By the dates that the playlist itself gives its segments. */
export function watchListing(playlistUrl: string): ListingWatch {
  const listedAfterMs: number[] = []
  const segmentMs: number[] = []
  let newest: number | undefined
  let isOver = false

  async function watch(): Promise<void> {
    while (!isOver) {
      const { segments } = await readPlaylist(playlistUrl)
      const nowMs = Date.now()
      for (const { number, dateTimeMs, seconds } of segments) {
        if (newest === undefined || number <= newest) continue
        listedAfterMs.push(nowMs - dateTimeMs - seconds * 1000)
        segmentMs.push(seconds * 1000)
      }
      newest = segments.at(-1)?.number
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
  const watching = watch()
  watching.catch(() => {}) // told when it is disposed of
  return {
    ...{ listedAfterMs, segmentMs },
    async [Symbol.asyncDispose]() {
      isOver = true
      await watching
    },
  }
}
