/** A broadcast's journal, read back: what is kept of it on disk. */

import { readFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { journalPath } from './broadcast-folder.ts'
import {
  type BroadcastFacts,
  type EpochFacts,
  type JournalEnd,
  type JournalLine,
  type JournalPicture,
  type JournalSegment,
  type JournalStoryboard,
  parseJournalLine,
} from './journal-line.ts'

export type JournalInit = { epoch: number; rung: string; hash: string; bytes: number }

export class Journal {
  facts: BroadcastFacts | null = null
  readonly epochs = new Map<number, EpochFacts>()
  /** By their numbers, ascending; what was dropped is not among them. */
  readonly segments = new Map<number, JournalSegment>()
  readonly inits: JournalInit[] = []
  /** By their time, ascending. */
  pictures: JournalPicture[] = []
  end: JournalEnd | null = null
  storyboard: JournalStoryboard | null = null
  /** Lines that could not be read: what they said is a gap. */
  garbledLines = 0
  #newest = -1

  apply(line: JournalLine): void {
    switch (line.kind) {
      case 'broadcast': {
        const { kind: _, ...facts } = line
        this.facts ??= facts
        return
      }
      case 'epoch': {
        const { kind: _, ...epoch } = line
        this.epochs.set(epoch.epoch, epoch)
        return
      }
      case 'init': {
        const { kind: _, ...init } = line
        this.inits.push(init)
        return
      }
      case 'segment': {
        const { kind: _, ...segment } = line
        this.#append(segment)
        return
      }
      case 'dropped':
        for (const number of this.segments.keys()) {
          if (number >= line.before) return
          if (number >= line.from) this.segments.delete(number)
        }
        return
      case 'picture':
        this.pictures.push({ mediaMs: line.mediaMs, bytes: line.bytes })
        return
      case 'pictures-dropped':
        this.pictures = this.pictures.filter(({ mediaMs }) => mediaMs >= line.beforeMs)
        return
      case 'end': {
        const { kind: _, ...end } = line
        this.end = end
        return
      }
      case 'storyboard':
        this.storyboard = { sheets: line.sheets, bytes: line.bytes }
    }
  }

  /** The highest number that was ever stored, dropped or not; -1 without any. */
  get lastNumber(): number {
    return this.#newest
  }

  /** Everything that the journal knows of, on disk. */
  get bytes(): number {
    let sum = this.storyboard?.bytes ?? 0
    for (const { bytes } of this.inits) sum += bytes
    for (const { bytes } of this.pictures) sum += bytes
    for (const segment of this.segments.values()) sum += segmentBytes(segment)
    return sum
  }

  /** Media time without the gaps. */
  get seconds(): number {
    let sum = 0
    for (const { durationSeconds } of this.segments.values()) sum += durationSeconds
    return sum
  }

  /** Lines that say all of it again, without what has been dropped. */
  *lines(): Generator<JournalLine> {
    if (this.facts) yield { kind: 'broadcast', ...this.facts }
    for (const epoch of this.epochs.values()) yield { kind: 'epoch', ...epoch }
    for (const init of this.inits) yield { kind: 'init', ...init }
    for (const segment of this.segments.values()) yield { kind: 'segment', ...segment }
    for (const picture of this.pictures) yield { kind: 'picture', ...picture }
    if (this.end) yield { kind: 'end', ...this.end }
    if (this.storyboard) yield { kind: 'storyboard', ...this.storyboard }
  }

  /** A number that does not go up comes of a garbled line before it: that segment is left out. */
  #append(segment: JournalSegment): void {
    if (segment.number <= this.#newest) {
      this.garbledLines += 1
      return
    }
    this.segments.set(segment.number, segment)
    this.#newest = segment.number
  }
}

export function segmentBytes({ parts }: Pick<JournalSegment, 'parts'>): number {
  return Object.values(parts).reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Lines that are parsed before anybody else has a turn: about two milliseconds. */
const LINES_A_TURN = 200

/** Null without a journal. @throws the file system's error for one that cannot be read. */
export async function readJournal(folder: string): Promise<Journal | null> {
  const text = await readText(journalPath(folder))
  if (text === null) return null
  const journal = new Journal()
  const lines = text.split('\n')
  // Without a newline at its end the last line was torn, even where it happens to parse.
  lines.pop()
  for (const [i, text] of lines.entries()) {
    if (text === '') continue
    const line = parseJournalLine(text)
    if (line) journal.apply(line)
    else journal.garbledLines += 1
    if (i % LINES_A_TURN === LINES_A_TURN - 1) await nextTurn()
  }
  return journal
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
