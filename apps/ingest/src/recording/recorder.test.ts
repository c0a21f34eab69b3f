import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, it, vi } from 'vitest'
import { readJournal } from './journal.ts'
import { Recorder, type RecorderOptions } from './recorder.ts'
import { sampleEpoch, sampleFacts, sampleSegment, temporaryFolder } from './testing/sample-broadcast.ts'

const log = pino({ level: 'silent' })

function startRecorder(folder: string, options: Partial<RecorderOptions> = {}) {
  const heard: string[] = []
  const events = {
    onStored: (number: number) => heard.push(`stored ${number}`),
    onPaused: (reason: string) => heard.push(`paused ${reason}`),
    onResumed: () => heard.push('resumed'),
  }
  const recorder = new Recorder({ folder, facts: sampleFacts(), events, log, retryMs: 10, ...options })
  return { recorder, heard }
}

function add(recorder: Recorder, number: number, bytesEach?: number) {
  const { segment, parts } = sampleSegment(number, bytesEach)
  recorder.add(segment, parts)
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}

it('stores each rung of a segment under the path of its URL, and says when', async () => {
  await using folder = await temporaryFolder()
  const { recorder, heard } = startRecorder(folder.path)
  recorder.startEpoch(sampleEpoch())
  for (const number of [0, 1, 2]) add(recorder, number)
  recorder.addPicture(10_000, Buffer.from('a picture'))
  const end = await recorder.end('publisher-left')
  expect(heard).toEqual(['stored 0', 'stored 1', 'stored 2'])
  expect(end).toMatchObject({ reason: 'publisher-left', seconds: 6, segments: 3, bytes: 6000 + 12 + 13 + 9 })

  const journal = await readJournal(folder.path)
  expect(journal?.bytes).toBe(end.bytes)
  const { segment, parts } = sampleSegment(1)
  expect(journal?.segments.get(1)).toEqual(segment)
  const path = join(folder.path, '1', '360p', `1-${segment.parts['360p']?.hash}.m4s`)
  expect(await readFile(path)).toEqual(parts.get('360p')?.bytes)
  expect(await readdir(join(folder.path, 'pictures'))).toEqual(['10000.jpg'])
})

it('removes what has left the rewind window, and keeps the newest picture', async () => {
  await using folder = await temporaryFolder()
  const { recorder } = startRecorder(folder.path)
  for (const number of [0, 1, 2, 3]) {
    add(recorder, number)
    recorder.addPicture(10_000 + 2000 * number, Buffer.from('picture'))
  }
  recorder.dropBefore(2)
  recorder.dropBefore(3)
  await recorder[Symbol.asyncDispose]()
  const journal = await readJournal(folder.path)
  expect([...(journal?.segments.keys() ?? [])]).toEqual([3])
  expect(journal?.bytes).toBe(recorder.bytes)
  expect((await readdir(join(folder.path, '1', '360p'))).toSorted()).toEqual([
    `3-${sampleSegment(3).segment.parts['360p']?.hash}.m4s`,
    expect.stringMatching(/^init-/),
  ])
  expect(await readdir(join(folder.path, 'pictures'))).toEqual(['16000.jpg'])
})

it.each([
  ['ENOSPC', 'disk-full'],
  ['EROFS', 'read-only'],
  ['EACCES', 'not-permitted'],
  ['EMFILE', 'too-many-files'],
  ['EIO', 'disk-error'],
])('pauses on %s, tries again, and leaves a gap', async (code, reason) => {
  await using folder = await temporaryFolder()
  let isBroken = false
  const write = async (path: string, bytes: Buffer) => {
    if (isBroken) throw failure(code)
    await writeFile(path, bytes)
  }
  const { recorder, heard } = startRecorder(folder.path, { write })
  add(recorder, 0)
  await vi.waitUntil(() => heard.includes('stored 0'), { interval: 1 })
  isBroken = true
  for (const number of [1, 2, 3]) add(recorder, number)
  await vi.waitUntil(() => heard.includes(`paused ${reason}`), { interval: 1 })
  add(recorder, 4)
  isBroken = false
  await vi.waitUntil(() => heard.includes('resumed'), { interval: 1 })
  add(recorder, 5)
  await recorder.end('publisher-left')
  expect(heard).toEqual(['stored 0', `paused ${reason}`, 'resumed', 'stored 5'])
  const journal = await readJournal(folder.path)
  expect([...(journal?.segments.keys() ?? [])]).toEqual([0, 5])
  expect(journal?.end?.segments).toBe(2)
})

