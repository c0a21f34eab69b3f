/** What an ended broadcast takes on the disk, from the last lines of its journal: the whole need not be read. */

import { open } from 'node:fs/promises'
import { journalPath } from './broadcast-folder.ts'
import { errorCode } from './disk-fault.ts'
import { type JournalEnd, parseJournalLine } from './journal-line.ts'

export type EndedSummary = { end: JournalEnd; bytes: number }

const TAIL_BYTES = 4096

/** Null while a broadcast has not ended, and without a journal. */
export async function readSummary(folder: string): Promise<EndedSummary | null> {
  let end: JournalEnd | null = null
  let storyboardBytes = 0
  for (const text of (await readTail(journalPath(folder))).split('\n')) {
    const line = parseJournalLine(text)
    if (line?.kind === 'end') end = line
    if (line?.kind === 'storyboard') storyboardBytes = line.bytes
  }
  return end && { end, bytes: end.bytes + storyboardBytes }
}

async function readTail(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r')
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(TAIL_BYTES),
      position: Math.max(0, size - TAIL_BYTES),
    })
    return buffer.toString('utf8', 0, bytesRead)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}
