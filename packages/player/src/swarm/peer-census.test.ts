import { expect, it } from 'vitest'
import { PeerCensus } from './peer-census.ts'

it('counts a peer once, though it is connected in the swarms of two rungs', () => {
  const census = new PeerCensus()
  census.connected('a')
  census.connected('a')
  census.connected('b')
  expect([census.count, [...census.ids]]).toEqual([2, ['a', 'b']])
  census.closed('a', 5000)
  expect(census.count).toBe(2)
  census.closed('a', 9000)
  expect(census.count).toBe(1)
})

it('takes the repeated closings of one connection for one', () => {
  const census = new PeerCensus()
  census.connected('a')
  census.connected('a')
  for (const nowMs of [5000, 5001, 5003]) census.closed('a', nowMs)
  expect(census.count).toBe(1)
})

it('knows nothing of a peer that it never met', () => {
  const census = new PeerCensus()
  census.closed('a', 1)
  expect(census.count).toBe(0)
})
