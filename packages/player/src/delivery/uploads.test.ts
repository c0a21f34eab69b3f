import { PIECE_BYTES } from '@shoal/protocol/pieces'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Peer } from './peer.ts'
import { Uploads } from './uploads.ts'
import { decodeMessage } from './wire.ts'

const KEY = '1/720p/1'
const EACH_MS = 10

let uploads: Uploads
/** Channels of one uplink that have something in them. */
let busy: Set<string>

beforeEach(() => {
  busy = new Set()
  vi.useFakeTimers()
  uploads = new Uploads({
    ...{ bytesOf: () => new Uint8Array(PIECE_BYTES), isRider: () => false, isUrgent: () => false, onUploaded() {} },
    ...{ limitKbps: null, limitBytes: null, nowMs: () => performance.now() },
  })
})
afterEach(() => vi.useRealTimers())

/** A peer at the other end of a channel of so many kilobits a second, for as long as it is there; all those that share them are on one uplink. */
function connect(name: string, kbps: number, { isShared = false } = {}) {
  let bufferedBytes = 0
  const seen = { isThere: true, pieceBytes: 0, refused: [] as number[] }
  const peer = new Peer(
    {
      id: name.repeat(20),
      get bufferedBytes() {
        return bufferedBytes
      },
      send(bytes) {
        bufferedBytes += bytes.length
        const message = decodeMessage(bytes)
        if (message?.kind === 'data') seen.pieceBytes += message.bytes.length
        if (message?.kind === 'refuse') seen.refused.push(message.piece)
      },
      close() {},
    },
    0,
  )
  setInterval(() => {
    busy[bufferedBytes > 0 ? 'add' : 'delete'](name)
    const channels = isShared ? Math.max(1, busy.size) : 1
    if (seen.isThere) bufferedBytes = Math.max(0, bufferedBytes - (kbps / 8 / channels) * EACH_MS)
  }, EACH_MS)
  const ask = (piece: number, key = KEY) => uploads.take({ peer, key, piece, askedAtMs: performance.now() })
  return Object.assign(seen, { peer, ask })
}

/** Asks for another piece each time. */
function asksEach(ms: number, ask: (piece: number) => boolean, firstPiece: number) {
  const seen = { taken: 0, refused: 0 }
  let piece = firstPiece
  const timer = setInterval(() => {
    seen[ask(piece) ? 'taken' : 'refused'] += 1
    piece += 1
  }, ms)
  return Object.assign(seen, { stop: () => clearInterval(timer) })
}

it('goes on sending to all others when the channel of one leads nowhere any more, and keeps what it knows of its uplink', async () => {
  const [gone, other] = [connect('a', 2000), connect('b', 2000)]
  const asking = asksEach(150, gone.ask, 0)
  asksEach(150, other.ask, 1000)
  await vi.advanceTimersByTimeAsync(3000)
  const kbpsBefore = uploads.measuredKbps ?? 0
  for (const piece of [500, 501, 502]) gone.ask(piece)
  gone.isThere = false
  asking.stop()
  await vi.advanceTimersByTimeAsync(1500)
  const before = other.pieceBytes
  await vi.advanceTimersByTimeAsync(4000)
  expect(other.pieceBytes - before).toBeGreaterThan(4 * 150_000)
  expect(uploads.measuredKbps).toBeGreaterThan(kbpsBefore / 3)
})

it('refuses what a peer still waits for when its channel no longer drains, and serves it again when it does', async () => {
  const peer = connect('a', 1000)
  peer.ask(0)
  await vi.advanceTimersByTimeAsync(20)
  peer.isThere = false
  peer.ask(1)
  await vi.advanceTimersByTimeAsync(1500)
  expect(peer.refused).toEqual([0, 1])
  expect(peer.ask(2)).toBe(false)
  peer.isThere = true
  await vi.advanceTimersByTimeAsync(500)
  const before = peer.pieceBytes
  expect(peer.ask(2)).toBe(true)
  await vi.advanceTimersByTimeAsync(1000)
  expect(peer.pieceBytes - before).toBe(PIECE_BYTES)
})

