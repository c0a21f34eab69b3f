/** Finds out at the start what this machine can encode and decode, and how much of it. */

import type { Logger } from 'pino'
import { loadOrCalibrate } from './calibration.ts'
import { EncodeBudget } from './encode-budget.ts'
import { type FfmpegDecodes, loadFfmpegDecodes } from './ffmpeg-decodes.ts'
import { probeVideoEncoder } from './probe-video-encoder.ts'
import type { VideoEncoder, WantedEncoder } from './video-encoder.ts'

export type Encoding = {
  ffmpegPath: string
  videoEncoder: VideoEncoder
  /** Why it is not the one that was asked for. */
  encoderNotice: string | null
  ffmpegDecodes: FfmpegDecodes
  budget: EncodeBudget
}

/** Takes three seconds at the first start on a machine. @throws CalibrationError */
export async function startEncoding(options: {
  ffmpegPath: string
  encoder: WantedEncoder
  encoderPixelsPerSecond: number | undefined
  dataFolder: string
  log: Logger
}): Promise<Encoding> {
  const { ffmpegPath, dataFolder, log } = options
  const { encoder: videoEncoder, notice } = await probeVideoEncoder(ffmpegPath, options.encoder)
  if (notice !== null) log.warn({ notice }, 'another encoder than asked for')
  const ffmpegDecodes = await loadFfmpegDecodes(ffmpegPath)
  const pixelsPerSecond =
    options.encoderPixelsPerSecond ?? (await measure({ ffmpegPath, encoder: videoEncoder, dataFolder }, log))
  return { ffmpegPath, videoEncoder, encoderNotice: notice, ffmpegDecodes, budget: new EncodeBudget(pixelsPerSecond) }
}

async function measure(options: Parameters<typeof loadOrCalibrate>[0], log: Logger): Promise<number> {
  const { calibration, origin } = await loadOrCalibrate(options)
  const { pixelsPerSecond, encoder } = calibration
  if (origin !== 'kept') log.info({ pixelsPerSecond, encoder }, 'measured what this machine encodes')
  if (origin === 'not-kept') log.warn('the measurement could not be kept in the data folder')
  return pixelsPerSecond
}
