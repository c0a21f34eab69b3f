import { describe, expect, it } from 'vitest'
import { orderTrackers } from './order-trackers.ts'

const trackers = ['https://a.example', 'https://b.example', 'https://c.example', 'https://d.example']
const broadcasts = Array.from({ length: 2000 }, (_, index) => `broadcast${String(index).padStart(11, '0')}`)
const firstOf = (urls: string[], broadcast: string) => orderTrackers(urls, broadcast)[0]

describe('the trackers of a broadcast', () => {
  it('are all of them, in the same order for every viewer', () => {
    for (const broadcast of broadcasts.slice(0, 50)) {
      const order = orderTrackers(trackers, broadcast)
      expect([...order].sort()).toEqual(trackers)
      expect(orderTrackers([...trackers].reverse(), broadcast)).toEqual(order)
    }
  })

  it('share the broadcasts evenly', () => {
    for (const tracker of trackers) {
      const share =
        broadcasts.filter((broadcast) => firstOf(trackers, broadcast) === tracker).length / broadcasts.length
      expect(share).toBeGreaterThan(0.2)
      expect(share).toBeLessThan(0.3)
    }
  })

  it('stay where they are when another is added, but for those that the new one gets', () => {
    const added = 'https://e.example'
    const moved = broadcasts.filter(
      (broadcast) => firstOf([...trackers, added], broadcast) !== firstOf(trackers, broadcast),
    )
    expect(moved.map((broadcast) => firstOf([...trackers, added], broadcast))).toEqual(moved.map(() => added))
    expect(moved.length / broadcasts.length).toBeGreaterThan(0.15)
    expect(moved.length / broadcasts.length).toBeLessThan(0.25)
  })

  it('stay where they are when one is removed, and its own go on to their second', () => {
    const [removed, ...left] = trackers
    for (const broadcast of broadcasts) {
      const [first, second] = orderTrackers(trackers, broadcast)
      expect(firstOf(left, broadcast)).toBe(first === removed ? second : first)
    }
  })

  it('are none where none is set, and one where it is set twice', () => {
    expect(orderTrackers([], 'abcdefghij0123456789')).toEqual([])
    expect(orderTrackers(['/', '/'], 'abcdefghij0123456789')).toEqual(['/'])
  })
})
