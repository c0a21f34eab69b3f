import { expect, it } from 'vitest'
import { PastShelf } from './past-shelf.ts'

const BYTES = 1000
const segments = Array.from({ length: 200 }, (_, n) => ({ url: `${n}`, key: `1/360p/${n}`, durationSeconds: 2 }))

function fill(shelf: PastShelf, viewers: readonly number[], most = 1000) {
  const fetched: string[] = []
  for (let next = shelf.next(viewers); next && fetched.length < most; next = shelf.next(viewers)) {
    shelf.keep(next.key, new Uint8Array(BYTES), viewers)
    fetched.push(next.url)
  }
  return fetched
}

it('fetches what each viewer comes to, in turn, and then the rest from the beginning on', () => {
  const shelf = new PastShelf(segments, 1e9)
  expect(shelf.next([])).toBeNull()
  const fetched = fill(shelf, [100, 20])
  expect(fetched.slice(0, 6)).toEqual(['100', '20', '101', '21', '102', '22'])
  expect(fetched.slice(60, 63)).toEqual(['0', '1', '2'])
  expect(new Set(fetched).size).toBe(200)
  expect(shelf.heldCount).toBe(200)
})

it('holds no more bytes than it may, and makes room for what somebody comes to', () => {
  const shelf = new PastShelf(segments, 50 * BYTES)
  expect(fill(shelf, [0])).toHaveLength(50)
  const gone = shelf.keep('1/360p/150', new Uint8Array(BYTES), [0, 150])
  expect(gone).toEqual(['1/360p/30'])
  expect(shelf.pieceOf('1/360p/30', 0)).toBeNull()
  fill(shelf, [0, 150])
  expect(shelf.heldCount).toBe(60) // the minute ahead of both, and no more
  expect(shelf.pieceOf('1/360p/0', 0)).toHaveLength(BYTES)
  expect(shelf.pieceOf('1/360p/0', 1)).toBeNull()
})
