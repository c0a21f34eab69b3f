/** `shoal calibrate`: measures again how much this machine encodes, and says so in rungs. */

import { Command } from 'commander'
import { loadConfig } from '../../apps/ingest/src/config.ts'
import { recalibrate } from '../../apps/ingest/src/transcode/calibration.ts'
import { probeVideoEncoder } from '../../apps/ingest/src/transcode/probe-video-encoder.ts'
import { requireFfmpeg, systemSources } from '../ffmpeg/find-ffmpeg.ts'
import { requireWritableFolder } from '../preflight/data-folder.ts'
import { loadSettings } from '../settings.ts'
import { describeEncoding } from './describe-encoding.ts'
import { verb } from './verb.ts'

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('Measures how much this machine encodes, which decides how many qualities a broadcast has. Takes 3 s.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nBest while nothing is live.\n\nExample:\n  npm run shoal -- calibrate')
    .action(verb(measure))
}

async function measure({ json }: { json?: boolean }): Promise<void> {
  const { dataFolder, ffmpeg } = loadSettings(process.env)
  const { encoder: wanted, encoderPixelsPerSecond: fixed } = loadConfig(process.env)
  await requireWritableFolder(dataFolder)
  const ffmpegPath = await requireFfmpeg(systemSources(ffmpeg), () => undefined)
  const { encoder, notice } = await probeVideoEncoder(ffmpegPath, wanted)
  const { calibration, origin } = await recalibrate({ ffmpegPath, encoder, dataFolder })
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...calibration, notice })}\n`)
    return
  }
  const lines = [
    ...(notice ? [`Notice: ${notice}.`] : []),
    `${describeEncoding(calibration)}.`,
    ...(origin === 'not-kept' ? ['It could not be kept: the data folder takes no file.'] : []),
    fixed ? `SHOAL_ENCODER_PIXELS_PER_SECOND is ${fixed}, and counts instead.` : 'It counts from the next start on.',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