it('keeps what a pause may not lose: the ladder that starts meanwhile, and what is dropped', async () => {
  await using folder = await temporaryFolder()
  let isBroken = false
  const write = async (path: string, bytes: Buffer) => {
    if (isBroken) throw failure('ENOSPC')
    await writeFile(path, bytes)
  }
  const { recorder, heard } = startRecorder(folder.path, { write })
  for (const number of [0, 1]) add(recorder, number)
  await vi.waitUntil(() => heard.includes('stored 1'), { interval: 1 })
  isBroken = true
  add(recorder, 2)
  await vi.waitUntil(() => heard.includes('paused disk-full'), { interval: 1 })
  recorder.startEpoch(sampleEpoch(2))
  recorder.dropBefore(1)
  const files = join(folder.path, '1', '360p')
  await vi.waitUntil(async () => (await readdir(files)).length === 2, { interval: 5 })
  isBroken = false
  await vi.waitUntil(() => heard.includes('resumed'), { interval: 1 })
  await recorder.end('publisher-left')
  const journal = await readJournal(folder.path)
  expect([...(journal?.epochs.keys() ?? [])]).toEqual([2])
  expect([...(journal?.segments.keys() ?? [])]).toEqual([1])
})

it('leaves segments out rather than fill the memory when the disk is slow', async () => {
  await using folder = await temporaryFolder()
  const gate = Promise.withResolvers<void>()
  const write = async (path: string, bytes: Buffer) => {
    await gate.promise
    await writeFile(path, bytes)
  }
  const { recorder, heard } = startRecorder(folder.path, { write, queueBytes: 10_000 })
  for (const number of [0, 1, 2, 3]) add(recorder, number, 2000)
  expect(recorder.queuedBytes).toBe(8000)
  expect(recorder.pauseReason).toBe('too-slow')
  gate.resolve()
  await vi.waitUntil(() => heard.includes('resumed'), { interval: 1 })
  add(recorder, 4, 2000)
  await recorder.end('publisher-left')
  expect(heard[0]).toBe('paused too-slow')
  expect([...((await readJournal(folder.path))?.segments.keys() ?? [])]).toEqual([0, 1, 4])
})

it('leaves out what comes while the guard holds it, and goes on after', async () => {
  await using folder = await temporaryFolder()
  const { recorder, heard } = startRecorder(folder.path)
  add(recorder, 0)
  recorder.pause('quota')
  recorder.pause('quota')
  add(recorder, 1)
  recorder.resume()
  add(recorder, 2)
  await recorder.end('publisher-left')
  expect(heard.filter((word) => !word.startsWith('stored'))).toEqual(['paused quota', 'resumed'])
  expect([...((await readJournal(folder.path))?.segments.keys() ?? [])]).toEqual([0, 2])
})

it('goes on with what an earlier run has left', async () => {
  await using folder = await temporaryFolder()
  const first = startRecorder(folder.path)
  add(first.recorder, 0)
  await first.recorder[Symbol.asyncDispose]()
  const journal = await readJournal(folder.path)
  if (!journal) throw new Error('nothing is left')
  const second = startRecorder(folder.path, { journal })
  add(second.recorder, 1)
  const end = await second.recorder.end('publisher-left')
  expect(end).toMatchObject({ segments: 2, bytes: 4000 + 12 + 13 })
})
