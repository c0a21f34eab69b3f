import { expect, it } from 'vitest'
import { buildFfmpegArguments } from './ffmpeg-arguments.ts'
import type { LadderPlan } from './ladder.ts'
import { ENCODER_NAMES, videoEncoder } from './video-encoder.ts'

const uploadUrl = 'http://127.0.0.1:4000/secret'
const copied = { width: 1280, height: 720, frameRate: 60, bitrateKbps: 3000, isCopy: true }
const encoded = { width: 640, height: 360, frameRate: 30, bitrateKbps: 800, isCopy: false }
const plan: LadderPlan = {
  rungs: [
    { name: '720p', video: copied },
    { name: '360p', video: encoded },
    { name: 'audio', video: null },
  ],
  ...{ audio: { kbps: 160, isCopy: true }, keyFrames: 'source', encodedPixelsPerSecond: 6_912_000 },
}

function build(changes: Partial<LadderPlan> = {}, name: (typeof ENCODER_NAMES)[number] = 'x264'): string[] {
  const encoder = videoEncoder(name)
  return buildFfmpegArguments({
    plan: { ...plan, ...changes },
    segmentSeconds: 2,
    uploadUrl,
    encoder,
    inputFormat: 'flv',
  })
}

/** The values that follow an option, in order. */
const valuesOf = (args: string[], option: string) => args.filter((_, i) => args[i - 1] === option)

it('reads a pipe and writes to this machine, by protocols that are named', () => {
  const args = build()
  expect(valuesOf(args, '-i')).toEqual(['pipe:0'])
  expect(args.filter((arg) => arg.includes('://'))).toEqual(
    ['720p', '360p', 'audio', 'pictures'].map((track) => `${uploadUrl}/${track}`),
  )
  expect(valuesOf(args, '-protocol_whitelist')).toEqual(['pipe', ...Array.from({ length: 4 }, () => 'http,tcp')])
})

it('takes key frames from the source beside a copied rung, and from the clock otherwise', () => {
  expect(valuesOf(build(), '-force_key_frames')).toEqual(['source'])
  const alone = build({ rungs: [{ name: '360p', video: encoded }], audio: null, keyFrames: 'interval' })
  expect(valuesOf(alone, '-force_key_frames')).toEqual([
    'expr:isnan(prev_forced_t)+gt(floor((t+0.002)/2),floor((prev_forced_t+0.002)/2))',
  ])
  expect(valuesOf(build(), '-filter_complex')[0]).toContain("select='key+")
  expect(valuesOf(alone, '-filter_complex')[0]).not.toContain('key')
})

it('decodes key frames alone when nothing is encoded, and nothing at all for sound', () => {
  const passed = build({ rungs: [{ name: '720p', video: copied }] })
  expect(valuesOf(passed, '-skip_frame')).toEqual(['nokey'])
  expect(valuesOf(build(), '-skip_frame')).toEqual([])
  const sound = build({ rungs: [{ name: 'audio', video: null }] })
  expect(sound).not.toContain('-filter_complex')
  expect(sound).not.toContain('mpjpeg')
})

it('lets sound out frame by frame where no picture is later than that', () => {
  expect(valuesOf(build(), '-frag_duration')).toEqual(['100000'])
  expect(valuesOf(build({ rungs: [{ name: '720p', video: copied }] }), '-frag_duration')).toEqual(['1'])
  expect(valuesOf(build({ rungs: [{ name: 'audio', video: null }] }), '-frag_duration')).toEqual(['1'])
})

it.each([...ENCODER_NAMES])('opens the device of %s before the input, and ends each chain with its format', (name) => {
  const { deviceArguments, filterTail } = videoEncoder(name)
  const args = build({}, name)
  const [device] = deviceArguments
  if (device) expect(args.indexOf(device)).toBeLessThan(args.indexOf('-i'))
  expect(valuesOf(args, '-filter_complex')[0]).toContain(`,${filterTail}[v0]`)
  expect(valuesOf(args, '-c:v')).toEqual(['copy', name === 'x264' ? 'libx264' : `h264_${name}`, 'mjpeg'])
  expect(valuesOf(args, '-b:v')).toEqual(['800k'])
})
