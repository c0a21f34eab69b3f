import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { journalPath } from './broadcast-folder.ts'
import { Journal, readJournal } from './journal.ts'
import { type JournalLine, writeJournalLine } from './journal-line.ts'
import { JournalWriter } from './journal-writer.ts'
import { sampleEpoch, sampleFacts, sampleSegment, temporaryFolder } from './testing/sample-broadcast.ts'

const segmentLine = (number: number): JournalLine => ({ kind: 'segment', ...sampleSegment(number).segment })
const numbersOf = (journal: Journal | null) => [...(journal?.segments.keys() ?? [])]

it('reads back what was written', async () => {
  await using folder = await temporaryFolder()
  const lines: JournalLine[] = [
    { kind: 'broadcast', ...sampleFacts() },
    { kind: 'epoch', ...sampleEpoch() },
    ...[0, 1, 2].map(segmentLine),
    { kind: 'picture', mediaMs: 10_000, bytes: 77 },
    { kind: 'dropped', from: 0, before: 1 },
    { kind: 'end', reason: 'publisher-left', atMs: 5, isRecorded: true, seconds: 4, bytes: 4077, segments: 2 },
  ]
  await using writer = new JournalWriter(folder.path)
  await Promise.all(lines.map((line) => writer.append(line)))
  const journal = await readJournal(folder.path)
  expect(journal?.facts).toEqual(sampleFacts())
  expect(journal?.epochs.get(1)).toEqual(sampleEpoch())
  expect(numbersOf(journal)).toEqual([1, 2])
  expect(journal).toMatchObject({ bytes: 4077, seconds: 4, lastNumber: 2, garbledLines: 0 })
  expect(journal?.end?.reason).toBe('publisher-left')
})

it('is nothing where there is none', async () => {
  await using folder = await temporaryFolder()
  expect(await readJournal(folder.path)).toBeNull()
})

it('ignores a last line that was torn, wherever it was torn, and goes on after it', async () => {
  await using folder = await temporaryFolder()
  const first = writeJournalLine(segmentLine(0))
  const second = writeJournalLine(segmentLine(1))
  for (const length of [1, 20, second.length - 2, second.length - 1]) {
    await writeFile(journalPath(folder.path), first + second.slice(0, length))
    expect(numbersOf(await readJournal(folder.path))).toEqual([0])
    await using writer = new JournalWriter(folder.path)
    await writer.append(segmentLine(2))
    expect(numbersOf(await readJournal(folder.path))).toContain(2)
  }
})

it('makes a gap of a garbled line in the middle', async () => {
  await using folder = await temporaryFolder()
  await writeFile(journalPath(folder.path), writeJournalLine(segmentLine(0)))
  for (const garbage of ['\0\0\0\0\n', '{"kind":"segment","number":"../1"}\n', 'null\n', '{"kind":"other"}\n']) {
    await appendFile(journalPath(folder.path), garbage)
  }
  await appendFile(journalPath(folder.path), writeJournalLine(segmentLine(0)) + writeJournalLine(segmentLine(5)))
  const journal = await readJournal(folder.path)
  expect(numbersOf(journal)).toEqual([0, 5])
  expect(journal?.garbledLines).toBe(5)
})

it('never gives a number again, also when its segment was dropped', () => {
  const journal = new Journal()
  for (const line of [0, 1, 2].map(segmentLine)) journal.apply(line)
  journal.apply({ kind: 'dropped', from: 1, before: 3 })
  expect(journal.lastNumber).toBe(2)
  journal.apply(segmentLine(2))
  expect(numbersOf(journal)).toEqual([0])
})

it('can be rewritten without what was dropped', async () => {
  await using folder = await temporaryFolder()
  await using writer = new JournalWriter(folder.path)
  const journal = new Journal()
  for (const line of [...[0, 1, 2, 3].map(segmentLine), { kind: 'dropped', from: 0, before: 3 } as const]) {
    journal.apply(line)
    await writer.append(line)
  }
  await writer.replace(journal.lines())
  await writer.append(segmentLine(4))
  expect(numbersOf(await readJournal(folder.path))).toEqual([3, 4])
  expect((await readFile(journalPath(folder.path), 'utf8')).split('\n')).toHaveLength(3)
})
