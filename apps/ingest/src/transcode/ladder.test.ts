import { describe, expect, it } from 'vitest'
import { bandwidthOf, type LadderLimits, type LadderPlan, planLadder } from './ladder.ts'
import type { AudioSource, Source, VideoSource } from './source.ts'

const audio: AudioSource = { codec: 'AAC', objectType: 2, sampleRate: 48_000, channels: 2, bitrateKbps: 160 }
const limits: LadderLimits = {
  ...{ shortSide: 1080, frameRate: 30, segmentSeconds: 2, pixelsPerSecond: Number.POSITIVE_INFINITY },
  ...{ rungNames: null, mayCopy: true },
}
const encodeAll = { ...limits, mayCopy: false }
const MEGA = 1_000_000

function source(width: number, height: number, facts: Partial<VideoSource> = {}, sound: AudioSource | null = audio) {
  const video: VideoSource = {
    ...{ width, height, frameRate: 30, bitrateKbps: null, bFrames: false, keyFrameSeconds: null },
    ...{ codec: 'H.264', profile: 100, level: 40, chroma: '4:2:0', bitDepth: 8, isInterlaced: false },
    ...facts,
  }
  return { video, audio: sound }
}

/** Such as `720p 1280x720 copy`. */
function rungs({ rungs }: LadderPlan): string[] {
  return rungs.map(({ name, video }) => {
    return video ? `${name} ${video.width}x${video.height}${video.isCopy ? ' copy' : ''}` : name
  })
}

describe('the source itself', () => {
  it.each<[string, Source]>([
    ['as OBS sends it', source(1280, 720)],
    ['with B-frames', source(1280, 720, { bFrames: true })],
    ['with main profile', source(1280, 720, { profile: 77 })],
    ['with key frames as far apart as a segment', source(1280, 720, { keyFrameSeconds: 2.1 })],
    ['without sound', source(1280, 720, {}, null)],
    ['with 60 frames a second', source(1280, 720, { frameRate: 60 })],
  ])('is the top rung %s', (_, given) => {
    const plan = planLadder(given, limits)
    expect(rungs(plan).slice(0, 2)).toEqual(['720p 1280x720 copy', '480p 854x480'])
    expect(plan.keyFrames).toBe('source')
    expect(plan.rungs[0]?.video?.frameRate).toBe(given.video?.frameRate)
  })

  it.each<[string, Source, Partial<LadderLimits>]>([
    ['H.265', source(1280, 720, { codec: 'H.265', profile: 1 }), {}],
    ['AV1', source(1280, 720, { codec: 'AV1', profile: 0 }), {}],
    ['of 10 bits', source(1280, 720, { bitDepth: 10, profile: 110 }), {}],
    ['in 4:4:4', source(1280, 720, { chroma: '4:4:4', profile: 244 }), {}],
    ['interlaced', source(1280, 720, { isInterlaced: true }), {}],
    ['of a kind that could not be read', source(1280, 720, { profile: null, chroma: null }), {}],
    ['with key frames too far apart', source(1280, 720, { keyFrameSeconds: 2.2 }), {}],
    [
      'with key frames too far apart for short segments',
      source(1280, 720, { keyFrameSeconds: 2 }),
      { segmentSeconds: 1 },
    ],
    ['with MP3', source(1280, 720, {}, { ...audio, codec: 'MP3', objectType: null }), {}],
    ['with HE-AAC', source(1280, 720, {}, { ...audio, objectType: 5 }), {}],
    ['that proved unfit', source(1280, 720), { mayCopy: false }],
  ])('is encoded when it is %s', (_, given, more) => {
    const plan = planLadder(given, { ...limits, ...more })
    expect(rungs(plan)).toEqual(['720p 1280x720', '480p 854x480', '360p 640x360', 'audio'])
    expect(plan.keyFrames).toBe('interval')
    expect(plan.audio).toEqual({ kbps: 128, isCopy: false })
  })

  it('costs nothing, and takes its sound along', () => {
    const plan = planLadder(source(1920, 1080, { bitrateKbps: 6000 }), { ...limits, pixelsPerSecond: 0 })
    expect(plan).toEqual({
      rungs: [
        { name: '1080p', video: { width: 1920, height: 1080, frameRate: 30, bitrateKbps: 6000, isCopy: true } },
        { name: 'audio', video: null },
      ],
      audio: { kbps: 160, isCopy: true },
      keyFrames: 'source',
      encodedPixelsPerSecond: 0,
    })
  })

  it('may be larger than what is encoded', () => {
    const plan = planLadder(source(2560, 1440), { ...limits, shortSide: 720 })
    expect(rungs(plan)).toEqual(['1440p 2560x1440 copy', '720p 1280x720', '480p 854x480', 'audio'])
  })
})

