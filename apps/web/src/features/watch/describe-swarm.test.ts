import { expect, it } from 'vitest'
import { drawPeers, MOST_DRAWN } from './describe-swarm.ts'

const peer = (peerId: string, receivedBytes = 0, givenBytes = 0) => ({ peerId, receivedBytes, givenBytes })

it('draws everybody at a place of its own, off the server at the top', () => {
  const drawn = drawPeers([peer('a', 10), peer('b', 0, 5), peer('c')])
  expect(new Set(drawn.map(({ x, y }) => `${x} ${y}`)).size).toBe(3)
  expect(drawn.every(({ x, y }) => x > 0 && x < 100 && y > 12 && y < 64)).toBe(true)
  expect(drawn.map(({ weight }) => weight)).toEqual([1, 0.5, 0])
})

it('leaves who stays where they are while the busiest change', () => {
  const before = drawPeers([peer('a', 10), peer('b', 1)])
  const after = drawPeers([peer('b', 100), peer('a', 10)])
  expect(after.map(({ id, x }) => [id, x])).toEqual(before.map(({ id, x }) => [id, x]))
})

it('draws the busiest of many', () => {
  const many = Array.from({ length: 40 }, (_, index) => peer(`p${index}`, index))
  const drawn = drawPeers(many)
  expect(drawn).toHaveLength(MOST_DRAWN)
  expect(Math.min(...drawn.map(({ receivedBytes }) => receivedBytes))).toBe(40 - MOST_DRAWN)
})

it('draws nobody where there is nobody', () => expect(drawPeers([])).toEqual([]))
