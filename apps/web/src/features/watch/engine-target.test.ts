import { expect, it } from 'vitest'
import { selectTarget } from './engine-target.ts'

const first = { broadcastId: 'aaaaaaaaaaaaaaaaaaaa', epoch: 1 }
const second = { broadcastId: 'bbbbbbbbbbbbbbbbbbbb', epoch: 1 }

it('starts once a broadcast can be fetched, and not before', () => {
  expect(selectTarget(null, { state: 'offline' })).toBeNull()
  expect(selectTarget(null, { state: 'starting', ...first })).toBeNull()
  expect(selectTarget(null, { state: 'live', ...first })).toEqual(first)
  expect(selectTarget(null, { state: 'interrupted', ...first })).toEqual(first)
  expect(selectTarget(null, { state: 'ended', ...first })).toBeNull()
})

it('stays the same value while nothing changes, so that the engine is left alone', () => {
  expect(selectTarget(first, { state: 'live', ...first })).toBe(first)
  expect(selectTarget(first, { state: 'interrupted', ...first })).toBe(first)
  expect(selectTarget(first, { state: 'ended', ...first })).toBe(first)
})

it('moves to a new epoch or a new broadcast once that is live', () => {
  expect(selectTarget(first, { state: 'live', ...first, epoch: 2 })).toEqual({ ...first, epoch: 2 })
  expect(selectTarget(first, { state: 'starting', ...second })).toBe(first)
  expect(selectTarget(first, { state: 'live', ...second })).toEqual(second)
})
