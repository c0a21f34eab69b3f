import { mkdir, writeFile } from 'node:fs/promises'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { broadcastFolder, journalPath } from './broadcast-folder.ts'
import { Library, type OpenedRecording } from './library.ts'
import { Recorder } from './recorder.ts'
import { deleteBroadcast } from './segment-files.ts'
import { SAMPLE_ID, sampleEpoch, sampleFacts, sampleSegment, temporaryFolder } from './testing/sample-broadcast.ts'

const log = pino({ level: 'silent' })

async function record(root: string, id: string, { hasEnd = true } = {}): Promise<void> {
  const events = { onStored() {}, onPaused() {}, onResumed() {} }
  const facts = { ...sampleFacts(), id }
  const recorder = new Recorder({ folder: broadcastFolder(root, id), facts, events, log })
  recorder.startEpoch(sampleEpoch())
  for (const number of [0, 1, 4]) {
    const { segment, parts } = sampleSegment(number)
    recorder.add(segment, parts)
  }
  recorder.addPicture(10_000, Buffer.from('first'))
  recorder.addPicture(12_000, Buffer.from('second'))
  if (hasEnd) await recorder.end('publisher-left')
  else await recorder[Symbol.asyncDispose]()
}

function openLibrary(root: string, options: { taken?: string[]; mostOpen?: number } = {}) {
  const opened: string[] = []
  const library = new Library({
    root,
    isTaken: (id) => options.taken?.includes(id) ?? false,
    open: (recording): OpenedRecording => {
      opened.push(recording.facts.id)
      return recording
    },
    ...(options.mostOpen ? { mostOpen: options.mostOpen } : {}),
  })
  return { library, opened }
}

it('opens an ended broadcast once, with its timeline and its files', async () => {
  await using root = await temporaryFolder()
  await record(root.path, SAMPLE_ID)
  const { library, opened } = openLibrary(root.path)
  const [found, same] = await Promise.all([library.find(SAMPLE_ID), library.find(SAMPLE_ID)])
  expect(found).toBe(same)
  expect(opened).toEqual([SAMPLE_ID])
  expect(found?.timeline.rewindWindow().map(({ segment }) => segment.number)).toEqual([0, 1, 4])
  expect(found?.timeline.endedAtMs).not.toBeNull()

  const { segment, parts } = sampleSegment(1)
  const part = segment.parts['360p']
  if (!found || !part) throw new Error('not found')
  expect(await found.reader.readSegment(1, '360p', 1, part.hash)).toEqual(parts.get('360p')?.bytes)
  expect(await found.reader.readInit(1, '360p', part.initHash)).toEqual(parts.get('360p')?.init)
  expect(await found.reader.readPicture('poster.jpg')).toEqual(Buffer.from('second'))
  expect(await found.reader.readPicture('storyboard.vtt')).toBeNull()
})

it('reads nothing outside the folder, whatever it is asked for', async () => {
  await using root = await temporaryFolder()
  await record(root.path, SAMPLE_ID)
  const { library } = openLibrary(root.path)
  const reader = (await library.find(SAMPLE_ID))?.reader
  expect(await reader?.readSegment(1, '..', 1, sampleSegment(1).segment.parts['360p']?.hash ?? '')).toBeNull()
  expect(await reader?.readInit(1, '360p', '../../../../../../../passwd')).toBeNull()
  expect(await reader?.readSegment(1.5, '360p', -1, '')).toBeNull()
  for (const id of ['..', '', '../../etc', 'b/../b00000000000', 'x'.repeat(33)])
    expect(await library.find(id)).toBeNull()
})

it('has nothing that is live, that has no end, or that nobody can read', async () => {
  await using root = await temporaryFolder()
  await record(root.path, 'live00000000')
  await record(root.path, 'unended00000', { hasEnd: false })
  const garbled = broadcastFolder(root.path, 'garbled00000')
  await mkdir(garbled)
  await writeFile(journalPath(garbled), '\0\0\0\n{}\n')
  const { library, opened } = openLibrary(root.path, { taken: ['live00000000'] })
  for (const id of ['live00000000', 'unended00000', 'garbled00000', 'missing00000']) {
    expect(await library.find(id)).toBeNull()
  }
  expect(opened).toEqual([])
})

it('keeps the ones asked for last open, and forgets what is deleted', async () => {
  await using root = await temporaryFolder()
  const ids = ['a00000000000', 'b00000000000', 'c00000000000'] as const
  for (const id of ids) await record(root.path, id)
  const { library, opened } = openLibrary(root.path, { mostOpen: 2 })
  for (const id of ['a00000000000', 'b00000000000', 'a00000000000', 'c00000000000', 'a00000000000'])
    await library.find(id)
  expect(opened).toEqual([...ids])
  await library.find('b00000000000')
  expect(opened).toHaveLength(4)

  await deleteBroadcast(root.path, 'a00000000000')
  library.forget('a00000000000')
  expect(await library.find('a00000000000')).toBeNull()
})
