import fc from 'fast-check'
import { expect, it } from 'vitest'
import { selectPeers } from './select-peers.ts'

it('chooses as many as wanted, each once, and only those that suit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 10 }), (size, wanted) => {
      const candidates = Array.from({ length: size }, (_, index) => index)
      const chosen = selectPeers({ candidates, wanted, suits: (peer) => peer % 2 === 0 })
      expect(new Set(chosen).size).toBe(chosen.length)
      expect(chosen.every((peer) => peer % 2 === 0)).toBe(true)
      expect(chosen.length).toBeLessThanOrEqual(wanted)
      if (size <= wanted * 8) expect(chosen.length).toBe(Math.min(wanted, Math.ceil(size / 2)))
    }),
  )
})

it('finds the few that suit in a small swarm', () => {
  expect(selectPeers({ candidates: [1, 2, 3, 4, 5], wanted: 5, suits: (peer) => peer === 4 })).toEqual([4])
})

it('reaches every peer of a large swarm sooner or later', () => {
  const candidates = Array.from({ length: 100 }, (_, index) => index)
  const seen = new Set<number>()
  for (let round = 0; round < 1000; round++) {
    for (const peer of selectPeers({ candidates, wanted: 5, suits: () => true })) seen.add(peer)
  }
  expect(seen.size).toBe(100)
})
