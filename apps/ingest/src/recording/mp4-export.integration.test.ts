import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { outputOf } from '../testing/test-run.ts'
import { exportPath } from './export-files.ts'
import { planExport } from './export-plan.ts'
import type { OpenedRecording } from './library.ts'
import { type ExportOptions, exportMp4 } from './mp4-export.ts'
import { RemuxError } from './remux.ts'
import { type RecordedRun, recordRuns } from './testing/recorded-runs.ts'
import { temporaryFolder } from './testing/sample-broadcast.ts'

const probedSchema = z.object({
  format: z.object({ duration: z.coerce.number() }),
  streams: z.array(z.object({ codec_type: z.string(), width: z.int().optional(), start_time: z.coerce.number() })),
  packets: z.array(z.object({ codec_type: z.string(), pts_time: z.coerce.number() })),
})

async function probe(file: string) {
  const args = ['-show_streams', '-show_format', '-show_packets', '-of', 'json', file]
  return probedSchema.parse(JSON.parse((await outputOf(args, { command: 'ffprobe' })).toString()))
}

/** The most that one packet of a track lies after the one before it. */
function largestStep({ packets }: z.infer<typeof probedSchema>, type: string): number {
  const times = packets.filter(({ codec_type }) => codec_type === type).map(({ pts_time }) => pts_time)
  const inOrder = times.toSorted((a, b) => a - b)
  return Math.max(...inOrder.map((time, i) => time - (inOrder[i - 1] ?? time)))
}

/** Sizes of pictures as a decoder sees them, each with how many there are. */
async function decodedSizes(file: string): Promise<Record<string, number>> {
  const args = ['-select_streams', 'v', '-show_entries', 'frame=width,height', '-of', 'csv=p=0', file]
  const lines = (await outputOf(args, { command: 'ffprobe' })).toString().trim().split('\n')
  const sizes: Record<string, number> = {}
  for (const [size] of lines.flatMap((text) => [/^\d+,\d+/.exec(text) ?? []]))
    if (size) sizes[size] = (sizes[size] ?? 0) + 1
  return sizes
}

async function exportRung(recording: OpenedRecording, rung: string, options: Partial<ExportOptions> = {}) {
  const plan = planExport(recording.timeline, rung)
  if (!plan) throw new Error('nothing to export')
  const progress: number[] = []
  const { folder } = recording
  const signal = AbortSignal.timeout(30_000)
  const onProgress = (share: number) => void progress.push(share)
  const bytes = await exportMp4({ folder, rung, plan, ffmpegPath: 'ffmpeg', onProgress, signal, ...options })
  return { plan, progress, bytes, file: exportPath(folder, rung) }
}

const FIRST: RecordedRun = { epoch: 1, startSeconds: 10, seconds: 6 }

it('makes one file over runs and gaps, with no hole in picture or sound', async () => {
  await using root = await temporaryFolder()
  const bFrames = { pictureArguments: ['-g', '30', '-bf', '2'] }
  const recording = await recordRuns(root.path, [
    { ...FIRST, ...bFrames },
    { ...bFrames, epoch: 1, startSeconds: 300, seconds: 5 },
  ])
  const { plan, progress, bytes, file } = await exportRung(recording, 'high')
  expect(plan.groups).toHaveLength(1)
  const probed = await probe(file)
  expect(probed.format.duration).toBeGreaterThan(plan.seconds - 0.05)
  expect(probed.format.duration).toBeLessThan(plan.seconds + 0.25)
  expect(plan.seconds).toBeCloseTo(11, 1)
  expect(largestStep(probed, 'video')).toBeLessThan(0.05)
  expect(largestStep(probed, 'audio')).toBeLessThan(0.05)
  expect(await decodedSizes(file)).toEqual({ '320,180': 330 })
  await outputOf(['-i', file, '-f', 'null', '-'])

  expect(progress.toSorted((a, b) => a - b)).toEqual(progress)
  expect(progress.at(-1)).toBeCloseTo(0.95, 3)
  expect(Math.abs(bytes / plan.bytes - 1)).toBeLessThan(0.1)
  const names = (await readdir(recording.folder)).filter((name) => name.startsWith('export-'))
  expect(names).toEqual(['export-high.mp4'])
})

it('makes one file where the resolution changes, and fills a rung that an epoch lacks', async () => {
  await using root = await temporaryFolder()
  const recording = await recordRuns(root.path, [
    FIRST,
    { epoch: 2, startSeconds: 30, seconds: 4, picture: 'testsrc2=s=240x180:r=30' },
    { epoch: 3, startSeconds: 40, seconds: 4, picture: null },
  ])
  const { plan, file } = await exportRung(recording, 'high')
  expect(plan.groups.map(({ epoch, rung }) => `${epoch} ${rung}`)).toEqual(['1 high', '2 high'])
  const probed = await probe(file)
  expect(await decodedSizes(file)).toEqual({ '320,180': 180, '240,180': 120 })
  expect(largestStep(probed, 'video')).toBeLessThan(0.05)
  expect(largestStep(probed, 'audio')).toBeLessThan(0.08)
  expect(Math.abs(probed.format.duration - plan.seconds)).toBeLessThan(0.25)

  const sound = await exportRung(recording, 'audio')
  expect(Math.abs(sound.plan.seconds - 14)).toBeLessThan(0.1)
  expect((await probe(sound.file)).streams.map(({ codec_type }) => codec_type)).toEqual(['audio'])
})

it('has all of the sound where its kind changes, beside the picture that it belongs to', async () => {
  await using root = await temporaryFolder()
  const recording = await recordRuns(root.path, [
    FIRST,
    { epoch: 2, startSeconds: 30, seconds: 4, sound: 'sine=f=440:r=44100' },
  ])
  const { file } = await exportRung(recording, 'low')
  const probed = await probe(file)
  const endOf = (type: string) => {
    const times = probed.packets.filter(({ codec_type }) => codec_type === type).map(({ pts_time }) => pts_time)
    return Math.max(...times)
  }
  expect(Math.abs(endOf('audio') - endOf('video'))).toBeLessThan(0.1)
  expect(largestStep(probed, 'audio')).toBeLessThan(0.08)
})

it('fails when the file cannot be written, and does not wait for ever', async () => {
  await using root = await temporaryFolder()
  const recording = await recordRuns(root.path, [
    FIRST,
    { epoch: 2, startSeconds: 30, seconds: 4, picture: 'testsrc2=s=240x180:r=30' },
  ])
  await mkdir(`${exportPath(recording.folder, 'high')}.part`)
  await expect(exportRung(recording, 'high')).rejects.toBeInstanceOf(RemuxError)
})

it('can be cancelled, and leaves nothing behind', async () => {
  await using root = await temporaryFolder()
  const recording = await recordRuns(root.path, [FIRST])
  const cancel = new AbortController()
  const cancelled = exportRung(recording, 'high', {
    signal: cancel.signal,
    onProgress: () => cancel.abort(new Error('not wanted any more')),
  })
  await expect(cancelled).rejects.toThrow('not wanted any more')
  expect((await readdir(recording.folder)).filter((name) => name.startsWith('export-'))).toEqual([])
})

it('says what ffmpeg said', async () => {
  await using root = await temporaryFolder()
  const recording = await recordRuns(root.path, [FIRST])
  const failed = exportRung(recording, 'high', { ffmpegPath: join(root.path, 'no-ffmpeg') })
  await expect(failed).rejects.toBeInstanceOf(RemuxError)
  expect(planExport(recording.timeline, '1080p')).toBeNull()
})
