/** The doctor on ffmpeg: whether there is one that will do, whether the wanted encoder works, and what it manages. */

import { environmentSchema } from '../../apps/ingest/src/config.ts'
import { loadCalibration } from '../../apps/ingest/src/transcode/calibration.ts'
import { probeVideoEncoder } from '../../apps/ingest/src/transcode/probe-video-encoder.ts'
import { findFfmpeg, systemSources } from '../ffmpeg/find-ffmpeg.ts'
import type { Settings } from '../settings.ts'
import type { Check } from './check.ts'
import { describeEncoding } from './describe-encoding.ts'

const ADVICE =
  'install ffmpeg 5 or newer with libx264 and aac (Debian: apt-get install ffmpeg), or set SHOAL_FFMPEG to its path'

export async function checkFfmpeg({ ffmpeg }: Settings): Promise<Check[]> {
  const verdict = await findFfmpeg(systemSources(ffmpeg))
  const name = 'ffmpeg'
  if (!verdict) {
    // `npm start` may be able to install it; the doctor only looks
    return [
      { name, state: 'fail', found: 'not found on PATH', advice: `${ADVICE}; npm start installs it where it may` },
    ]
  }
  switch (verdict.kind) {
    case 'usable':
      return [
        { name, state: 'ok', found: `${verdict.version} at ${verdict.path}` },
        { name: 'encoders', state: 'ok', found: 'libx264, aac' },
      ]
    case 'lacking':
      return [{ name, state: 'fail', found: `${verdict.path} lacks ${verdict.parts.join(', ')}`, advice: ADVICE }]
    case 'not-runnable':
      return [{ name, state: 'fail', found: `${verdict.path} does not run`, advice: ADVICE }]
  }
}

/** Listed is not working: each is tried, as ingest does at its start. */
export async function checkEncoder({ ffmpeg }: Settings): Promise<Check> {
  const name = 'encoder'
  const verdict = await findFfmpeg(systemSources(ffmpeg))
  if (verdict?.kind !== 'usable') return { name, state: 'ok', found: 'not looked at: there is no ffmpeg to ask' }
  const wanted = environmentSchema.shape.SHOAL_ENCODER.safeParse(process.env.SHOAL_ENCODER)
  if (!wanted.success) {
    return { name, state: 'fail', found: 'SHOAL_ENCODER names none', advice: 'set it to x264, or leave it out' }
  }
  const { encoder, notice } = await probeVideoEncoder(verdict.path, wanted.data)
  if (!notice) return { name, state: 'ok', found: `${encoder.name} encodes` }
  return { name, state: 'warn', found: notice, advice: 'set SHOAL_ENCODER to auto or x264, or look at the driver' }
}

/** What the machine was measured to encode, where it was. */
export async function checkCalibration({ dataFolder }: Settings): Promise<Check> {
  const name = 'calibration'
  const calibration = await loadCalibration(dataFolder)
  if (calibration) return { name, state: 'ok', found: describeEncoding(calibration) }
  return { name, state: 'ok', found: 'not yet: the first start measures it' }
}
