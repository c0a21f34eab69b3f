/** Finds out which encoder works here, by encoding: what ffmpeg lists says nothing about the card and its driver. */

import { runFfmpeg } from './run-ffmpeg.ts'
import { type EncoderName, type VideoEncoder, videoEncoder, type WantedEncoder } from './video-encoder.ts'

export type ProbedEncoder = {
  encoder: VideoEncoder
  /** Why it is x264 and not what was asked for, for the operator to read; null when it is what was asked for. */
  notice: string | null
}

const IN_HARDWARE: EncoderName[] = ['nvenc', 'qsv', 'vaapi', 'videotoolbox']
const TIMEOUT_MS = 15_000

export async function probeVideoEncoder(ffmpegPath: string, wanted: WantedEncoder): Promise<ProbedEncoder> {
  const x264 = videoEncoder('x264')
  if (wanted === 'x264') return { encoder: x264, notice: null }
  let reason = 'none was found'
  for (const name of wanted === 'auto' ? IN_HARDWARE : [wanted]) {
    const encoder = videoEncoder(name)
    const failure = await encodeOneSecond(ffmpegPath, encoder)
    if (failure === null) return { encoder, notice: null }
    reason = failure
  }
  if (wanted === 'auto') return { encoder: x264, notice: null }
  return { encoder: x264, notice: `the encoder ${wanted} does not work on this machine (${reason}): x264 encodes` }
}

/** What went wrong, or null. */
async function encodeOneSecond(ffmpegPath: string, encoder: VideoEncoder): Promise<string | null> {
  const outcome = await runFfmpeg(
    ffmpegPath,
    [
      ...encoder.deviceArguments,
      ...['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30', '-t', '1'],
      ...['-vf', `scale=854:480,${encoder.filterTail}`],
      ...[...encoder.rungArguments({ bitrateKbps: 1500 }), '-force_key_frames', 'expr:gte(t,n_forced*0.5)'],
      ...['-f', 'null', '-'],
    ],
    { timeoutMs: TIMEOUT_MS },
  )
  return outcome.kind === 'done' ? null : outcome.reason
}
