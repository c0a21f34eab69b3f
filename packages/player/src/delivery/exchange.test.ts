import { PIECE_BYTES } from '@shoal/protocol/pieces'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { hashPieces } from '../integrity/piece-hashes.ts'
import { Exchange } from './exchange.ts'
import { SegmentEntry } from './segment-entry.ts'
import { createMemoryOrigin, MemorySwarm } from './testing/memory-swarm.ts'
import { addStranger } from './testing/stranger.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** One segment, of which this viewer has all or nothing, and the strangers that the test adds. */
async function start({ pieces = 4, isWhole = false, hasPieces = true, limitBytes = Number.POSITIVE_INFINITY } = {}) {
  const origin = createMemoryOrigin({ count: 1, bytes: pieces * PIECE_BYTES, seconds: 2, hasPieces })
  const [segment] = origin.segments as [(typeof origin.segments)[0]]
  const hashes = hasPieces ? await hashPieces(segment.bytes) : null
  const entry = new SegmentEntry({ segment, seenAtMs: 0, isOld: false, panicRandom: 0 })
  if (isWhole) entry.setSize(segment.bytes.byteLength)
  if (isWhole) for (const piece of entry.allPieces()) entry.put(piece, bytesOf(piece), 'origin')
  Object.assign(entry, { hashes, isWhole })
  if (!isWhole && hasPieces) entry.setSize(segment.bytes.byteLength)
  const swarm = new MemorySwarm()
  const mesh = swarm.createMesh('-SH0100-000000000001')
  const offenders: string[] = []
  const accusations: number[] = []
  const given: number[] = []
  const exchange = new Exchange({
    ...{ mesh, entries: new Map([[segment.key, entry]]), gives: true, limitKbps: null, limitBytes },
    ...{ onPiece() {}, windowMs: () => 0, isUrgent: () => false, onPeers() {}, onRejected() {} },
    onUploaded: (bytes) => given.push(bytes),
    onNews: () => exchange.supply.ask(entry.isWhole ? [] : [{ entry, leftMs: 20_000, wastes: false }]),
    onAccused: () => accusations.push(Date.now()),
    onOffender: ({ peerId, offence }) => offenders.push(`${peerId} ${offence}`),
    ...{ nowMs: () => Date.now(), random: () => 0 },
  })

  function bytesOf(piece: number) {
    return new Uint8Array(segment.bytes.slice(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES))
  }
  const has = [{ key: segment.key, segmentBytes: segment.bytes.byteLength, hashes }]
  return {
    ...{ exchange, entry, swarm, has, offenders, accusations, given, bytesOf },
    [Symbol.dispose]: () => exchange.stop(),
  }
}

it('tries one stranger at a time with a piece, so that none is waited for when its answer is none', async () => {
  using started = await start({ pieces: 1, isWhole: true })
  const { exchange, swarm, has, offenders } = started
  const strangers = ['a', 'b'].map((name) =>
    addStranger(swarm, { id: `-SH0100-${name.repeat(12)}`, uplinkKbps: 5000, has }),
  )
  swarm.connectAll()
  await vi.advanceTimersByTimeAsync(2000)
  expect(strangers.map(({ asked }) => asked.length)).toEqual([1, 0])
  await vi.advanceTimersByTimeAsync(20_000)
  expect(offenders.sort()).toEqual(strangers.map(({ id }) => `${id} stalled`))
  expect(exchange.peers.size).toBe(0)
})

it('tries again who was asked, and has still to give its first piece', async () => {
  using started = await start({ pieces: 1, isWhole: true })
  const { swarm, has, offenders } = started
  const busy = addStranger(swarm, {
    ...{ id: '-SH0100-busybusybusy', uplinkKbps: 5000, has },
    onAsked: ({ key, piece }, self) => self.send({ kind: 'refuse', key, piece, reason: 'busy' }),
  })
  swarm.connectAll()
  await vi.advanceTimersByTimeAsync(5000)
  expect(busy.asked.length).toBeGreaterThan(3)
  expect(offenders).toEqual([])
})

it('warns others of a wrong byte or a broken promise at once, and of silence the second time', async () => {
  using started = await start()
  const { swarm, has, exchange, offenders, accusations } = started
  const spoiler = addStranger(swarm, {
    ...{ id: '-SH0100-spoilspoilsp', uplinkKbps: 5000, has },
    onAsked({ key, piece }, self) {
      const bytes = new Uint8Array(self.asked.length > 1 ? 0 : PIECE_BYTES)
      self.send({ kind: 'data', key, piece, offset: 0, bytes })
    },
  })
  const promiser = addStranger(swarm, {
    ...{ id: '-SH0100-promisepromi', uplinkKbps: 5000, has },
    onAsked: ({ key, piece }, self) => self.send({ kind: 'refuse', key, piece, reason: 'absent' }),
  })
  const silent = addStranger(swarm, { id: '-SH0100-silentsilent', uplinkKbps: 5000, has })
  swarm.connectAll()
  await vi.advanceTimersByTimeAsync(1000)
  expect(offenders).toEqual([])
  await vi.waitFor(() => expect(accusations.length).toBe(2)) // hashes take real time
  const told = exchange.takeReport().offenders
  expect(told).toHaveLength(2)
  expect(told).toContainEqual({ peerId: spoiler.id, offence: 'corrupt' })
  expect(told).toContainEqual({ peerId: promiser.id, offence: 'absent' })
  await vi.advanceTimersByTimeAsync(4000)
  expect(offenders).toContain(`${silent.id} stalled`)
  expect(exchange.takeReport().offenders).toContainEqual({ peerId: silent.id, offence: 'stalled' })
})

