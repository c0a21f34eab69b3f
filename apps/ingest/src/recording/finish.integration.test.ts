import { access, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, it, vi } from 'vitest'
import { outputOf } from '../testing/test-run.ts'
import { broadcastFolder } from './broadcast-folder.ts'
import { Finisher } from './finish.ts'
import { Recorder } from './recorder.ts'
import { runDeletions, runRetention } from './run-deletions.ts'
import { loadStoredBytes, StoredBytes } from './stored-bytes.ts'
import { SAMPLE_ID, sampleEpoch, sampleFacts, sampleSegment, temporaryFolder } from './testing/sample-broadcast.ts'

const log = pino({ level: 'silent' })

function startRecorder(root: string, id: string, { isRecorded = true } = {}): Recorder {
  const facts = { ...sampleFacts({ isRecorded }), id }
  const events = { onStored() {}, onPaused() {}, onResumed() {} }
  const recorder = new Recorder({ folder: broadcastFolder(root, id), facts, events, log })
  recorder.startEpoch(sampleEpoch())
  const { segment, parts } = sampleSegment(0)
  recorder.add(segment, parts)
  return recorder
}

function startFinisher(root: string, stored: StoredBytes, keptMs?: number) {
  const forgotten: string[] = []
  const forget = (id: string) => void forgotten.push(id)
  const finisher = new Finisher({
    root,
    stored,
    ffmpegPath: 'ffmpeg',
    forget,
    log,
    ...(keptMs === undefined ? {} : { keptMs }),
  })
  return { finisher, forgotten }
}

it('ends a recording, counts it, and draws its storyboard', async () => {
  await using root = await temporaryFolder()
  const stored = new StoredBytes()
  const { finisher } = startFinisher(root.path, stored)
  const recorder = startRecorder(root.path, SAMPLE_ID)
  const picture = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=320x180',
    '-frames:v',
    '1',
    '-c:v',
    'mjpeg',
    '-f',
    'image2pipe',
    '-',
  ]
  recorder.addPicture(10_000, await outputOf(picture))
  const { end, storyboard } = await finisher.finish(SAMPLE_ID, recorder, 'publisher-left')
  expect(end).toMatchObject({ segments: 1, seconds: 2, reason: 'publisher-left' })
  await storyboard
  await access(join(broadcastFolder(root.path, SAMPLE_ID), 'storyboard.vtt'))
  expect(stored.total).toBeGreaterThan(end.bytes)
  expect((await loadStoredBytes(root.path, log)).total).toBe(stored.total)
})

it('deletes what was not recorded some time after its end, also when another run has ended it', async () => {
  await using root = await temporaryFolder()
  const stored = new StoredBytes()
  const first = startFinisher(root.path, stored)
  await first.finisher.finish('kept00000000', startRecorder(root.path, 'kept00000000'), 'publisher-left')
  const unrecorded = startRecorder(root.path, 'unkept000000', { isRecorded: false })
  await first.finisher.finish('unkept000000', unrecorded, 'publisher-left')
  expect(first.finisher.leftovers().map(({ kind, bytes }) => `${kind} ${bytes}`)).toEqual(['leftover 2025'])
  await first.finisher[Symbol.asyncDispose]()
  expect(await readdir(root.path)).toHaveLength(2)

  const second = startFinisher(root.path, await loadStoredBytes(root.path, log), 0)
  await vi.waitUntil(async () => (await readdir(root.path)).length === 1, { interval: 5 })
  expect(await readdir(root.path)).toEqual(['kept00000000'])
  expect(second.forgotten).toEqual(['unkept000000'])
})

it('removes downloads that an earlier run left half-made, and counts those that are whole', async () => {
  await using root = await temporaryFolder()
  const { finisher } = startFinisher(root.path, new StoredBytes())
  const { end } = await finisher.finish(SAMPLE_ID, startRecorder(root.path, SAMPLE_ID), 'publisher-left')
  const folder = broadcastFolder(root.path, SAMPLE_ID)
  await writeFile(join(folder, 'export-720p.mp4.part'), 'half')
  await writeFile(join(folder, 'export-360p.mp4'), 'whole')
  expect((await loadStoredBytes(root.path, log)).total).toBe(end.bytes + 5)
  expect((await readdir(folder)).filter((name) => name.startsWith('export'))).toEqual(['export-360p.mp4'])
})

it('gives the room of a leftover back when the guard asks for it', async () => {
  await using root = await temporaryFolder()
  const stored = new StoredBytes()
  const { finisher } = startFinisher(root.path, stored)
  await finisher.finish(SAMPLE_ID, startRecorder(root.path, SAMPLE_ID, { isRecorded: false }), 'publisher-left')
  for (const leftover of finisher.leftovers()) leftover.drop()
  await vi.waitUntil(() => stored.total === 0, { interval: 5 })
  expect(await readdir(root.path)).toEqual([])
})

it('deletes what is marked or has expired, and nothing that is live', async () => {
  await using root = await temporaryFolder()
  const stored = new StoredBytes()
  const { finisher } = startFinisher(root.path, stored)
  const ids = ['marked000000', 'expired00000', 'live00000000']
  for (const id of ids) await finisher.finish(id, startRecorder(root.path, id), 'publisher-left')
  const marked = new Set(['marked000000', 'live00000000'])
  const deleted: string[] = []
  const shared = { isLive: (id: string) => id === 'live00000000', log, intervalMs: 5 }
  await using _retention = runRetention({
    queue: { expired: async () => ['expired00000', 'live00000000'], mark: async (id) => marked.add(id) },
    ...shared,
  })
  await using _deletions = runDeletions({
    queue: {
      list: async () => [...marked].filter((id) => !deleted.includes(id)),
      deleted: async (id) => void deleted.push(id),
    },
    ...{ root: root.path, stored, forget() {}, ...shared },
  })
  await vi.waitUntil(() => deleted.length === 2, { interval: 5 })
  expect(deleted.toSorted()).toEqual(['expired00000', 'marked000000'])
  expect(await readdir(root.path)).toEqual(['live00000000'])
})
