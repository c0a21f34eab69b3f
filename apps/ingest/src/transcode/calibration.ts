/** Keeps what the encoder was measured to do, in the data folder, until something that it depends on changes. */

import { readFile, rename, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CalibrationError, calibrate } from './calibrate.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import type { VideoEncoder } from './video-encoder.ts'

const calibrationSchema = z.object({
  pixelsPerSecond: z.number().positive(),
  /** What the figure depends on. */
  encoder: z.string(),
  ffmpeg: z.string(),
  cpu: z.string(),
  measuredAt: z.iso.datetime(),
})
export type Calibration = z.infer<typeof calibrationSchema>

export type CalibrationOptions = { ffmpegPath: string; encoder: VideoEncoder; dataFolder: string }
export type LoadedCalibration = {
  calibration: Calibration
  /** `not-kept`: measured, but the data folder took no file, so it is measured again at the next start. */
  origin: 'kept' | 'measured' | 'not-kept'
}

const FILE = 'calibration.json'
const VERSION_TIMEOUT_MS = 15_000

/** @throws CalibrationError */
export async function loadOrCalibrate(options: CalibrationOptions): Promise<LoadedCalibration> {
  const kept = await loadCalibration(options.dataFolder)
  const current = await machineOf(options)
  const isCurrent = kept?.encoder === current.encoder && kept.ffmpeg === current.ffmpeg && kept.cpu === current.cpu
  return kept && isCurrent ? { calibration: kept, origin: 'kept' } : recalibrate(options)
}

/** @throws CalibrationError */
export async function recalibrate(options: CalibrationOptions): Promise<LoadedCalibration> {
  const { ffmpegPath, encoder, dataFolder } = options
  const machine = await machineOf(options)
  const pixelsPerSecond = await calibrate(ffmpegPath, encoder)
  const calibration = { pixelsPerSecond, ...machine, measuredAt: new Date().toISOString() }
  return { calibration, origin: (await keep(dataFolder, calibration)) ? 'measured' : 'not-kept' }
}

/** `null` when there is none, or none that can be read. */
export async function loadCalibration(dataFolder: string): Promise<Calibration | null> {
  try {
    return calibrationSchema.parse(JSON.parse(await readFile(join(dataFolder, FILE), 'utf8')))
  } catch {
    return null
  }
}

async function machineOf({ ffmpegPath, encoder }: CalibrationOptions) {
  const version = await runFfmpeg(ffmpegPath, ['-version'], { timeoutMs: VERSION_TIMEOUT_MS })
  if (version.kind === 'failed') throw new CalibrationError(`ffmpeg does not run: ${version.reason}`)
  const all = cpus()
  return {
    encoder: encoder.name,
    ffmpeg: version.output.split('\n')[0] ?? '',
    cpu: `${all.length} x ${all[0]?.model.trim() ?? 'unknown'}`,
  }
}

/** Whole or not at all. */
async function keep(dataFolder: string, calibration: Calibration): Promise<boolean> {
  const path = join(dataFolder, FILE)
  const unfinished = `${path}.${process.pid}`
  try {
    await writeFile(unfinished, `${JSON.stringify(calibration, null, 2)}\n`)
    await rename(unfinished, path)
    return true
  } catch {
    return false
  }
}