it.each([1, 40, 60])('is held up by nobody who takes %i kbit/s of what it asks for', async (kbps) => {
  const [slow, other] = [connect('a', kbps), connect('b', 4000)]
  asksEach(100, slow.ask, 0)
  asksEach(100, other.ask, 1000)
  await vi.advanceTimersByTimeAsync(8000)
  const before = other.pieceBytes
  await vi.advanceTimersByTimeAsync(10_000)
  expect(other.pieceBytes - before).toBeGreaterThan(10 * 150_000)
})

it('takes the same request once, and no more of one peer than players ask for', async () => {
  const fast = connect('a', 80_000)
  const asking = asksEach(5, fast.ask, 0)
  await vi.advanceTimersByTimeAsync(3000)
  asking.stop()
  await vi.advanceTimersByTimeAsync(1000)
  expect(uploads.kbps).toBeGreaterThan(20_000)
  expect(fast.ask(9000)).toBe(true)
  expect(fast.ask(9000)).toBe(false)
  const taken = Array.from({ length: 20 }, (_, piece) => fast.ask(9001 + piece))
  expect(taken.filter(Boolean)).toHaveLength(7)
})

it('lets those with few requests in before one that asks without end', async () => {
  const greedy = connect('g', 1500)
  const fair = ['a', 'b', 'c'].map((name) => connect(name, 1500))
  asksEach(5, greedy.ask, 10_000)
  const asked = fair.map(({ ask }, index) => asksEach(600, ask, index * 1000))
  await vi.advanceTimersByTimeAsync(10_000)
  for (const { taken, refused } of asked) expect(taken).toBeGreaterThan(2 * refused)
  expect(greedy.refused.length).toBeGreaterThan(0)
})

it('sends to several at once where one link does not carry what the uplink could', async () => {
  const peers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => connect(name, 1000))
  for (const [index, { ask }] of peers.entries()) asksEach(100, ask, index * 1000)
  const sentBytes = () => peers.reduce((sum, { pieceBytes }) => sum + pieceBytes, 0)
  await vi.advanceTimersByTimeAsync(10_000)
  const before = sentBytes()
  await vi.advanceTimersByTimeAsync(4000)
  expect(sentBytes() - before).toBeGreaterThan(4 * 3 * 125_000)
  expect(uploads.measuredKbps).toBeGreaterThan(3000)
})

it('sends to one after the other where the uplink is what holds it up', async () => {
  const peers = ['a', 'b', 'c', 'd'].map((name) => connect(name, 1000, { isShared: true }))
  for (const [index, { ask }] of peers.entries()) asksEach(100, ask, index * 1000)
  await vi.advanceTimersByTimeAsync(10_000)
  let together = 0
  for (let look = 0; look < 400; look++) {
    await vi.advanceTimersByTimeAsync(10)
    if (busy.size > 2) together += 1
  }
  expect(together).toBeLessThan(40)
  expect(uploads.measuredKbps).toBeLessThan(1200)
})

it('gives one that asks for the same piece again and again no more than what is left', async () => {
  const greedy = connect('g', 3000, { isShared: true })
  const fair = ['a', 'b', 'c'].map((name) => connect(name, 3000, { isShared: true }))
  setInterval(() => greedy.ask(3), 40)
  const asked = fair.map(({ ask }, index) => asksEach(300, ask, index * 1000))
  await vi.advanceTimersByTimeAsync(10_000)
  for (const { pieceBytes } of fair) expect(pieceBytes).toBeGreaterThan(greedy.pieceBytes)
  for (const { taken, refused } of asked) expect(taken).toBeGreaterThan(5 * refused)
})

it('gives no more than its limit in any second, however long it gave nothing before', async () => {
  uploads.setLimits({ kbps: 400, bytes: null })
  const peer = connect('a', 20_000)
  await vi.advanceTimersByTimeAsync(5000)
  asksEach(50, peer.ask, 0)
  let most = 0
  const given: number[] = []
  for (let look = 0; look < 60; look++) {
    await vi.advanceTimersByTimeAsync(100)
    given.push(peer.pieceBytes)
    most = Math.max(most, peer.pieceBytes - (given.at(-11) ?? 0))
  }
  expect(most).toBeLessThan(1.3 * 50_000)
  expect(peer.pieceBytes).toBeGreaterThan(0.9 * 6 * 50_000)
})
