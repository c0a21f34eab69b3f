/** A viewer without a browser: follows one playlist, fetches every segment that it lists, and notes what is missing. */

import { createHash } from 'node:crypto'
import { contentHash } from '@shoal/protocol/content-hash'
import { type Listed, readPlaylist } from '../playlist.ts'

export type PlainViewer = {
  /** Resolves when it has been told to stop. */
  done: Promise<void>
  stop(): void
  seen: {
    segments: number
    /** Numbers that no playlist ever listed. */
    missingSegments: number
    /** Listed, but not to be had, or not what their name says. */
    brokenSegments: number
    /** Media time between one segment's end and the next one's start, where the playlist says DISCONTINUITY or not. */
    gapsSeconds: number[]
    /** Times that the playlist could not be had. */
    failedPlaylists: number
    failures: string[]
  }
}

const POLL_MS = 1000
/** A playlist that lists nothing new for so long may have been followed by another one. */
const QUIET_POLLS = 4
/** Less is how clocks and frames are rounded. */
const GAP_SECONDS = 0.2
const HASH = /([\w-]{22})\.m4s$/

/** @param findPlaylist the media playlist's URL, asked for again when the one before is gone or stands still; null when there is none yet */
export function startPlainViewer(findPlaylist: () => Promise<string | null>): PlainViewer {
  const seen: PlainViewer['seen'] = {
    ...{ segments: 0, missingSegments: 0, brokenSegments: 0, gapsSeconds: [], failedPlaylists: 0, failures: [] },
  }
  const ending = new AbortController()
  let playlistUrl: string | null = null
  /** Numbers go on and on over all epochs of a broadcast. */
  let last: Listed | undefined
  let quietPolls = 0

  async function look(): Promise<void> {
    playlistUrl ??= await findPlaylist()
    if (playlistUrl === null) return
    const { segments } = await readPlaylist(playlistUrl)
    quietPolls += 1
    for (const segment of segments) {
      if (last && segment.number <= last.number) continue
      if (last) compare(last, segment)
      last = segment
      quietPolls = 0
      await take(new URL(segment.uri, playlistUrl).href)
    }
    if (quietPolls >= QUIET_POLLS) playlistUrl = (await findPlaylist()) ?? playlistUrl
  }

  function compare(before: Listed, after: Listed): void {
    if (after.number > before.number + 1) note(`${before.number} is followed by ${after.number}`)
    seen.missingSegments += after.number - before.number - 1
    const gapSeconds = (after.dateTimeMs - before.dateTimeMs) / 1000 - before.seconds
    if (Math.abs(gapSeconds) > GAP_SECONDS) seen.gapsSeconds.push(gapSeconds)
  }

  async function take(url: string): Promise<void> {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
    const bytes = Buffer.from(await response.arrayBuffer())
    const hash = contentHash(createHash('sha256').update(bytes).digest())
    seen.segments += 1
    if (response.ok && HASH.exec(url)?.[1] === hash) return
    seen.brokenSegments += 1
    note(`${response.status} for ${new URL(url).pathname}`)
  }

  function note(failure: string): void {
    if (seen.failures.length < 20) seen.failures.push(failure)
  }

  async function watch(): Promise<void> {
    while (!ending.signal.aborted) {
      await look().catch((error: unknown) => {
        seen.failedPlaylists += playlistUrl === null ? 0 : 1
        note(String(error))
        playlistUrl = null
      })
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }
  return { seen, done: watch(), stop: () => ending.abort() }
}
