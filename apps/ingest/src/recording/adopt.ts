/** Finds broadcasts that an earlier run of ingest left in the middle, and what is needed to go on with each. */

import { readdir, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { broadcastIdSchema } from '@shoal/protocol/hls-path'
import type { Logger } from 'pino'
import { hashOf } from '../hls/segment-hashes.ts'
import type { IndexedSegment } from '../hls/timeline.ts'
import { broadcastFolder, storedFilePath } from './broadcast-folder.ts'
import { type Journal, readJournal } from './journal.ts'
import type { BroadcastFacts, JournalSegment } from './journal-line.ts'
import { readSummary } from './journal-summary.ts'
import { JournalWriter } from './journal-writer.ts'
import type { SegmentBytes } from './recorder.ts'
import { readStored } from './segment-files.ts'
import { StoredFiles } from './stored-files.ts'

/** One that can go on. */
export type AdoptedBroadcast = {
  folder: string
  facts: BroadcastFacts
  /** Its epochs, plans, variants, pictures and segments; to be handed to its `Recorder`. */
  journal: Journal
  /** For the next segment. Numbers of a broken tail are not given again: somebody may have seen them. */
  nextNumber: number
  /** Where the media timeline has come to; null before the first segment. */
  endSeconds: number | null
  /** Those of the live window, with their bytes, in order. */
  window: { segment: IndexedSegment; parts: SegmentBytes }[]
}

/** Of the live window that is looked into: fewer than this stay listed whatever they last. */
const LEAST_SEGMENTS = 6

/** In no order. What cannot be read is left alone and logged. @throws the system's error when the folder itself cannot be. */
export async function findLeftBroadcasts(root: string, log: Logger): Promise<AdoptedBroadcast[]> {
  const found: AdoptedBroadcast[] = []
  for (const id of await listBroadcastFolders(root)) {
    const folder = broadcastFolder(root, id)
    try {
      if (await readSummary(folder)) continue
      const left = await openLeft(folder)
      if (left) found.push(left)
    } catch (error) {
      log.error({ err: error, broadcastId: id }, 'a broadcast that was left cannot be read')
    }
  }
  return found
}

export async function listBroadcastFolders(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => [])
  return names.filter((name) => broadcastIdSchema.safeParse(name).success)
}

async function openLeft(folder: string): Promise<AdoptedBroadcast | null> {
  const journal = await readJournal(folder)
  if (!journal?.facts || journal.end) return null
  const window = await readWindow(folder, journal)
  await removeStrays(folder, journal)
  const last = [...journal.segments.values()].at(-1)
  return {
    ...{ folder, journal, window, facts: journal.facts },
    nextNumber: journal.lastNumber + 1,
    endSeconds: last ? last.startSeconds + last.durationSeconds : null,
  }
}

/** From the newest backwards. A segment whose bytes are not what its name says is dropped: the power may have failed. */
async function readWindow(folder: string, journal: Journal): Promise<AdoptedBroadcast['window']> {
  const window: AdoptedBroadcast['window'] = []
  const broken: JournalSegment[] = []
  const windowSeconds = journal.facts?.settings.windowSeconds ?? 0
  let seconds = 0
  for (const segment of [...journal.segments.values()].toReversed()) {
    if (window.length >= LEAST_SEGMENTS && seconds >= windowSeconds) break
    const parts = await readParts(folder, segment)
    if (parts) {
      window.unshift({ segment, parts })
      seconds += segment.durationSeconds
    } else broken.push(segment)
  }
  await dropBroken(folder, journal, broken)
  return window
}

async function dropBroken(folder: string, journal: Journal, broken: readonly JournalSegment[]): Promise<void> {
  const files = new StoredFiles(folder)
  await using writer = new JournalWriter(folder)
  for (const segment of broken) {
    const line = { kind: 'dropped', from: segment.number, before: segment.number + 1 } as const
    await writer.append(line)
    journal.apply(line)
    await files.removeSegment(segment)
  }
}

/** Null when a part is missing or is not what its hash says. */
async function readParts(folder: string, { epoch, number, parts }: IndexedSegment): Promise<SegmentBytes | null> {
  const found = new Map<string, { init: Buffer; bytes: Buffer }>()
  for (const [rung, { hash, initHash }] of Object.entries(parts)) {
    const bytes = await readStored(folder, { kind: 'segment', epoch, rung, number, hash })
    const init = await readStored(folder, { kind: 'init', epoch, rung, hash: initHash })
    if (!bytes || !init || hashOf(bytes) !== hash || hashOf(init) !== initHash) return null
    found.set(rung, { init, bytes })
  }
  return found
}

/** Files whose line was never written, because the process died before. */
async function removeStrays(folder: string, journal: Journal): Promise<void> {
  const known = new Set<string>()
  for (const { epoch, rung, hash } of journal.inits) known.add(storedFilePath({ kind: 'init', epoch, rung, hash }))
  for (const { mediaMs } of journal.pictures) known.add(storedFilePath({ kind: 'picture', mediaMs }))
  for (const { epoch, number, parts } of journal.segments.values()) {
    for (const [rung, { hash }] of Object.entries(parts)) {
      known.add(storedFilePath({ kind: 'segment', epoch, rung, number, hash }))
    }
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = relative(folder, join(entry.parentPath, entry.name))
    if (entry.isFile() && dirname(name) !== '.' && !known.has(name)) await rm(join(folder, name), { force: true })
  }
}
