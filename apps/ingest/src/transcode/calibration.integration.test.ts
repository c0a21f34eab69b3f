import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CalibrationError, calibrate, pixelsPerSecond } from './calibrate.ts'
import { loadCalibration, loadOrCalibrate } from './calibration.ts'
import { probeVideoEncoder } from './probe-video-encoder.ts'
import { videoEncoder, WANTED_ENCODERS } from './video-encoder.ts'

const encoder = videoEncoder('x264')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-calibration-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

const load = (dataFolder = folder, ffmpegPath = 'ffmpeg') => loadOrCalibrate({ ffmpegPath, encoder, dataFolder })

it('measures once, and keeps the figure while the machine stays as it is', async () => {
  const first = await load()
  expect(first.origin).toBe('measured')
  expect(first.calibration.pixelsPerSecond).toBeGreaterThan(1_000_000)
  expect(await load()).toEqual({ calibration: first.calibration, origin: 'kept' })
})

it.each([
  ['is broken', () => '{"pixelsPerSecond": -1'],
  ['is of another ffmpeg', (text: string) => text.replace('ffmpeg version', 'ffmpeg version 3')],
  ['is of another processor', (text: string) => text.replace(/"cpu": "/, '"cpu": "old ')],
  ['is of another encoder', (text: string) => text.replace('"x264"', '"nvenc"')],
])('measures again when the figure %s', async (_, spoil) => {
  const path = join(folder, 'calibration.json')
  await load()
  await writeFile(path, spoil(await readFile(path, 'utf8')))
  expect((await load()).origin).toBe('measured')
  expect(await loadCalibration(folder)).not.toBeNull()
})

it('waits for the first frames of an ffmpeg that a busy machine lets wait', async () => {
  const slow = join(folder, 'slow-ffmpeg')
  await writeFile(slow, '#!/bin/sh\ncase "$*" in *-stream_loop*) sleep 3;; esac\nexec ffmpeg "$@"\n')
  await chmod(slow, 0o755)
  expect(await calibrate(slow, encoder)).toBeGreaterThan(1_000_000)
})

it('goes on without a file where none can be written', async () => {
  expect((await load(join(folder, 'nowhere'))).origin).toBe('not-kept')
})

it('says when there is no ffmpeg, or one that encodes nothing', async () => {
  await expect(load(folder, join(folder, 'no-ffmpeg'))).rejects.toThrow(CalibrationError)
  const broken = join(folder, 'ffmpeg')
  await writeFile(broken, '#!/bin/sh\ncase "$*" in *-version*) echo "ffmpeg version 9";; *) exit 1;; esac\n')
  await chmod(broken, 0o755)
  await expect(load(folder, broken)).rejects.toThrow('ffmpeg cannot encode a test picture')
})

it('counts the best stretch, so that a busy moment does not count for ever', () => {
  const steps = [0, 1, 2, 3, 14, 24, 34, 44, 54, 64, 74, 84, 85, 86]
  const samples = steps.map((frames, i) => ({ atMs: i * 100, frames }))
  const pixels = 1280 * 720 + 640 * 360
  expect(pixelsPerSecond(samples)).toBeGreaterThanOrEqual(100 * pixels)
  expect(pixelsPerSecond(samples)).toBeLessThan(110 * pixels)
  expect(() => pixelsPerSecond(samples.slice(0, 3))).toThrow(CalibrationError)
})

it.each([...WANTED_ENCODERS])('has an encoder that works when %s is wanted', async (wanted) => {
  const { encoder: found, notice } = await probeVideoEncoder('ffmpeg', wanted)
  const isKept = wanted === 'auto' || found.name === wanted
  expect(isKept ? notice : found.name).toBe(isKept ? null : 'x264')
  if (!isKept) expect(notice).toMatch(new RegExp(`^the encoder ${wanted} does not work on this machine \\(.+\\): x264`))
})
