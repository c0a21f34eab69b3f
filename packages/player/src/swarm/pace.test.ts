import { expect, it } from 'vitest'
import { selectPlaybackRate } from './pace.ts'

const near = { latencySeconds: 5, targetSeconds: 8, bufferSeconds: 3, peers: 2, rate: 1 }
const late = { latencySeconds: 9, targetSeconds: 8, bufferSeconds: 6, peers: 2, rate: 1 }

it('plays slower while it is nearer to the edge than peers can follow', () => {
  expect(selectPlaybackRate(near)).toBe(0.93)
})

it('plays at full speed with nobody to wait for', () => {
  expect(selectPlaybackRate({ ...near, peers: 0 })).toBe(1)
})

it('plays at full speed while the latency is not known', () => {
  expect(selectPlaybackRate({ ...near, latencySeconds: 0 })).toBe(1)
})

it('goes on falling back until it is at the target, and does not begin again for a little', () => {
  expect(selectPlaybackRate({ ...near, latencySeconds: 7.5, rate: 0.93 })).toBe(0.93)
  expect(selectPlaybackRate({ ...near, latencySeconds: 7.95, rate: 0.93 })).toBe(1)
  expect(selectPlaybackRate({ ...near, latencySeconds: 7.5 })).toBe(1)
})

it('plays a little faster when it is late, with peers and without', () => {
  expect(selectPlaybackRate(late)).toBe(1.05)
  expect(selectPlaybackRate({ ...late, peers: 0 })).toBe(1.05)
  expect(selectPlaybackRate({ ...late, latencySeconds: 60 })).toBe(1.05)
})

it('goes on catching up until it is at the target, and does not begin again for a little', () => {
  expect(selectPlaybackRate({ ...late, latencySeconds: 8.3 })).toBe(1)
  expect(selectPlaybackRate({ ...late, latencySeconds: 8.3, rate: 1.05 })).toBe(1.05)
  expect(selectPlaybackRate({ ...late, latencySeconds: 8.05, rate: 1.05 })).toBe(1)
})

it('never plays faster out of a short buffer', () => {
  expect(selectPlaybackRate({ ...late, bufferSeconds: 3.9 })).toBe(1)
  expect(selectPlaybackRate({ ...late, bufferSeconds: 3.9, rate: 1.05 })).toBe(1.05)
  expect(selectPlaybackRate({ ...late, bufferSeconds: 2.7, rate: 1.05 })).toBe(1)
})
