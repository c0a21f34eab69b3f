import { expect, it } from 'vitest'
import { ladderLimits, planLadder } from './ladder.ts'
import type { Source } from './source.ts'

const small = ladderLimits(2)
const audio: Source['audio'] = { codec: 'AAC' }

function video(width: number, height: number, frameRate = 30, bitrateKbps: number | null = null): Source {
  return { video: { width, height, frameRate, bitrateKbps }, audio }
}

function sizes(source: Source, limits = small): string[] {
  return planLadder(source, limits).rungs.map(({ name, video }) => `${name} ${video?.width}x${video?.height}`)
}

it.each([
  ['1080p on two cores', video(1920, 1080), ['720p 1280x720', '480p 854x480', '360p 640x360']],
  ['720p', video(1280, 720), ['720p 1280x720', '480p 854x480', '360p 640x360']],
  ['portrait', video(720, 1280), ['720p 720x1280', '480p 480x854', '360p 360x640']],
  ['a small picture', video(426, 240), ['240p 426x240']],
  ['a tiny picture', video(64, 48), ['48p 64x48']],
  ['odd sides', video(641, 361), ['361p 640x360', '240p 426x240']],
  ['a strip', video(1920, 100), ['100p 1920x100']],
])('plans %s', (_, source, rungs) => {
  expect(sizes(source)).toEqual(rungs)
})

it('gives a machine with four cores 1080 lines', () => {
  expect(sizes(video(1920, 1080), ladderLimits(4))[0]).toBe('1080p 1920x1080')
})

it.each([
  [video(1920, 1080, 60, 6000)],
  [video(1280, 720, 30, 800)],
  [video(1279, 719, 24, 3000)],
  [video(333, 777, 30, 400)],
  [video(640, 360, 30, 10)],
])('never upscales %o, never gives it more bits than it has, and keeps sides even', (source) => {
  const { rungs } = planLadder(source, ladderLimits(8))
  const short = (size: { width: number; height: number } | null) => Math.min(size?.width ?? 0, size?.height ?? 0)
  for (const [i, { video: rung }] of rungs.entries()) {
    expect(rung?.width).toBeLessThanOrEqual(source.video?.width ?? 0)
    expect(rung?.height).toBeLessThanOrEqual(source.video?.height ?? 0)
    expect([(rung?.width ?? 1) % 2, (rung?.height ?? 1) % 2]).toEqual([0, 0])
    expect(short(rung)).toBeGreaterThanOrEqual(short(rungs[i + 1]?.video ?? null))
  }
  expect(new Set(rungs.map(({ name }) => name)).size).toBe(rungs.length)
})

it('stays under an announced bit rate and steps down from it', () => {
  const { rungs } = planLadder(video(1280, 720, 30, 1500), small)
  expect(rungs.map(({ video: rung }) => rung?.bitrateKbps)).toEqual([1500, 900, 540])
})

it('makes one rung of sound alone', () => {
  expect(planLadder({ video: null, audio }, small)).toEqual({
    rungs: [{ name: 'audio', video: null, audioKbps: 128 }],
    frameRate: null,
  })
})

it('makes rungs without sound of a silent source', () => {
  const silent = { ...video(640, 360), audio: null }
  expect(planLadder(silent, small).rungs.every(({ audioKbps }) => audioKbps === null)).toBe(true)
})

it.each([
  [60, 30],
  [50, 25],
  [59.94, 29.97],
  [30, 30],
  [25, 25],
  [23.976, 23.976],
  [120, 30],
  [1, 1],
])('plays %d frames a second as %d', (sourceRate, rate) => {
  expect(planLadder(video(1280, 720, sourceRate), small).frameRate).toBeCloseTo(rate, 3)
})
