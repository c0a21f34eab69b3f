/** Measures how many pixels a second this machine encodes, by doing for a moment what a broadcast does. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProgressReader } from './ffmpeg-progress.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { type VideoEncoder, videoEncoder } from './video-encoder.ts'

export class CalibrationError extends Error {
  override name = 'CalibrationError'
}

/** One rung of 1280x720 and 30 frames a second: what a figure of pixels is told in. */
export const RUNG_720P30_PIXELS = 1280 * 720 * 30

type Sample = { atMs: number; frames: number }

const RUNGS = [
  { width: 1280, height: 720, bitrateKbps: 2500 },
  { width: 640, height: 360, bitrateKbps: 900 },
]
const PIXELS_A_FRAME = RUNGS.reduce((sum, { width, height }) => sum + width * height, 0)
const CLIP_TIMEOUT_MS = 30_000
/** By the clock, from ffmpeg's first frames. */
const MEASURED_MS = 2000
/** A machine that does much else when it starts may have to wait for those. */
const FIRST_FRAMES_TIMEOUT_MS = 30_000
/** Long enough that frames that wait for each other come and go. */
const STRETCH_MS = 700

/**
 * Pixels a second of encoded output, all rungs together, with the decoding and scaling that they need. Takes 3 s.
 * @throws CalibrationError when this ffmpeg can't encode.
 */
export async function calibrate(ffmpegPath: string, encoder: VideoEncoder): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-calibration-'))
  try {
    const clip = join(folder, 'clip.mp4')
    const made = await runFfmpeg(ffmpegPath, clipArguments(clip), { timeoutMs: CLIP_TIMEOUT_MS })
    if (made.kind === 'failed') throw new CalibrationError(`ffmpeg cannot encode a test picture: ${made.reason}`)
    return pixelsPerSecond(await sampleFrames(ffmpegPath, encodeArguments(clip, encoder)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The best stretch counts: whatever else runs while a server starts is no part of the figure. */
export function pixelsPerSecond(samples: readonly Sample[]): number {
  const rates = samples.flatMap((from) => {
    const to = samples.find(({ atMs }) => atMs - from.atMs >= STRETCH_MS)
    return to ? [(to.frames - from.frames) / (to.atMs - from.atMs)] : []
  })
  const best = Math.max(0, ...rates)
  if (best === 0) throw new CalibrationError('ffmpeg encoded nothing that could be measured')
  return Math.round(best * 1000 * PIXELS_A_FRAME)
}

async function sampleFrames(ffmpegPath: string, args: string[]): Promise<Sample[]> {
  const samples: Sample[] = [{ atMs: performance.now(), frames: 0 }]
  const child = spawn(ffmpegPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const closed = once(child, 'close').catch((cause: unknown) => {
    throw new CalibrationError('ffmpeg does not run', { cause })
  })
  const end = () => child.kill('SIGKILL')
  let ended = setTimeout(end, FIRST_FRAMES_TIMEOUT_MS)
  let isMeasuring = false
  const read = createProgressReader(({ frames }) => {
    if (frames === null) return
    samples.push({ atMs: performance.now(), frames })
    if (frames === 0 || isMeasuring) return
    isMeasuring = true
    clearTimeout(ended)
    ended = setTimeout(end, MEASURED_MS)
  })
  child.stdout.setEncoding('utf8').on('data', read)
  try {
    await closed
  } finally {
    clearTimeout(ended)
  }
  return samples
}

/** Moves everywhere and is as noisy as a camera: a still test picture would flatter the machine. */
function clipArguments(clip: string): string[] {
  return [
    ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30,noise=alls=10:allf=t', '-t', '1'],
    ...[...videoEncoder('x264').rungArguments({ bitrateKbps: 5000 }), '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    clip,
  ]
}

function encodeArguments(clip: string, encoder: VideoEncoder): string[] {
  const names = RUNGS.map((_, i) => `[s${i}]`).join('')
  const scales = RUNGS.map(
    ({ width, height }, i) => `[s${i}]scale=${width}:${height},setsar=1,${encoder.filterTail}[v${i}]`,
  )
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'error', '-progress', 'pipe:1', '-stats_period', '0.1'],
    // It goes round until it is stopped.
    ...[...encoder.deviceArguments, '-stream_loop', '-1', '-i', clip],
    ...['-filter_complex', [`[0:v:0]split=${RUNGS.length}${names}`, ...scales].join(';')],
    ...RUNGS.flatMap((rung, i) => ['-map', `[v${i}]`, ...encoder.rungArguments(rung), '-f', 'null', '-']),
  ]
}
