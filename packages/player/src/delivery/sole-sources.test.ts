import { PIECE_BYTES } from '@shoal/protocol/pieces'
import { expect, it } from 'vitest'
import { Peer } from './peer.ts'
import { SegmentEntry } from './segment-entry.ts'
import { SoleSources } from './sole-sources.ts'
import { allOf } from './testing/stranger.ts'

const KEY = '1/720p/5'
const LONGER = { segmentBytes: 6 * PIECE_BYTES, pieces: allOf(6 * PIECE_BYTES) }

/** Peers that claim to have the segment, each a little faster than the next, and what they were asked for. */
function start({ segmentBytes = 4 * PIECE_BYTES, uplinkKbps = 8000 } = {}) {
  let nowMs = 10_000
  const asked: string[] = []
  const cancelled: string[] = []
  const named = ['first', 'second'].map((id, index) => {
    const peer = new Peer({ id, bufferedBytes: 0, send: () => {}, close: () => {} }, 0)
    peer.gives = true
    peer.uplinkKbps = uplinkKbps / (index + 1)
    peer.tellHave(KEY, { segmentBytes, pieces: allOf(segmentBytes), hashes: null })
    return [id, peer] as const
  })
  const peers = new Map(named)
  const segment = { url: 'https://origin.example/5', key: KEY, number: 5, startSeconds: 10, durationSeconds: 2 }
  const entry = new SegmentEntry({
    segment: { ...segment, pieces: null },
    ...{ seenAtMs: 0, isOld: false, panicRandom: 0 },
  })
  const sources = new SoleSources({
    ...{ peers, nowMs: () => nowMs },
    request(peer, one, piece) {
      asked.push(`${peer.link.id} ${piece}`)
      one.busy.add(piece)
      peer.outstanding += 1
    },
    cancel(one) {
      cancelled.push(...[...one.busy].map((piece) => `${one.soleSource} ${piece}`))
      one.busy.clear()
    },
  })
  const [[, first], [, second]] = named as [(typeof named)[0], (typeof named)[0]]
  return {
    ...{ asked, cancelled, entry, sources, first, second },
    pass: (ms: number) => (nowMs += ms),
    ask: (about: { leftMs?: number; wastes?: boolean } = {}) =>
      sources.ask({ entry, leftMs: 20_000, wastes: true, ...about }),
    /** As a peer that is busy does with all that it was asked for. */
    refuse(peer: Peer, ms: number) {
      entry.busy.clear()
      peer.outstanding = 0
      peer.busyUntilMs = nowMs + ms
    },
  }
}

it('asks the fastest for all of a segment, and nobody else', () => {
  const { ask, asked, entry } = start({ uplinkKbps: 80_000 })
  ask()
  expect(asked).toEqual(['first 0', 'first 1', 'first 2', 'first 3'])
  expect(entry.soleSource).toBe('first')
})

it.each([
  ['gives no more', (peer: Peer) => (peer.gives = false)],
  ['has dropped it', (peer: Peer) => peer.tellGone([KEY])],
  ['says now that it is longer', (peer: Peer) => peer.tellHave(KEY, { ...LONGER, hashes: null })],
])('turns to another, and keeps nothing, where its source %s', (_, change) => {
  const { ask, asked, cancelled, entry, first } = start()
  ask()
  entry.put(0, new Uint8Array(PIECE_BYTES), 'peer')
  entry.busy.delete(0)
  change(first)
  ask()
  expect(cancelled).toEqual(['first 1', 'first 2'])
  expect(entry).toMatchObject({ soleSource: 'second', held: 0, peerBytes: 0 })
  expect(asked.filter((one) => one.startsWith('second')).length).toBeGreaterThan(0)
})

it('asks a busy source nothing until its pause is over, and leaves it for another when nothing came for a while', () => {
  const { ask, asked, entry, first, refuse, pass } = start()
  ask()
  asked.length = 0
  refuse(first, 100)
  ask()
  expect(asked).toEqual([])
  pass(101)
  ask()
  expect(asked[0]).toBe('first 0')
  pass(300)
  asked.length = 0
  refuse(first, 100)
  ask()
  expect(entry.soleSource).toBe('second')
  expect(asked[0]).toBe('second 0')
})

it('stays with a busy source that sent some of it a moment ago, or that alone has it', () => {
  const { ask, asked, entry, first, second, refuse, pass, sources } = start()
  ask()
  pass(400)
  sources.heard(entry)
  refuse(first, 100)
  ask()
  expect(entry.soleSource).toBe('first')
  second.tellGone([KEY])
  pass(400)
  refuse(first, 100)
  asked.length = 0
  ask()
  expect(entry.soleSource).toBe('first')
  expect(asked).toEqual([])
})

it('makes no room for more than a segment of its duration can have', () => {
  const { ask, asked, entry } = start({ segmentBytes: 60_000_000 })
  ask()
  expect(asked).toEqual([])
  expect(entry.segmentBytes).toBe(0)
})

it('begins nothing that the origin would be asked for before it is here, but for one piece to see how fast it comes', () => {
  const late = start({ uplinkKbps: 800 })
  late.ask({ leftMs: 500 })
  expect(late.asked).toEqual(['first 0'])
  late.ask({ leftMs: 500 })
  expect(late.asked).toHaveLength(1)
  const failing = start({ uplinkKbps: 800 })
  failing.ask({ leftMs: 500, wastes: false })
  expect(failing.asked).toHaveLength(2)
})
