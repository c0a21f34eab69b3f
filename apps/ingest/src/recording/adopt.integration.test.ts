import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { findLeftBroadcasts } from './adopt.ts'
import { broadcastFolder, storedFilePath } from './broadcast-folder.ts'
import { readJournal } from './journal.ts'
import { Recorder } from './recorder.ts'
import { SAMPLE_ID, sampleEpoch, sampleFacts, sampleSegment, temporaryFolder } from './testing/sample-broadcast.ts'

const RECORD_FOR_EVER = fileURLToPath(new URL('./testing/record-for-ever.ts', import.meta.url))
const log = pino({ level: 'silent' })
const events = { onStored() {}, onPaused() {}, onResumed() {} }

/** Killed at whatever it is doing once `number` is stored. */
async function recordAndKill(folder: string, number: number): Promise<number> {
  const child: ChildProcess = fork(RECORD_FOR_EVER, [folder])
  let last = -1
  child.on('message', (stored) => {
    last = Number(stored)
    if (last >= number) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return last
}

async function record(root: string, numbers: number[], settings = {}): Promise<string> {
  const folder = broadcastFolder(root, SAMPLE_ID)
  const recorder = new Recorder({ folder, facts: sampleFacts(settings), events, log })
  recorder.startEpoch(sampleEpoch())
  for (const number of numbers) {
    const { segment, parts } = sampleSegment(number)
    recorder.add(segment, parts)
  }
  await recorder[Symbol.asyncDispose]()
  return folder
}

function pathOf(folder: string, number: number): string {
  const hash = sampleSegment(number).segment.parts['360p']?.hash ?? ''
  return join(folder, storedFilePath({ kind: 'segment', epoch: 1, rung: '360p', number, hash }))
}

it('finds nothing torn after SIGKILL, and goes on', async () => {
  await using root = await temporaryFolder()
  const folder = broadcastFolder(root.path, SAMPLE_ID)
  const stored = await recordAndKill(folder, 60)
  const [left] = await findLeftBroadcasts(root.path, log)
  if (!left) throw new Error('nothing was found')
  expect(left.facts).toEqual(sampleFacts())
  expect(left.journal.epochs.get(1)).toEqual(sampleEpoch())
  expect(left.nextNumber).toBeGreaterThan(stored)
  expect(left.window).toHaveLength(30)
  for (const { segment, parts } of left.window) {
    expect(segment).toEqual(sampleSegment(segment.number, 50_000).segment)
    expect(parts.get('audio')).toEqual(sampleSegment(segment.number, 50_000).parts.get('audio'))
  }
  const files = await readdir(join(folder, '1', '360p'))
  expect(files).toHaveLength(left.journal.segments.size + 1)

  const recorder = new Recorder({ folder, facts: left.facts, journal: left.journal, events, log })
  const { segment, parts } = sampleSegment(left.nextNumber, 50_000)
  recorder.add(segment, parts)
  const end = await recorder.end('publisher-left')
  expect(end.segments).toBe(left.nextNumber + 1)
  expect(end.bytes).toBe((await readJournal(folder))?.bytes)
  expect(await findLeftBroadcasts(root.path, log)).toEqual([])
})

it('drops segments of the tail whose bytes are not what their names say, and does not give their numbers again', async () => {
  await using root = await temporaryFolder()
  const folder = await record(root.path, [0, 1, 2, 3, 4, 5, 6, 7], { windowSeconds: 4 })
  await truncate(pathOf(folder, 7), 10)
  await writeFile(pathOf(folder, 5), Buffer.alloc(1000))
  const [left] = await findLeftBroadcasts(root.path, log)
  expect(left?.window.map(({ segment }) => segment.number)).toEqual([0, 1, 2, 3, 4, 6])
  expect(left).toMatchObject({ nextNumber: 8, endSeconds: 24 })
  const again = await readJournal(folder)
  expect([...(again?.segments.keys() ?? [])]).toEqual([0, 1, 2, 3, 4, 6])
})

it('leaves alone what has ended, and what is no broadcast', async () => {
  await using root = await temporaryFolder()
  await writeFile(join(root.path, 'notes.txt'), '')
  const folder = broadcastFolder(root.path, SAMPLE_ID)
  const recorder = new Recorder({ folder, facts: sampleFacts(), events, log })
  await recorder.end('publisher-left')
  expect(await findLeftBroadcasts(root.path, log)).toEqual([])
})
