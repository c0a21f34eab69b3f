import { expect, it } from 'vitest'
import { selectPlaybackRate } from './pace.ts'

const near = { latencySeconds: 5, targetSeconds: 8, peers: 2, isBacking: false }

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
  expect(selectPlaybackRate({ ...near, latencySeconds: 7.5, isBacking: true })).toBe(0.93)
  expect(selectPlaybackRate({ ...near, latencySeconds: 7.9, isBacking: true })).toBe(1)
  expect(selectPlaybackRate({ ...near, latencySeconds: 7.5 })).toBe(1)
})

it('never plays faster than it was made', () => {
  expect(selectPlaybackRate({ ...near, latencySeconds: 30 })).toBe(1)
})
