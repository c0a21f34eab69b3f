import { PIECE_BYTES } from '@shoal/protocol/pieces'
import { expect, it } from 'vitest'
import { Peer } from './peer.ts'
import { isSilent, PieceRequests } from './piece-requests.ts'

const KEY = '1/720p/5'
const peerNamed = (id: string) => new Peer({ id, bufferedBytes: 0, send: () => {}, close: () => {} }, 0)

/** Asked for at 0; `kbps` of a second come each second, but for the first `queuedMs`. */
function ask(peer: Peer, { kbps = 0, queuedMs = 0 } = {}) {
  const requests = new PieceRequests()
  requests.add({ peer, key: KEY, piece: 0, askedAtMs: 0 }, PIECE_BYTES)
  const request = requests.find(peer, KEY, 0)
  if (!request) throw new Error('it is not there')
  return {
    requests,
    request,
    /** Bytes come each 50 ms. */
    at(nowMs: number) {
      if (nowMs > queuedMs && kbps > 0) {
        request.received = Math.round(((nowMs - queuedMs) * kbps) / 8)
        request.lastByteAtMs = nowMs - (nowMs % 50)
        request.firstByteAtMs ??= queuedMs
      }
      return nowMs
    },
  }
}

it('counts a request that another takes the place of as settled', () => {
  const requests = new PieceRequests()
  const [first, second] = [peerNamed('a'), peerNamed('b')]
  requests.add({ peer: first, key: KEY, piece: 0, askedAtMs: 0 }, PIECE_BYTES)
  const replaced = requests.find(first, KEY, 0)
  requests.add({ peer: second, key: KEY, piece: 0, askedAtMs: 0 }, PIECE_BYTES)
  expect([first.outstanding, second.outstanding]).toEqual([0, 1])
  if (replaced) requests.remove(replaced)
  expect([first.outstanding, second.outstanding, requests.size]).toEqual([0, 1, 1])
})

it('waits no longer for bytes that drip in than for two silences', () => {
  const { requests, at } = ask(peerNamed('drips'), { kbps: 0.1 })
  expect(requests.overdue(at(2900))).toHaveLength(0)
  expect(requests.overdue(at(3100))).toHaveLength(1)
})

it('waits for an uplink of 0.4 Mbit/s, and for what is queued before it', () => {
  const { requests, at } = ask(peerNamed('slow'), { kbps: 400, queuedMs: 1400 })
  for (let nowMs = 0; nowMs < 1400 + (PIECE_BYTES * 8) / 400; nowMs += 50)
    expect(requests.overdue(at(nowMs))).toEqual([])
})

it('takes next to nothing for silence after a while, from who never sent a whole piece', () => {
  const { request, at } = ask(peerNamed('drips'), { kbps: 1 })
  expect(isSilent(request, at(1400))).toBe(false)
  expect(isSilent(request, at(1600))).toBe(true)
  const known = peerNamed('known')
  const slow = ask(known, { kbps: 1 })
  known.settled(0, 120)
  expect(isSilent(slow.request, slow.at(1600))).toBe(false)
  const queued = ask(peerNamed('queued'), { kbps: 400, queuedMs: 1400 })
  expect(isSilent(queued.request, queued.at(1700))).toBe(false)
})
