import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { readJournal } from './journal.ts'
import { readSummary } from './journal-summary.ts'
import { makeStoryboard, StoryboardError } from './make-storyboard.ts'
import { Recorder } from './recorder.ts'
import { sampleEpoch, sampleFacts, sampleSegment, temporaryFolder } from './testing/sample-broadcast.ts'

const run = promisify(execFile)
const log = pino({ level: 'silent' })
const events = { onStored() {}, onPaused() {}, onResumed() {} }

async function drawPicture(colour: string, size: string): Promise<Buffer> {
  const input = ['-f', 'lavfi', '-i', `color=${colour}:size=${size}`, '-frames:v', '1']
  const { stdout } = await run('ffmpeg', ['-v', 'error', ...input, '-c:v', 'mjpeg', '-f', 'image2pipe', '-'], {
    encoding: 'buffer',
  })
  return stdout
}

/** The colour of one pixel as `rrggbb`. */
async function pixelAt(file: string, x: number, y: number): Promise<string> {
  const args = ['-v', 'error', '-i', file, '-vf', `crop=1:1:${x}:${y}:exact=1,format=rgb24`, '-f', 'rawvideo', '-']
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer' })
  return stdout.toString('hex')
}

it('shows each picture in its place, whatever size it had, at the time that a player shows', async () => {
  await using folder = await temporaryFolder()
  const recorder = new Recorder({ folder: folder.path, facts: sampleFacts(), events, log })
  recorder.startEpoch(sampleEpoch())
  // Twenty seconds, half a minute of nothing, and forty seconds.
  for (const number of [...Array(10).keys(), ...Array.from({ length: 20 }, (_, i) => 25 + i)]) {
    const { segment, parts } = sampleSegment(number)
    recorder.add(segment, parts)
  }
  const [red, blue] = [await drawPicture('red', '640x360'), await drawPicture('blue', '360x640')]
  for (let second = 10; second < 100; second += 2) recorder.addPicture(second * 1000, second < 60 ? red : blue)
  const end = await recorder.end('publisher-left')
  const journal = await readJournal(folder.path)
  if (!journal) throw new Error('no journal')

  const storyboard = await makeStoryboard(folder.path, journal, { ffmpegPath: 'ffmpeg' })
  expect(storyboard?.sheets).toBe(2)
  const vtt = await readFile(join(folder.path, 'storyboard.vtt'), 'utf8')
  expect(vtt.startsWith('WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nstoryboard-1.jpg#xywh=0,0,160,90\n\n')).toBe(true)
  expect(vtt).toContain('00:00:20.000 --> 00:00:22.000\nstoryboard-1.jpg#xywh=0,180,160,90\n')
  expect(vtt.trimEnd().endsWith('00:00:58.000 --> 00:01:00.000\nstoryboard-2.jpg#xywh=640,0,160,90')).toBe(true)

  const sheet = join(folder.path, 'storyboard-1.jpg')
  expect(await pixelAt(sheet, 5, 5)).toMatch(/^f[b-f]0[0-4]0[0-4]$/)
  expect(await pixelAt(sheet, 80, 225)).toMatch(/^0[0-4]0[0-4]f[b-f]$/)
  expect(await pixelAt(sheet, 5, 225)).toMatch(/^(0[0-4]){3}$/)
  const sheets = await Promise.all([1, 2].map((n) => stat(join(folder.path, `storyboard-${n}.jpg`))))
  expect(storyboard?.bytes).toBe(vtt.length + sheets.reduce((sum, { size }) => sum + size, 0))
  expect((await readSummary(folder.path))?.bytes).toBe(end.bytes + (storyboard?.bytes ?? 0))
})

it('makes none without pictures, and says so when ffmpeg fails', async () => {
  await using folder = await temporaryFolder()
  const recorder = new Recorder({ folder: folder.path, facts: sampleFacts(), events, log })
  const { segment, parts } = sampleSegment(0)
  recorder.add(segment, parts)
  await recorder[Symbol.asyncDispose]()
  const journal = await readJournal(folder.path)
  if (!journal) throw new Error('no journal')
  expect(await makeStoryboard(folder.path, journal, { ffmpegPath: 'ffmpeg' })).toBeNull()
  journal.pictures.push({ mediaMs: 10_000, bytes: 3 })
  for (const ffmpegPath of ['ffmpeg', '/nowhere/ffmpeg']) {
    await expect(makeStoryboard(folder.path, journal, { ffmpegPath })).rejects.toBeInstanceOf(StoryboardError)
  }
})
