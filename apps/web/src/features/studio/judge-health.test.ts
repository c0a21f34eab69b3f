import { expect, it } from 'vitest'
import { type HealthSample, keepSamples, type MeasuredHealth, recentlyDropped } from './health-samples.ts'
import { judgeHealth } from './judge-health.ts'

const NOW = 1_000_000
const healthy: MeasuredHealth = {
  atMs: NOW,
  publishingSinceMs: NOW - 60_000,
  ...{ bitrateKbps: 4500, frameRate: 30, keyFrameSeconds: 2, segmentSeconds: 2 },
  droppedFrames: { source: 0, encoder: 0 },
  ...{ encoderSpeed: 1, encoderLagSeconds: 0.2, encoderRestarts: 0, rungs: [] },
  source: {
    video: { codec: 'H.264', width: 1920, height: 1080, frameRate: 30, bitrateKbps: 4400, hasBFrames: false },
    audio: { codec: 'AAC', bitrateKbps: 160, sampleRate: 48_000, channels: 2 },
  },
  hasAudio: true,
}
const judge = (change: Partial<MeasuredHealth>, samples: readonly HealthSample[] = []) =>
  judgeHealth({ ...healthy, ...change }, samples, NOW)
const advised = (change: Partial<MeasuredHealth>, samples: readonly HealthSample[] = []) =>
  judge(change, samples).advice.map(({ kind }) => kind)

/** One each two seconds, as ingest measures. */
function minute(of: (index: number) => Partial<MeasuredHealth>): readonly HealthSample[] {
  let samples: readonly HealthSample[] = []
  for (let index = 0; index < 30; index++) {
    samples = keepSamples(samples, { ...healthy, atMs: NOW - (29 - index) * 2000, ...of(index) })
  }
  return samples
}

it('has nothing to say of a broadcast that does well', () => {
  const judgement = judgeHealth(
    healthy,
    minute(() => ({})),
    NOW,
  )
  expect(judgement).toEqual({
    verdict: 'good',
    levels: { bitrate: 'good', frameRate: 'good', keyFrames: 'good', dropped: 'good', encoder: 'good' },
    advice: [],
  })
})

it('asks for key frames as often as segments are long', () => {
  expect(judge({ keyFrameSeconds: 8.3 }).advice).toEqual([
    { kind: 'key-frames-far', level: 'warn', seconds: 8.3, wanted: 2 },
  ])
  expect(judge({ keyFrameSeconds: 2, segmentSeconds: 1 }).advice).toMatchObject([{ wanted: 1 }])
  expect(advised({ keyFrameSeconds: 2.05 })).toEqual([])
  expect(judge({ keyFrameSeconds: null }).levels.keyFrames).toBe('unknown')
})

it.each([
  [300, ['bitrate-low']],
  [2500, []],
  [6000, []],
  [16_000, ['bitrate-high']],
])('says of %i kbit/s for 1080p at 30: %j', (bitrateKbps, kinds) => {
  expect(advised({ bitrateKbps })).toEqual(kinds)
})

it('tells a bit rate that falls and rises from one that is low', () => {
  const samples = minute((index) => ({ bitrateKbps: index % 6 === 5 ? 900 : 4500 }))
  expect(judge({}, samples).advice).toEqual([
    { kind: 'bitrate-unsteady', level: 'warn', lowestKbps: 900, usualKbps: 4500 },
  ])
})

it('counts the pictures that went missing in the last minute, not those of long ago', () => {
  const steady = minute(() => ({ droppedFrames: { source: 5000, encoder: 0 } }))
  expect(advised({}, steady)).toEqual([])
  const some = minute((index) => ({ droppedFrames: { source: index, encoder: 0 } }))
  expect(judge({}, some).advice).toMatchObject([{ kind: 'frames-missing', level: 'warn' }])
  const many = minute((index) => ({ droppedFrames: { source: index * 10, encoder: 0 } }))
  expect(judge({}, many)).toMatchObject({ verdict: 'bad', levels: { dropped: 'bad' } })
})

it('takes what it has when the page was just opened', () => {
  const samples = keepSamples([], { ...healthy, droppedFrames: { source: 180, encoder: 0 } })
  expect(recentlyDropped(samples, 'sourceDropped')).toEqual({ frames: 180, share: 180 / 1980 })
  expect(recentlyDropped([], 'sourceDropped')).toBeNull()
})

it('compares the frame rate with what the encoder announced', () => {
  expect(judge({ frameRate: 24 }).advice).toEqual([{ kind: 'frame-rate-low', level: 'warn', is: 24, wanted: 30 }])
  expect(judge({ frameRate: 12 }).verdict).toBe('bad')
  expect(advised({ frameRate: 29.4 })).toEqual([])
})

it('says when this server’s encoder does not keep up, but not while it works off a burst', () => {
  expect(advised({ encoderSpeed: 0.9, encoderLagSeconds: 2 })).toEqual(['encoder-slow'])
  expect(judge({ encoderSpeed: 0.7, encoderLagSeconds: 6 }).verdict).toBe('bad')
  expect(advised({ encoderSpeed: 0.9, encoderLagSeconds: 0.1 })).toEqual([])
  expect(
    advised(
      {},
      minute((index) => ({ droppedFrames: { source: 0, encoder: index > 20 ? 4 : 0 } })),
    ),
  ).toEqual(['encoder-drops'])
})

it('misses sound and picture once they have had time to come', () => {
  expect(advised({ hasAudio: false })).toEqual(['no-sound'])
  expect(advised({ hasAudio: false, publishingSinceMs: NOW - 4000 })).toEqual([])
  expect(advised({ source: { video: null, audio: null }, frameRate: null })).toEqual(['no-picture'])
})

it('says nothing of what is old, and waits for the first figures', () => {
  expect(judgeHealth(healthy, [], NOW + 60_000).verdict).toBe('silent')
  expect(judgeHealth(null, [], NOW).verdict).toBe('silent')
  expect(judge({ publishingSinceMs: null }).verdict).toBe('silent')
  expect(judge({ bitrateKbps: null, frameRate: null, encoderSpeed: null }).verdict).toBe('measuring')
})

it('keeps five minutes of one publisher, each measurement once', () => {
  let samples = keepSamples([], healthy)
  expect(keepSamples(samples, healthy)).toBe(samples)
  samples = keepSamples(samples, { ...healthy, atMs: NOW + 300_001 })
  expect(samples).toHaveLength(1)
  expect(keepSamples(samples, { ...healthy, atMs: NOW + 400_000, publishingSinceMs: NOW + 390_000 })).toHaveLength(1)
  expect(keepSamples(samples, null)).toEqual([])
})
