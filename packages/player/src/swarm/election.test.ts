import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderByPeerId, orderByRank, selectSeeders } from './election.ts'

const segmentOf = (number: number) => `/live/abcdefghij0123456789/1/720p/${number}-hash.m4s`

describe('the order of a segment’s seeders', () => {
  it('gives each place to exactly one rank', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (seeders, number) => {
        const ranks = Array.from({ length: seeders }, (_, rank) => rank)
        const orders = ranks.map((rank) => orderByRank({ segment: segmentOf(number), rank, seeders }))
        expect(orders.toSorted((a, b) => a - b)).toEqual(ranks)
      }),
    )
  })

  it('moves only the segments of a rank that is gone', () => {
    const first = (number: number, seeders: number) =>
      Array.from({ length: seeders }, (_, rank) => rank).find(
        (rank) => orderByRank({ segment: segmentOf(number), rank, seeders }) === 0,
      )
    for (let number = 0; number < 300; number++) {
      const before = first(number, 20)
      if (before !== 19) expect(first(number, 19)).toBe(before)
    }
  })

  it('is fair: nobody seeds twice the mean', () => {
    const seeders = 10
    const times = Array.from({ length: seeders }, () => 0)
    for (let number = 0; number < 3000; number++) {
      for (let rank = 0; rank < seeders; rank++) {
        if (orderByRank({ segment: segmentOf(number), rank, seeders }) === 0) times[rank] = (times[rank] ?? 0) + 1
      }
    }
    expect(Math.max(...times)).toBeLessThan(600)
    expect(Math.min(...times)).toBeGreaterThan(150)
  })

  it('is the same for everybody who knows the same peers', () => {
    const ids = ['ann', 'ben', 'cem', 'dea', 'eve']
    for (let number = 0; number < 50; number++) {
      const orders = ids.map((ownId) =>
        orderByPeerId({ segment: segmentOf(number), ownId, peerIds: ids.filter((id) => id !== ownId) }),
      )
      expect(orders.toSorted()).toEqual([0, 1, 2, 3, 4])
    }
  })
})

describe('the number of seeders', () => {
  const home = { windowSeconds: 5, pushSeconds: 0.7, pieces: 7 }

  it('is one in a small swarm with time', () => {
    expect(selectSeeders({ size: 4, ...home })).toBe(1)
    expect(selectSeeders({ size: 40, ...home })).toBe(1)
  })

  it('grows when time is short, uplinks are slow or the swarm is large, and never over a quarter of the swarm', () => {
    expect(selectSeeders({ size: 40, ...home, windowSeconds: 1 })).toBeGreaterThan(1)
    expect(selectSeeders({ size: 40, ...home, pushSeconds: 4 })).toBeGreaterThan(1)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: -2, max: 10, noNaN: true }),
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        (size, windowSeconds, pushSeconds) => {
          const seeders = selectSeeders({ size, windowSeconds, pushSeconds, pieces: 7 })
          expect(seeders).toBeGreaterThanOrEqual(1)
          expect(seeders).toBeLessThanOrEqual(Math.max(1, size / 4))
          expect(selectSeeders({ size, windowSeconds: windowSeconds + 1, pushSeconds, pieces: 7 })).toBeLessThanOrEqual(
            seeders,
          )
        },
      ),
    )
  })
})
