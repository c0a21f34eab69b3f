/** Recordings by the ids of their broadcasts, opened when somebody asks, the last ones kept open. */

import { stat } from 'node:fs/promises'
import { broadcastIdSchema } from '@shoal/protocol/hls-path'
import type { PastReader } from '../hls/past-reader.ts'
import { Timeline } from '../hls/timeline.ts'
import { broadcastFolder, journalPath } from './broadcast-folder.ts'
import { type Journal, readJournal } from './journal.ts'
import type { BroadcastFacts } from './journal-line.ts'
import { SegmentFiles } from './segment-files.ts'

export type OpenedRecording = {
  folder: string
  facts: BroadcastFacts
  journal: Journal
  timeline: Timeline
  reader: PastReader
}

type LibraryOptions<Media> = {
  root: string
  /** Live broadcasts are not in the library, nor are those that are being deleted. */
  isTaken(broadcastId: string): boolean
  /** What the origin serves. */
  open(recording: OpenedRecording): Media
  /** Those that stay open: an hour of four rungs takes about 2 MB. */
  mostOpen?: number
}

const MOST_OPEN = 20

export class Library<Media> {
  readonly #options: LibraryOptions<Media>
  /** The one asked for last is last. */
  readonly #open = new Map<string, Promise<Media | null>>()

  constructor(options: LibraryOptions<Media>) {
    this.#options = options
  }

  /** Null for what is not there, is live still, or has not ended. @throws the file system's error. */
  find(broadcastId: string): Promise<Media | null> {
    if (!broadcastIdSchema.safeParse(broadcastId).success || this.#options.isTaken(broadcastId)) {
      return Promise.resolve(null)
    }
    const media = this.#open.get(broadcastId) ?? this.#load(broadcastId)
    this.#open.delete(broadcastId)
    this.#open.set(broadcastId, media)
    const [oldest] = this.#open.keys()
    if (oldest !== undefined && this.#open.size > (this.#options.mostOpen ?? MOST_OPEN)) this.#open.delete(oldest)
    return media
  }

  /** It has changed, or is gone. */
  forget(broadcastId: string): void {
    this.#open.delete(broadcastId)
  }

  async #load(broadcastId: string): Promise<Media | null> {
    let media: Media | null = null
    try {
      const recording = await openRecording(broadcastFolder(this.#options.root, broadcastId))
      media = recording && this.#options.open(recording)
    } finally {
      // What is not there is not kept: random ids would push out what is.
      if (media === null) this.#open.delete(broadcastId)
    }
    return media
  }
}

/** Null without a journal that says what it is of, and while there is no end in it. @throws the file system's error. */
export async function openRecording(folder: string): Promise<OpenedRecording | null> {
  if (!(await exists(journalPath(folder)))) return null
  const journal = await readJournal(folder)
  if (!journal?.facts || !journal.end) return null
  const timeline = buildTimeline(journal.facts, journal)
  timeline.end(journal.end.atMs)
  const reader = new SegmentFiles(folder, () => journal.pictures.at(-1)?.mediaMs ?? null)
  return { folder, facts: journal.facts, journal, timeline, reader }
}

/** Everything that is on the disk, as the playlists know it; for a broadcast that goes on, too. */
export function buildTimeline(facts: BroadcastFacts, journal: Journal): Timeline {
  const { id: broadcastId, startedAtMs, segmentSeconds, settings } = facts
  const { windowSeconds, rewindSeconds } = settings
  const timeline = new Timeline({ broadcastId, startedAtMs, segmentSeconds, windowSeconds, rewindSeconds })
  for (const { epoch, variants } of journal.epochs.values()) timeline.startEpoch(epoch, variants)
  for (const segment of journal.segments.values()) {
    if (journal.epochs.has(segment.epoch)) timeline.append(segment, true)
  }
  return timeline
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
