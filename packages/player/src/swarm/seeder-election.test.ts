import { expect, it } from 'vitest'
import { seederRank } from './seeder-election.ts'

const ids = ['-SH0100-aaaaaaaaaaaa', '-SH0100-bbbbbbbbbbbb', '-SH0100-cccccccccccc', '-SH0100-dddddddddddd']

function rankOf(ownId: string, segmentNumber: number): number {
  return seederRank({ ownId, peerIds: ids.filter((id) => id !== ownId), segmentNumber })
}

it('gives every viewer of a whole mesh a place of its own', () => {
  for (let number = 0; number < 200; number += 1) {
    expect(ids.map((id) => rankOf(id, number)).sort()).toEqual([0, 1, 2, 3])
  }
})

it('spreads the work evenly', () => {
  const seeded = ids.map((id) => Array.from({ length: 4000 }, (_, number) => rankOf(id, number)).filter((r) => r === 0))
  for (const { length } of seeded) expect(length).toBeGreaterThan(900)
})

it('changes no place but those behind a viewer that leaves', () => {
  const before = ids.map((id) => rankOf(id, 7))
  const gone = ids[before.indexOf(1)]
  const left = ids.filter((id) => id !== gone)
  const after = left.map((ownId) => seederRank({ ownId, peerIds: left.filter((id) => id !== ownId), segmentNumber: 7 }))
  expect(after).toEqual(left.map((id) => before[ids.indexOf(id)] ?? 0).map((rank) => (rank > 1 ? rank - 1 : rank)))
})

it('makes a viewer without peers its own seeder', () => {
  expect(seederRank({ ownId: 'a', peerIds: [], segmentNumber: 1 })).toBe(0)
})
