/** Silence that a real decoder takes as such, in every number of channels. */

import { expect, it } from 'vitest'
import { outputOf } from '../testing/test-run.ts'
import { readAudioConfig } from './audio-config.ts'
import { FragmentReader } from './fragment-reader.ts'
import { buildFragment } from './fragment-writer.ts'
import { buildInit } from './init.ts'
import { silentTrackInit, soundFormatOf } from './silence.ts'
import type { TrackInit } from './track-init.ts'

const LAYOUTS = ['mono', 'stereo', '3.0', '4.0', '5.0', '5.1']

async function encodeTrack(layout: string): Promise<TrackInit> {
  const inits: TrackInit[] = []
  const encoder = [
    '-f',
    'lavfi',
    '-i',
    'sine=r=48000',
    '-t',
    '0.2',
    '-af',
    `aformat=channel_layouts=${layout}`,
    '-c:a',
    'aac',
  ]
  const format = ['-f', 'mp4', '-movflags', '+frag_keyframe+empty_moov+default_base_moof', 'pipe:1']
  new FragmentReader('audio', { onInit: (init) => inits.push(init), onFragment: () => {} }).push(
    await outputOf([...encoder, ...format]),
  )
  const [init] = inits
  if (!init) throw new Error('no init segment')
  return init
}

/** Ten silent frames, as samples of 16 bits. */
function decodeSilence(init: TrackInit): Promise<Buffer> {
  const { frameTicks, silentFrame } = soundFormatOf(init)
  const sample = { duration: frameTicks, size: silentFrame.length, flags: 0x02000000, compositionOffset: 0 }
  const samples = Array.from({ length: 10 }, () => sample)
  const media = samples.map(() => silentFrame)
  const fragment = { trackId: 2, sequenceNumber: 1, decodeTime: 0, samples, media, bytes: 10 * silentFrame.length }
  const input = Buffer.concat([buildInit([init]), ...buildFragment(fragment)])
  return outputOf(['-xerror', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'], { input })
}

it.each(LAYOUTS)('is silent in %s', async (layout) => {
  const channels = 1 + LAYOUTS.indexOf(layout)
  const init = await encodeTrack(layout)
  expect(readAudioConfig(init.trak)).toMatchObject({ objectType: 2, sampleRate: 48_000, channels })
  expect(await decodeSilence(init)).toEqual(Buffer.alloc(10 * 1024 * 2 * channels))
})

it('is silent in a track that is made for it', async () => {
  expect(await decodeSilence(silentTrackInit())).toEqual(Buffer.alloc(10 * 1024 * 2 * 2))
})
