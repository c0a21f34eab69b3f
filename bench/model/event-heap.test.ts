import { expect, it } from 'vitest'
import { EventHeap } from './event-heap.ts'
import { createRandom } from './random.ts'

it('hands events out in the order of their time, with what belongs to them', () => {
  const heap = new EventHeap()
  const random = createRandom(1)
  const times = Array.from({ length: 100_000 }, () => random())
  for (const [i, seconds] of times.entries()) heap.push(seconds, i % 7, i, i + 1, i + 2)
  let before = 0
  for (const _ of times) {
    expect(heap.next()).toBe(true)
    if (heap.seconds < before) throw new Error('an event came too late')
    before = heap.seconds
    if (times[heap.a] !== heap.seconds || heap.kind !== heap.a % 7 || heap.b !== heap.a + 1 || heap.c !== heap.a + 2) {
      throw new Error('an event came with what is not its own')
    }
  }
  expect(heap.next()).toBe(false)
})

it('takes new events while others are taken', () => {
  const heap = new EventHeap()
  heap.push(1, 0, 1)
  heap.push(3, 0, 3)
  expect([heap.next(), heap.a]).toEqual([true, 1])
  heap.push(2, 0, 2)
  expect([heap.next(), heap.a, heap.size]).toEqual([true, 2, 1])
})
