import { expect, it } from 'vitest'
import { Playhead } from './playhead.ts'

function startAt(position: number) {
  const clock = { nowMs: 0 }
  const playhead = new Playhead(() => clock.nowMs)
  playhead.place(position)
  return { clock, playhead }
}

it('waits for the segment under it, which is no stall', () => {
  const { clock, playhead } = startAt(10)
  clock.nowMs = 900
  expect(playhead.loaded(9, 11)).toBe(true)
  clock.nowMs = 1400
  expect(playhead.positionSeconds).toBeCloseTo(10.5)
  expect(playhead.clock()).toEqual({ playedMs: 500, stalledMs: 0, stalls: 0 })
})

it('stands still where nothing was loaded, and counts that as a stall until it goes on', () => {
  const { clock, playhead } = startAt(0)
  playhead.loaded(0, 2)
  clock.nowMs = 2500
  expect(playhead.positionSeconds).toBe(2)
  expect(playhead.clock()).toEqual({ playedMs: 2000, stalledMs: 500, stalls: 1 })
  expect(playhead.loaded(2, 4)).toBe(false)
  clock.nowMs = 3500
  expect(playhead.positionSeconds).toBeCloseTo(3)
  expect(playhead.clock()).toEqual({ playedMs: 3000, stalledMs: 500, stalls: 1 })
})

it('does not count a wait that a decoder would hide', () => {
  const { clock, playhead } = startAt(0)
  playhead.loaded(0, 2)
  clock.nowMs = 2050
  playhead.loaded(2, 4)
  expect(playhead.clock()).toEqual({ playedMs: 2000, stalledMs: 0, stalls: 0 })
})

it('has no use for a segment beyond a gap', () => {
  const { playhead } = startAt(0)
  playhead.loaded(0, 2)
  playhead.loaded(4, 6)
  expect(playhead.bufferSeconds).toBe(2)
})

it('moves at the rate that it is told, from then on', () => {
  const { clock, playhead } = startAt(0)
  playhead.loaded(0, 10)
  clock.nowMs = 1000
  playhead.setRate(1.5)
  clock.nowMs = 3000
  expect(playhead.positionSeconds).toBeCloseTo(4)
})
