import { expect, it } from 'vitest'
import { type Evidence, judgeStanding, type Standing } from './standing.ts'

const nowMs = 1_000_000
const fast: Evidence = { gives: true, uplinkRatio: 3, namedAtMs: nowMs - 1000, before: 'unknown', nowMs }

it.each<[string, Partial<Evidence>, Standing]>([
  ['a fast uplink that others received from', {}, 'proven'],
  ['one that stopped giving', { gives: false }, 'idle'],
  ['one that nothing is known of', { uplinkRatio: undefined }, 'unknown'],
  ['a fast uplink by its own word alone', { namedAtMs: undefined }, 'unknown'],
  ['a fast uplink that nobody has received from for minutes', { namedAtMs: nowMs - 120_000 }, 'unknown'],
  ['a measured uplink of 1.4 bit rates', { uplinkRatio: 1.4 }, 'slow'],
  ['the same of one that was proven', { uplinkRatio: 1.4, before: 'proven' }, 'proven'],
  ['one that was proven and is slow by now', { uplinkRatio: 1.1, before: 'proven' }, 'slow'],
])('%s', (_, change, standing) => {
  expect(judgeStanding({ ...fast, ...change })).toBe(standing)
})
