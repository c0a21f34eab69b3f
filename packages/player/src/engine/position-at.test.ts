import { expect, it } from 'vitest'
import { positionAt } from './position-at.ts'

/** Ten seconds, a gap of a minute on the wall clock, ten seconds more. */
const fragments = [
  { start: 100, duration: 2, programDateTime: 1_000_000 },
  { start: 102, duration: 2, programDateTime: 1_002_000 },
  { start: 104, duration: 2, programDateTime: 1_064_000 },
]

it.each([
  ['within a segment', 1_003_500, 103.5],
  ['at a border', 1_002_000, 102],
  ['in a gap, where the picture goes on', 1_030_000, 104],
  ['before everything', 0, 100],
  ['after everything, with a little left to play', 2_000_000, 105.9],
])('finds a moment %s', (_, atMs, position) => {
  expect(positionAt(fragments, atMs)).toBeCloseTo(position)
})

it('finds nothing where there are no dates', () => {
  expect(positionAt([{ start: 0, duration: 2, programDateTime: null }], 1000)).toBeNull()
  expect(positionAt([], 1000)).toBeNull()
})
