import { describe, expect, it } from 'vitest'
import { buildAnnounce, buildAnswer, createOfferId, offersThatFit, parseTrackerWord } from './tracker-message.ts'

const infoHash = 'a swarm, 20 letters.'
const peerId = '-SH0100-000000000001'
const offerId = 'an offer of 20 bytes'
const sdp = 'v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=candidate:1 1 UDP 1 192.0.2.2 9 typ host\r\n'
const offer = { action: 'announce', info_hash: infoHash, peer_id: peerId, offer_id: offerId }

const parse = (word: unknown) => parseTrackerWord(JSON.stringify(word))
const parseOffer = (text: unknown) => parse({ ...offer, offer: { type: 'offer', sdp: text } })

describe('a word of the tracker', () => {
  it('tells how many are in the swarm, whether they have all of it or not', () => {
    const answer = { action: 'announce', info_hash: infoHash, complete: 2, incomplete: 3, interval: 15 }
    expect(parse(answer)).toEqual({ kind: 'swarm', infoHash, size: 5, intervalSeconds: 15 })
    const senseless = { ...answer, complete: -1, incomplete: 'many', interval: 0 }
    expect(parse(senseless)).toEqual({ kind: 'swarm', infoHash, size: 0, intervalSeconds: null })
  })

  it('is an offer or an answer of a peer', () => {
    expect(parseOffer(sdp)).toEqual({ kind: 'offer', infoHash, peerId, offerId, sdp })
    const answer = { ...offer, answer: { type: 'answer', sdp } }
    expect(parse(answer)).toEqual({ kind: 'answer', infoHash, peerId, offerId, sdp })
  })

  it('is a failure, with or without the swarm that it is about', () => {
    expect(parse({ action: 'announce', 'failure reason': 'past-epoch', info_hash: infoHash })).toEqual({
      ...{ kind: 'failure', infoHash },
    })
    expect(parse({ 'failure reason': 'invalid info_hash' })).toEqual({ kind: 'failure', infoHash: null })
  })

  it('is that a peer is kept out from now on', () => {
    const ban = { action: 'announce', info_hash: infoHash, peer_id: peerId, banned: true }
    expect(parse(ban)).toEqual({ kind: 'ban', infoHash, peerId })
    expect(parse({ ...ban, peer_id: 'short' })).toBeNull()
  })

  it.each([
    ['no text', new ArrayBuffer(4)],
    ['no JSON', '{'],
    ['no object', '"announce"'],
    ['nothing', 'null'],
    ['another action', '{"action":"scrape"}'],
    ['no swarm', '{"action":"announce","interval":15}'],
    ['far too long', `"${'a'.repeat(40_000)}"`],
  ])('is ignored when it is %s', (_, text) => {
    expect(parseTrackerWord(text)).toBeNull()
  })

  it.each([
    ['sound', `${sdp}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n`],
    ['sound alone', 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n'],
    ['a long list of addresses', sdp + 'a=candidate:1 1 UDP 1 192.0.2.3 53 typ host\r\n'.repeat(40)],
    ['nothing to connect', 'v=0'],
    ['far too much', sdp + 'a'.repeat(20_000)],
    ['no text', 5],
  ])('is ignored when it offers %s', (_, text) => {
    expect(parseOffer(text)).toBeNull()
  })

  it('is ignored when its parts do not fit together', () => {
    expect(parse({ ...offer, offer: { type: 'answer', sdp } })).toBeNull()
    expect(parse({ ...offer, offer: null })).toBeNull()
    expect(parse({ ...offer, peer_id: 'short', offer: { type: 'offer', sdp } })).toBeNull()
    expect(parse({ ...offer, offer_id: 5, offer: { type: 'offer', sdp } })).toBeNull()
  })
})

describe('a word to the tracker', () => {
  it('announces with offers, and says good-bye without', () => {
    const announce = buildAnnounce({ infoHash, ownId: peerId, links: 3, offers: [{ offerId, sdp }], event: 'started' })
    expect(JSON.parse(announce)).toEqual({
      ...{ action: 'announce', info_hash: infoHash, peer_id: peerId, numwant: 1, event: 'started' },
      ...{
        uploaded: 0,
        downloaded: 0,
        left: 0,
        links: 3,
        offers: [{ offer: { type: 'offer', sdp }, offer_id: offerId }],
      },
    })
    expect(JSON.parse(buildAnnounce({ infoHash, ownId: peerId, links: 3, event: 'stopped' }))).not.toHaveProperty(
      'offers',
    )
  })

  it('answers to one peer', () => {
    const answer = buildAnswer({ infoHash, ownId: peerId, to: '-SH0100-000000000002', answer: { offerId, sdp } })
    expect(JSON.parse(answer)).toEqual({
      ...{ action: 'announce', info_hash: infoHash, peer_id: peerId, to_peer_id: '-SH0100-000000000002' },
      ...{ offer_id: offerId, answer: { type: 'answer', sdp } },
    })
  })

  it('stays within what our tracker takes', () => {
    const offers = Array.from({ length: 5 }, () => ({ offerId, sdp: 'a\r\n'.repeat(3000) }))
    const fit = offersThatFit(offers)
    expect(fit.length).toBe(2)
    expect(buildAnnounce({ infoHash, ownId: peerId, links: 3, offers: fit }).length).toBeLessThan(32 * 1024)
  })

  it('gives each offer an id of 20 letters', () => {
    expect(createOfferId(Math.random)).toMatch(/^[A-Za-z0-9]{20}$/)
  })
})
