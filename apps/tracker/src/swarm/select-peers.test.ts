import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MOST_LINKS, selectPeers } from './select-peers.ts'

function peersWith(loads: readonly number[]) {
  return loads.map((load, id) => ({ id, load }))
}

const size = fc.integer({ min: 0, max: 300 })
const choice = { near: [], links: 0, nearLinks: 0, suits: () => true, random: Math.random }

it('chooses as many as wanted, each once, and only those that suit', () => {
  fc.assert(
    fc.property(size, fc.integer({ min: 0, max: 10 }), (count, wanted) => {
      const everyone = peersWith(Array<number>(count).fill(0))
      const near = [everyone.slice(0, count >> 1)]
      const chosen = selectPeers({ ...choice, near, everyone, wanted, suits: ({ id }) => id % 2 === 0 })
      expect(new Set(chosen).size).toBe(chosen.length)
      expect(chosen.every(({ id }) => id % 2 === 0)).toBe(true)
      expect(chosen.length).toBeLessThanOrEqual(wanted)
      if (count <= wanted) expect(chosen).toHaveLength(Math.ceil(count / 2))
    }),
  )
})

it('takes most from the neighbourhood, where there are so many, and the others from anywhere', () => {
  const everyone = peersWith(Array<number>(10_000).fill(0))
  const near = [everyone.slice(0, 8)]
  const meanNear = (links: number, nearLinks: number) => {
    const chosen = Array.from({ length: 200 }, () =>
      selectPeers({ ...choice, near, everyone, wanted: 5, links, nearLinks }),
    )
    return chosen.flat().filter(({ id }) => id < 8).length / chosen.length
  }
  expect(meanNear(0, 0)).toBeCloseTo(4, 1)
  expect(meanNear(5, 2)).toBeCloseTo(5, 1) // it came before its neighbours
  expect(meanNear(5, 5)).toBeCloseTo(2, 1)
})

it('goes on to the next neighbourhood where the nearest has too few', () => {
  const everyone = peersWith(Array<number>(10_000).fill(0))
  const near = [everyone.slice(0, 1), everyone.slice(0, 20)]
  const chosen = selectPeers({ ...choice, near, everyone, wanted: 5 })
  expect(chosen.filter(({ id }) => id < 20).length).toBeGreaterThanOrEqual(3)
  expect(chosen[0]?.id).toBe(0)
})

it('does not choose those that have their links, nor for a viewer that has its own', () => {
  const everyone = peersWith([...Array<number>(50).fill(MOST_LINKS), 3])
  expect(selectPeers({ ...choice, everyone, wanted: 5, links: 5 }).map(({ id }) => id)).toEqual([50])
  expect(selectPeers({ ...choice, everyone, wanted: 5, links: MOST_LINKS })).toEqual([])
})

it('leaves no newcomer alone in a swarm that is full', () => {
  for (const count of [1, 5, 500]) {
    const full = peersWith(Array<number>(count).fill(MOST_LINKS))
    expect(selectPeers({ ...choice, everyone: full, wanted: 5 })).toHaveLength(Math.min(count, 3))
    const overfull = peersWith(Array<number>(count).fill(100))
    expect(selectPeers({ ...choice, everyone: overfull, wanted: 5 })).toHaveLength(1)
  }
})

it('prefers those with few links', () => {
  const small = peersWith([4, 4, 0, 4, 1])
  expect(selectPeers({ ...choice, everyone: small, wanted: 2 }).map(({ load }) => load)).toEqual([0, 1])
  const large = peersWith(Array.from({ length: 1000 }, (_, index) => (index % 2) * 10))
  const drawn = Array.from({ length: 500 }, () => selectPeers({ ...choice, everyone: large, wanted: 2 })).flat()
  expect(drawn.filter(({ load }) => load === 0).length / drawn.length).toBeGreaterThan(0.65)
})

it('reaches every peer of a large swarm sooner or later', () => {
  const everyone = peersWith(Array<number>(200).fill(0))
  const seen = new Set<number>()
  for (let round = 0; round < 2000; round++) {
    for (const { id } of selectPeers({ ...choice, everyone, wanted: 5 })) seen.add(id)
  }
  expect(seen.size).toBe(200)
})

it('takes about as long in a large swarm as in a small one', () => {
  const draws = [1000, 100_000].map((count) => {
    const everyone = peersWith(Array<number>(count).fill(MOST_LINKS))
    let asked = 0
    const suits = () => {
      asked += 1
      return true
    }
    selectPeers({ ...choice, everyone, wanted: 5, suits })
    return asked
  })
  expect(Math.max(...draws)).toBeLessThan(200)
})