it('cuts off who sends a byte now and then, for all the uplink that it claims', async () => {
  using started = await start()
  const { swarm, has, offenders, exchange } = started
  const dripper = addStranger(swarm, {
    ...{ id: '-SH0100-dripdripdrip', uplinkKbps: 4_000_000, has },
    onAsked({ key, piece }, self) {
      for (let offset = 0; offset < 60; offset++)
        setTimeout(() => self.send({ kind: 'data', key, piece, offset, bytes: new Uint8Array(1) }), 600 * (offset + 1))
    },
  })
  swarm.connectAll()
  await vi.advanceTimersByTimeAsync(2000)
  for (const peer of exchange.peers.values()) expect(peer.serviceMs).toBeGreaterThan(100)
  await vi.advanceTimersByTimeAsync(15_000)
  expect(offenders).toEqual([`${dripper.id} stalled`])
})

/** Sends three pieces, and never the last. */
function addWithholder({ swarm, has, bytesOf }: Awaited<ReturnType<typeof start>>, uplinkKbps: number) {
  return addStranger(swarm, {
    ...{ id: '-SH0100-aaaaaaaaaaaa', uplinkKbps, has },
    onAsked({ key, piece }, self) {
      if (piece < 3) self.send({ kind: 'data', key, piece, offset: 0, bytes: bytesOf(piece) })
    },
  })
}

it('gives no credit for what is not checked yet', async () => {
  using started = await start({ hasPieces: false })
  const { swarm, exchange, entry } = started
  const { id } = addWithholder(started, 5000)
  swarm.connectAll()
  await vi.advanceTimersByTimeAsync(500)
  expect(entry.held).toBe(3)
  expect([...exchange.peers.values()].map(({ receivedBytes }) => receivedBytes)).toEqual([0])
  expect(exchange.supply.sources).toBe(0)
  exchange.supply.credit(id, entry.peerBytes)
  expect(exchange.supply.sources).toBe(1)
  expect(exchange.takeReport().received).toEqual([{ peerId: id, bytes: 3 * PIECE_BYTES }])
})

it('cuts off who withholds the last piece of a segment that can only be checked as a whole', async () => {
  using started = await start({ hasPieces: false })
  const { swarm, offenders } = started
  const { id } = addWithholder(started, 4_000_000)
  swarm.connectAll()
  await vi.advanceTimersByTimeAsync(5000)
  expect(offenders).toEqual([`${id} stalled`])
})

it('gives no byte more than its limit, and says at once that there is no more', async () => {
  const limitBytes = 1.5 * PIECE_BYTES + 1e-9 // as 1.1 * 1e6 is
  using started = await start({ isWhole: true, limitBytes })
  const { exchange, swarm, given, has } = started
  const [{ key } = { key: '' }] = has
  const stranger = addStranger(swarm, { id: '-SH0100-aaaaaaaaaaaa', uplinkKbps: 5000, has: [] })
  swarm.connectAll()
  for (const piece of [0, 1]) stranger.send({ kind: 'request', key, piece })
  await vi.advanceTimersByTimeAsync(2000)
  expect(given.reduce((sum, bytes) => sum + bytes)).toBe(1.5 * PIECE_BYTES)
  expect(exchange.gives).toBe(false)
  expect(stranger.refused).toEqual([1])
})

it('asks a peer whose greeting was lost for what it tells of, and lets go of one that nothing comes from', async () => {
  using started = await start()
  const { swarm, has, exchange } = started
  const teller = addStranger(swarm, { id: '-SH0100-aaaaaaaaaaaa', uplinkKbps: 5000, has, loses: ['hello'] })
  const mute = addStranger(swarm, { id: '-SH0100-bbbbbbbbbbbb', uplinkKbps: 5000, has, loses: ['hello', 'have'] })
  swarm.connectAll()
  await vi.advanceTimersByTimeAsync(100)
  expect(teller.asked).not.toEqual([])
  await vi.advanceTimersByTimeAsync(9000)
  expect([mute.isLinked, exchange.peers.has(mute.id)]).toEqual([true, true])
  await vi.advanceTimersByTimeAsync(1500)
  expect([mute.isLinked, exchange.peers.has(mute.id)]).toEqual([false, false])
})
