import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MadeSocket } from '../testing/made-socket.ts'
import { createTrackerSocket, type TrackerSocket } from './tracker-socket.ts'

/** The dials so far, in order: each to be answered by the test. */
let dials: Dial[] = []
let urls: string[] = []
let socket: TrackerSocket

class Dial extends MadeSocket {
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    dials.push(this)
  }
  send() {}
  close() {
    this.readyState = 3
  }
  open() {
    this.readyState = 1
    this.onopen?.()
  }
  end() {
    this.readyState = 3
    this.onclose?.()
  }
}

const hosts = () => dials.map(({ url }) => new URL(url).hostname)

beforeEach(() => {
  vi.useFakeTimers()
  dials = []
  urls = ['ws://a/swarm', 'ws://b/swarm', 'ws://c/swarm']
  socket = createTrackerSocket({
    ...{ trackerUrls: () => urls, random: () => 0.5, onOpen() {}, onText() {} },
    WebSocket: Dial as unknown as typeof WebSocket,
  })
  socket.start()
})
afterEach(() => {
  socket.stop()
  vi.useRealTimers()
})

async function nextDial(): Promise<Dial> {
  const count = dials.length
  await vi.waitUntil(() => dials.length > count, { timeout: 20_000 })
  return dials.at(-1) as Dial
}

it('comes back to the tracker that had let it in, where the others of the swarm are', async () => {
  dials[0]?.open()
  socket.confirm()
  dials[0]?.end()
  await nextDial()
  expect(hosts()).toEqual(['a', 'a'])
})

it('goes on to the next when it is not let in again', async () => {
  dials[0]?.open()
  socket.confirm()
  dials[0]?.end()
  const again = await nextDial()
  again.end()
  const next = await nextDial()
  next.open()
  next.end() // never confirmed
  await nextDial()
  expect(hosts()).toEqual(['a', 'a', 'b', 'c'])
})

it('leaves a tracker that says nothing any more, though it had let it in', async () => {
  dials[0]?.open()
  socket.confirm()
  socket.fail()
  await nextDial()
  expect(hosts()).toEqual(['a', 'b'])
})

it('passes over no tracker while there is no ticket to dial with', async () => {
  dials[0]?.open()
  socket.confirm()
  const all = urls
  urls = []
  dials[0]?.end()
  await vi.advanceTimersByTimeAsync(3000)
  expect(hosts()).toEqual(['a'])
  urls = all
  await nextDial()
  expect(hosts()).toEqual(['a', 'a'])
})

it('goes home when home is back, and comes back to it when the socket is closed', async () => {
  dials[0]?.end()
  const away = await nextDial()
  away.open()
  socket.confirm()
  await vi.advanceTimersByTimeAsync(211_000)
  dials[2]?.open()
  socket.confirm()
  dials[2]?.end()
  await nextDial()
  expect(hosts()).toEqual(['a', 'b', 'a', 'a'])
})