it.each([
  ['1080p', source(1920, 1080), ['1080p 1920x1080', '720p 1280x720', '480p 854x480']],
  ['720p', source(1280, 720), ['720p 1280x720', '480p 854x480', '360p 640x360']],
  ['portrait', source(720, 1280), ['720p 720x1280', '480p 480x854', '360p 360x640']],
  ['a small picture', source(426, 240), ['240p 426x240']],
  ['a tiny picture', source(64, 48), ['48p 64x48']],
  ['odd sides', source(641, 361), ['361p 640x360', '240p 426x240']],
  ['a strip', source(1920, 100), ['100p 1920x100']],
])('encodes %s', (_, given, wanted) => {
  expect(rungs(planLadder(given, encodeAll))).toEqual([...wanted, 'audio'])
})

it.each([
  [source(1920, 1080, { frameRate: 60, bitrateKbps: 6000 })],
  [source(1280, 720, { bitrateKbps: 800 })],
  [source(1279, 719, { frameRate: 24, bitrateKbps: 3000 })],
  [source(333, 777, { bitrateKbps: 400 })],
  [source(640, 360, { bitrateKbps: 10 })],
  [source(2560, 1080, { frameRate: 50 })],
])('never upscales %o, never gives it more frames or bits than it has, and keeps sides even', (given) => {
  for (const mayCopy of [true, false]) {
    const plan = planLadder(given, { ...limits, mayCopy })
    const pictures = plan.rungs.flatMap(({ video }) => video ?? [])
    for (const [i, rung] of pictures.entries()) {
      const above = pictures[i - 1]
      expect(rung.width).toBeLessThanOrEqual(given.video.width)
      expect(rung.height).toBeLessThanOrEqual(given.video.height)
      expect(rung.frameRate).toBeLessThanOrEqual(given.video.frameRate)
      if (!rung.isCopy) expect([rung.width % 2, rung.height % 2]).toEqual([0, 0])
      if (above) expect(Math.min(rung.width, rung.height)).toBeLessThan(Math.min(above.width, above.height))
      if (above) expect(rung.bitrateKbps).toBeLessThan(above.bitrateKbps)
    }
    expect(new Set(plan.rungs.map(({ name }) => name)).size).toBe(plan.rungs.length)
  }
})

describe('what is left of the machine', () => {
  // 1080p30 takes 62.2 megapixels a second, 720p30 27.6, 480p30 12.3, 360p30 6.9, 240p30 3.1
  it.each([
    ['all of it', 110, ['1080p', '720p', '480p']],
    ['less: the top stays while there is something for slow connections', 75, ['1080p', '360p', '240p']],
    ['less than the top takes', 60, ['720p', '480p', '360p']],
    ['a little', 25, ['480p', '360p', '240p']],
    ['one small rung', 4, ['240p']],
    ['nothing: one rung there must be', 0, ['240p']],
  ])('decides what is encoded: %s', (_, megapixels, wanted) => {
    const plan = planLadder(source(1920, 1080), { ...encodeAll, pixelsPerSecond: megapixels * MEGA })
    expect(plan.rungs.map(({ name }) => name)).toEqual([...wanted, 'audio'])
    if (megapixels > 0) expect(plan.encodedPixelsPerSecond).toBeLessThanOrEqual(megapixels * MEGA)
  })

  it.each([
    [50, ['1080p', '720p', '480p']],
    [30, ['1080p', '480p', '360p']],
    [5, ['1080p', '240p']],
    [2, ['1080p']],
  ])('decides what goes beside the source: %d megapixels a second', (megapixels, wanted) => {
    const plan = planLadder(source(1920, 1080), { ...limits, pixelsPerSecond: megapixels * MEGA })
    expect(plan.rungs.map(({ name }) => name)).toEqual([...wanted, 'audio'])
  })

  it('encodes the source when it is smaller than every step', () => {
    const plan = planLadder(source(320, 180), { ...encodeAll, pixelsPerSecond: 0 })
    expect(rungs(plan)).toEqual(['180p 320x180', 'audio'])
  })
})

