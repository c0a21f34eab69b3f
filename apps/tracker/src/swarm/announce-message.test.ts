import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseSwarmMessage } from './announce-message.ts'

const announce = {
  action: 'announce',
  info_hash: 'abcdefghijklmnopqrst',
  peer_id: '-PM0203-abcdefghijkl',
  event: 'started',
  numwant: 5,
  uploaded: 0,
  offers: [{ offer: { type: 'offer', sdp: 'v=0' }, offer_id: '\u0000\u00ffcdefghijklmnopqrst' }],
}
const answer = {
  action: 'announce',
  info_hash: announce.info_hash,
  peer_id: announce.peer_id,
  to_peer_id: '-PM0203-mnopqrstuvwx',
  answer: { type: 'answer', sdp: 'v=0' },
  offer_id: announce.offers[0]?.offer_id,
}

it('reads an announce as the loader sends it, and keeps only what is known', () => {
  const { numwant, uploaded, ...rest } = announce
  expect(parseSwarmMessage(JSON.stringify(announce))).toEqual({ kind: 'announce', message: rest })
})

it('reads an answer', () => {
  expect(parseSwarmMessage(JSON.stringify(answer))).toEqual({ kind: 'answer', message: answer })
})

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a list', [announce]],
  ['an unknown action', { ...announce, action: 'connect' }],
  ['offers of null', { ...announce, offers: [null] }],
  ['offers of offers of null', { ...announce, offers: [{ ...announce.offers[0], offer: null }] }],
  ['eleven offers', { ...announce, offers: Array(11).fill(announce.offers[0]) }],
  [
    'a long description',
    { ...announce, offers: [{ ...announce.offers[0], offer: { type: 'offer', sdp: 'x'.repeat(20_000) } }] },
  ],
  ['a short info_hash', { ...announce, info_hash: 'short' }],
  ['an info_hash that is no text', { ...announce, info_hash: { length: 20 } }],
  ['a peer id beyond a byte', { ...announce, peer_id: '\u{1f41f}'.repeat(10) }],
  ['an offer id beyond a byte', { ...answer, offer_id: '\u0100'.repeat(20) }],
  ['an answer that is an offer', { ...answer, answer: { type: 'offer', sdp: 'v=0' } }],
  ['an answer to nobody', { ...answer, to_peer_id: undefined }],
  ['an event of another name', { ...announce, event: '__proto__' }],
])('refuses %s', (_, message) => {
  expect(parseSwarmMessage(JSON.stringify(message) ?? '')).toEqual({ kind: 'refused', reason: 'malformed-message' })
})

it.each([[['a']], [1], [undefined], ['abcdefghijklmnopqrst']])('refuses a scrape of %j', (infoHash) => {
  const message = JSON.stringify({ action: 'scrape', info_hash: infoHash })
  expect(parseSwarmMessage(message)).toEqual({ kind: 'refused', reason: 'scrape' })
})

it('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseSwarmMessage(text)),
    { numRuns: 5000 },
  )
})
