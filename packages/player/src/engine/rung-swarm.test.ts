import { beforeEach, expect, it, vi } from 'vitest'
import { createRungSwarm, LEAST_RUNG_MS } from './rung-swarm.ts'

let joined: string[] = []
let rungs: ReturnType<typeof createRungSwarm>

beforeEach(() => {
  vi.useFakeTimers()
  joined = []
  rungs = createRungSwarm((rung) => joined.push(rung))
})

it('joins no swarm before there is a picture, and then that of the rung that plays', () => {
  rungs.loads('360p')
  rungs.loads('720p')
  vi.advanceTimersByTime(60_000)
  expect(joined).toEqual([])
  rungs.pictured()
  expect(joined).toEqual(['720p'])
})

it('joins at once when the rung is told after the picture', () => {
  rungs.pictured()
  rungs.loads('720p')
  expect(joined).toEqual(['720p'])
})

it('goes to the next rung when it has lasted, and not for one that is left again', () => {
  rungs.pictured()
  rungs.loads('720p')
  rungs.loads('360p')
  vi.advanceTimersByTime(LEAST_RUNG_MS - 1)
  rungs.loads('720p')
  vi.advanceTimersByTime(60_000)
  expect(joined).toEqual(['720p'])
  rungs.loads('360p')
  vi.advanceTimersByTime(LEAST_RUNG_MS)
  expect(joined).toEqual(['720p', '360p'])
})

it('counts the time from the change on, however often the same rung is told', () => {
  rungs.pictured()
  rungs.loads('720p')
  rungs.loads('360p')
  vi.advanceTimersByTime(LEAST_RUNG_MS / 2)
  rungs.loads('360p')
  vi.advanceTimersByTime(LEAST_RUNG_MS / 2)
  expect(joined).toEqual(['720p', '360p'])
})

it('joins nothing more once it is stopped', () => {
  rungs.pictured()
  rungs.loads('720p')
  rungs.loads('360p')
  rungs.stop()
  vi.advanceTimersByTime(60_000)
  expect(joined).toEqual(['720p'])
})
