import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Uplink } from './uplink.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function startUplink(bytesPerSecond: number, linkBytesPerSecond = Number.POSITIVE_INFINITY) {
  const uplink = new Uplink({ bytesPerSecond, linkBytesPerSecond })
  const startedAtMs = performance.now()
  const served: [string, number][] = []
  const message = (name: string, size: number) => ({
    size,
    send: (atMs: number) => void served.push([name, Math.round(atMs - startedAtMs)]),
  })
  return { uplink, served, message }
}

it('takes as long for a message as its size says, and no longer for those in line behind it', () => {
  const { uplink, served, message } = startUplink(1000)
  const queue = uplink.openQueue()
  queue.push(message('a', 500))
  queue.push(message('b', 250))
  expect(queue.queuedBytes).toBe(750)
  vi.advanceTimersByTime(600)
  expect(queue.queuedBytes).toBe(150)
  vi.advanceTimersByTime(1000)
  expect(served).toEqual([
    ['a', 500],
    ['b', 750],
  ])
})

it('is shared evenly by all peers, and given to the rest when one has enough', () => {
  const { uplink, served, message } = startUplink(1000)
  uplink.openQueue().push(message('long', 600))
  uplink.openQueue().push(message('short', 200))
  vi.advanceTimersByTime(5000)
  expect(served).toEqual([
    ['short', 400],
    ['long', 800],
  ])
})

it('gives no peer more than its link carries', () => {
  const { uplink, served, message } = startUplink(1000, 100)
  uplink.openQueue().push(message('a', 100))
  uplink.openQueue().push(message('b', 200))
  vi.advanceTimersByTime(5000)
  expect(served).toEqual([
    ['a', 1000],
    ['b', 2000],
  ])
})

it('drops what waits for a peer that is gone', () => {
  const { uplink, served, message } = startUplink(1000)
  const gone = uplink.openQueue()
  gone.push(message('gone', 100))
  uplink.openQueue().push(message('kept', 100))
  gone.close()
  vi.advanceTimersByTime(5000)
  expect(served).toEqual([['kept', 100]])
})

it('serves at once where it is unlimited', () => {
  const { uplink, served, message } = startUplink(Number.POSITIVE_INFINITY)
  const queue = uplink.openQueue()
  queue.push(message('a', 1e9))
  expect(queue.queuedBytes).toBe(0)
  expect(served).toEqual([['a', 0]])
})