describe("the channel's choice", () => {
  it.each([
    [
      ['1080p', '240p'],
      ['1080p 1920x1080 copy', '240p 426x240'],
    ],
    [
      ['720p', '480p', '360p', '240p'],
      ['720p 1280x720', '480p 854x480', '360p 640x360', '240p 426x240'],
    ],
    [['480p', '2160p', 'nonsense'], ['480p 854x480']],
    [['2160p'], ['1080p 1920x1080 copy', '720p 1280x720', '480p 854x480']],
    [[], ['1080p 1920x1080 copy', '720p 1280x720', '480p 854x480']],
  ])('of %j', (rungNames, wanted) => {
    expect(rungs(planLadder(source(1920, 1080), { ...limits, rungNames }))).toEqual([...wanted, 'audio'])
  })

  it('is kept as far as the machine goes', () => {
    const chosen = { ...encodeAll, rungNames: ['720p', '480p', '360p'] }
    const names = (pixels: number) =>
      planLadder(source(1920, 1080), { ...chosen, pixelsPerSecond: pixels * MEGA }).rungs.map(({ name }) => name)
    expect(names(35)).toEqual(['720p', '360p', 'audio'])
    expect(names(1)).toEqual(['360p', 'audio'])
  })
})

it('stays under an announced bit rate and steps down from it', () => {
  const { rungs: planned } = planLadder(source(1280, 720, { bitrateKbps: 1500 }), encodeAll)
  expect(planned.flatMap(({ video }) => video?.bitrateKbps ?? [])).toEqual([1500, 900, 540])
})

it.each([
  ['AAC as it is', audio, { kbps: 160, isCopy: true }],
  ['AAC of an unknown rate', { ...audio, bitrateKbps: null }, { kbps: 192, isCopy: true }],
  ['MP3 as AAC', { ...audio, codec: 'MP3' as const, objectType: null }, { kbps: 128, isCopy: false }],
])('makes one rung of sound alone: %s', (_, sound, planned) => {
  expect(planLadder({ video: null, audio: sound }, limits)).toEqual({
    rungs: [{ name: 'audio', video: null }],
    audio: planned,
    keyFrames: 'interval',
    encodedPixelsPerSecond: 0,
  })
})

it('makes rungs without sound of a silent source', () => {
  const plan = planLadder(source(640, 360, {}, null), limits)
  expect(plan.audio).toBeNull()
  expect(plan.rungs.some(({ name }) => name === 'audio')).toBe(false)
})

it.each([
  [60, 30],
  [50, 25],
  [59.94, 29.97],
  [30, 30],
  [25, 25],
  [23.976, 23.976],
  [120, 30],
  [31, 31],
  [1, 1],
])('encodes %d frames a second as %d', (sourceRate, rate) => {
  const plan = planLadder(source(1280, 720, { frameRate: sourceRate }), encodeAll)
  for (const { video } of plan.rungs) if (video) expect(video.frameRate).toBeCloseTo(rate, 3)
})

it('announces a peak above the average, more for segments that end where the source wants', () => {
  const copied = planLadder(source(1280, 720, { bitrateKbps: 3000 }), limits)
  const encoded = planLadder(source(1280, 720, { bitrateKbps: 3000 }), encodeAll)
  const [top, lower] = copied.rungs.map((rung) => bandwidthOf(rung, copied, 2))
  expect(top?.bandwidth).toBeGreaterThanOrEqual(1.5 * (3000 + 160) * 1000)
  expect(lower?.bandwidth).toBeGreaterThan(
    bandwidthOf(encoded.rungs[1] ?? { name: '', video: null }, encoded, 2).bandwidth,
  )
  for (const plan of [copied, encoded]) {
    for (const rung of plan.rungs) {
      const { bandwidth, averageBandwidth } = bandwidthOf(rung, plan, 2)
      expect(bandwidth).toBeGreaterThanOrEqual(averageBandwidth)
    }
  }
})
