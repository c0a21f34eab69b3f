import { expect, it } from 'vitest'
import { selectTarget } from './engine-target.ts'

const first = { broadcastId: 'aaaaaaaaaaaaaaaaaaaa', epoch: 1 }
const on = { rewindSeconds: 7200 }
const ended = { state: 'ended', ...first, recording: 'ready' } as const
const second = { broadcastId: 'bbbbbbbbbbbbbbbbbbbb', epoch: 1 }

it('starts once a broadcast can be fetched, and not before', () => {
  expect(selectTarget(null, { state: 'offline' })).toBeNull()
  expect(selectTarget(null, { state: 'starting', ...on, ...first })).toBeNull()
  expect(selectTarget(null, { state: 'live', ...on, ...first })).toEqual(first)
  expect(selectTarget(null, { state: 'interrupted', ...on, ...first })).toEqual(first)
  expect(selectTarget(null, ended)).toBeNull()
})

it('stays the same value while nothing changes, so that the engine is left alone', () => {
  expect(selectTarget(first, { state: 'live', ...on, ...first })).toBe(first)
  expect(selectTarget(first, { state: 'interrupted', ...on, ...first })).toBe(first)
  expect(selectTarget(first, ended)).toBe(first)
})

it('moves to a new epoch or a new broadcast once that is live', () => {
  expect(selectTarget(first, { state: 'live', ...on, ...first, epoch: 2 })).toEqual({ ...first, epoch: 2 })
  expect(selectTarget(first, { state: 'starting', ...on, ...second })).toBe(first)
  expect(selectTarget(first, { state: 'live', ...on, ...second })).toEqual(second)
})
