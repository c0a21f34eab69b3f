/** The doctor on ffmpeg: whether there is one that will do, and which encoders in hardware it knows. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findFfmpeg, systemSources } from '../ffmpeg/find-ffmpeg.ts'
import type { Settings } from '../settings.ts'
import type { Check } from './check.ts'

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

/** Listed is not working: the graphics card and its driver decide that when they are used. */
export async function checkHardwareEncoders({ ffmpeg }: Settings): Promise<Check> {
  const name = 'hardware'
  const verdict = await findFfmpeg(systemSources(ffmpeg))
  if (verdict?.kind !== 'usable') return { name, state: 'ok', found: 'not looked at: there is no ffmpeg to ask' }
  const { stdout } = await promisify(execFile)(verdict.path, ['-hide_banner', '-encoders'])
  const listed = ['nvenc', 'vaapi', 'qsv', 'videotoolbox'].filter((family) => stdout.includes(`h264_${family}`))
  const found = listed.length > 0 ? `ffmpeg knows ${listed.join(', ')}` : 'ffmpeg knows no encoder in hardware'
  return { name, state: 'ok', found: `${found}; Shoal encodes with libx264` }
}
