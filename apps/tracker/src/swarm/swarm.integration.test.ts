import { once } from 'node:events'
import { connect } from 'node:net'
import { setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import { finishRecording, startRecording } from '@shoal/db/recordings'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { makeId, openPeer, type Peer, refusalOf } from '../testing/peer.ts'
import {
  infoHash,
  ladder,
  sampleReport,
  signTicket,
  startTrackerLab,
  type TicketOptions,
  type TrackerLab,
} from '../testing/tracker-lab.ts'
import { SWEEPS_PER_PROBE } from './viewer-sockets.ts'

let lab: TrackerLab
let broadcast: string
let swarm: string

beforeAll(async () => {
  lab = await startTrackerLab()
})
afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})
beforeEach(async () => {
  broadcast = makeId('broadcast')
  swarm = infoHash(broadcast)
  lab.clock.nowMs = Date.now()
  await lab.addLiveBroadcast(broadcast)
})

async function open(options: Partial<TicketOptions> = {}): Promise<Peer> {
  return openPeer(lab.swarmUrl(await signTicket({ broadcast, ...options })))
}

async function enter(peer: Peer, peerId = makeId('-PM0203-'), offerIds: string[] = []): Promise<string> {
  const before = peer.heard.length
  peer.announce({ infoHash: swarm, peerId, event: 'started', offerIds })
  await expect.poll(() => peer.heard.length).toBeGreaterThan(before)
  return peerId
}

function refusals(reason: string): Promise<number> {
  return lab.metric(`shoal_tracker_refusals_total{reason="${reason}"}`)
}

describe('the door', () => {
  it.each<[string, string, number, () => Promise<string | undefined> | undefined]>([
    ['no ticket', 'no-ticket', 401, () => undefined],
    ['an empty ticket', 'no-ticket', 401, async () => ''],
    ['what is no ticket', 'forged-ticket', 401, async () => 'a.b.c'],
    ['a forged signature', 'forged-ticket', 401, () => signTicket({ broadcast, signedWith: 'x'.repeat(43) })],
    ['a ticket for somewhere else', 'forged-ticket', 401, () => signTicket({ broadcast, audience: 'origin' })],
    ['a ticket of someone else', 'forged-ticket', 401, () => signTicket({ broadcast, issuer: 'else' })],
    ['an expired ticket', 'expired-ticket', 401, () => signTicket({ broadcast, lifetimeSeconds: -1 })],
    ['a ticket without P2P', 'p2p-off', 403, () => signTicket({ broadcast, mode: 'off' })],
    ['a ticket of no broadcast', 'broadcast-not-on', 403, () => signTicket({ broadcast: makeId('nowhere') })],
  ])('refuses %s, and counts it', async (_, reason, status, ticket) => {
    const before = await refusals(reason)
    expect(await refusalOf(lab.swarmUrl(await ticket()))).toEqual({ status, body: `{"error":"${reason}"}` })
    expect(await refusals(reason)).toBe(before + 1)
  })

  it('refuses a ticket with no signature at all', async () => {
    const [, payload] = (await signTicket({ broadcast })).split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
    expect(await refusalOf(lab.swarmUrl(none))).toMatchObject({ status: 401 })
  })

  it('is at /swarm alone', async () => {
    const url = lab.swarmUrl(await signTicket({ broadcast })).replace('/swarm', '/elsewhere')
    expect(await refusalOf(url)).toMatchObject({ status: 404 })
  })

  it('knows a broadcast that began a moment ago', async () => {
    const fresh = makeId('fresh')
    await lab.addLiveBroadcast(fresh)
    await using peer = await open({ broadcast: fresh })
    expect(peer.ws.readyState).toBe(WebSocket.OPEN)
  })
})

describe('many behind one address', () => {
  it('get in and are introduced, whatever bad tickets come from there too', { timeout: 180_000 }, async () => {
    lab.clock.nowMs += 30_000 // what others were answered from this address is forgotten
    const before = await refusals('unanswered')
    const bad = Array.from({ length: 300 }, () => answerOrNothing(lab.swarmUrl('a.b.c')))
    const answers = await Promise.all(bad)
    expect(answers.filter((status) => status === 401).length).toBeGreaterThanOrEqual(200)
    const unanswered = answers.filter((status) => status === undefined).length
    expect(await refusals('unanswered')).toBe(before + unanswered)

    const pupils: Peer[] = []
    for (let row = 0; row < 20; row++) pupils.push(...(await Promise.all(Array.from({ length: 30 }, () => open()))))
    for (const pupil of pupils) {
      const offerIds = Array.from({ length: 5 }, () => makeId('offer'))
      pupil.announce({ infoHash: swarm, peerId: makeId('-SH0100-'), event: 'started', offerIds })
    }
    await expect.poll(() => pupils.every(({ heard }) => heard.some(({ interval }) => interval === 15))).toBe(true)
    await expect.poll(() => pupils.filter(({ heard }) => heard.some(({ offer }) => offer)).length).toBeGreaterThan(500)
    expect(pupils.every(({ ws }) => ws.readyState === WebSocket.OPEN)).toBe(true)
    await Promise.all(pupils.map((pupil) => pupil[Symbol.asyncDispose]()))
  })
})

/** The status that a door answers with, or `undefined` where it hangs up. */
function answerOrNothing(url: string): Promise<number | undefined> {
  const ws = new WebSocket(url)
  return new Promise((resolve) => {
    ws.once('unexpected-response', (_, answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    ws.once('error', () => resolve(undefined))
  })
}

describe('an introduction', () => {
  it('passes the offer of one viewer to another, and the answer back, and names no address', async () => {
    await using first = await open()
    await using second = await open()
    const firstId = await enter(first)
    const secondId = await enter(second, undefined, ['offer-id-\u0000-\u00ff-abcdefg'])
    const [ack] = second.heard
    expect(ack).toMatchObject({ action: 'announce', info_hash: swarm, interval: 15, incomplete: 2 })

    await expect
      .poll(() => first.heard.at(-1)?.offer)
      .toEqual({ type: 'offer', sdp: 'v=0 offer-id-\u0000-\u00ff-abcdefg' })
    expect(first.heard.at(-1)).toMatchObject({ peer_id: secondId, info_hash: swarm })
    const offerId = first.heard.at(-1)?.offer_id ?? ''
    first.answer({ infoHash: swarm, peerId: firstId, to: secondId, offerId })
    await expect.poll(() => second.heard.at(-1)?.answer).toEqual({ type: 'answer', sdp: 'v=0' })
    expect(second.heard.at(-1)).toMatchObject({ peer_id: firstId, offer_id: offerId })
    expect(JSON.stringify([first.heard, second.heard])).not.toContain('127.0.0.1')
  })

  it('happens within a swarm alone', async () => {
    await using first = await open()
    await using second = await open()
    await enter(first)
    second.announce({ infoHash: infoHash(broadcast, 1, 1), peerId: makeId('-PM0203-'), offerIds: [makeId('offer')] })
    await expect.poll(() => second.heard.length).toBe(1)
    expect(second.heard[0]).toMatchObject({ incomplete: 1 })
    expect(first.heard).toHaveLength(1)
  })

  it('is not made between two who only receive', async () => {
    await using first = await open({ mode: 'receive-only' })
    await using second = await open({ mode: 'receive-only' })
    await using giver = await open()
    await enter(first)
    await enter(second, undefined, [makeId('offer')])
    await enter(giver, undefined, [makeId('offer'), makeId('offer')])
    await expect.poll(() => [first.heard.length, second.heard.length]).toEqual([2, 2])
  })

  it('passes on no answer to an offer that was never made, or was answered already', async () => {
    const before = await refusals('unmatched-answer')
    await using first = await open()
    await using second = await open()
    const firstId = await enter(first)
    const offerId = makeId('offer')
    const secondId = await enter(second, undefined, [offerId])
    await expect.poll(() => first.heard.length).toBe(2)
    first.answer({ infoHash: swarm, peerId: firstId, to: secondId, offerId: makeId('other') })
    for (let time = 0; time < 2; time++) first.answer({ infoHash: swarm, peerId: firstId, to: secondId, offerId })
    await vi.waitFor(async () => expect(await refusals('unmatched-answer')).toBe(before + 2))
    expect(second.heard.filter(({ answer }) => answer)).toHaveLength(1)
    expect(first.ws.readyState).toBe(WebSocket.OPEN)
  })
})

describe('a peer', () => {
  it('is gone from every swarm when its socket closes', async () => {
    const peers = await lab.metric('shoal_tracker_peers')
    const swarms = await lab.metric('shoal_tracker_swarms')
    const peer = await open()
    await enter(peer)
    peer.announce({ infoHash: infoHash(broadcast, 1, 1), peerId: makeId('-PM0203-') })
    await expect.poll(() => peer.heard.length).toBe(2)
    expect(await lab.metric('shoal_tracker_peers')).toBe(peers + 2)
    const closedAt = performance.now()
    await peer[Symbol.asyncDispose]()
    await vi.waitFor(async () => expect(await lab.metric('shoal_tracker_peers')).toBe(peers), { interval: 10 })
    expect(performance.now() - closedAt).toBeLessThan(1000)
    expect(await lab.metric('shoal_tracker_swarms')).toBe(swarms)
  })

  it('leaves a swarm when it says so, and once it no longer announces', async () => {
    await using leaving = await open()
    await using silent = await open()
    await using witness = await open()
    const leavingId = await enter(leaving)
    await enter(silent)
    leaving.announce({ infoHash: swarm, peerId: leavingId, event: 'stopped' })
    await enter(witness)
    expect(witness.heard.at(-1)).toMatchObject({ incomplete: 2 })
    lab.clock.nowMs += 60_000
    const witnessId = await enter(witness)
    lab.clock.nowMs += 60_000
    lab.tracker.sockets.sweep()
    await enter(witness, witnessId)
    expect(witness.heard.at(-1)).toMatchObject({ incomplete: 1 })
  })

  it('has one place in a swarm, whatever ids it gives itself', async () => {
    await using peer = await open()
    for (let time = 0; time < 3; time++) await enter(peer)
    expect(peer.heard.at(-1)).toMatchObject({ incomplete: 1 })
  })

  it.each(['stopped', 'started', undefined])(
    'cannot be taken over or put out by another viewer (%s)',
    async (event) => {
      const before = await refusals('foreign-peer')
      await using victim = await open()
      await using attacker = await open()
      const victimId = await enter(victim)
      attacker.announce({ infoHash: swarm, peerId: victimId, ...(event && { event }) })
      expect(await attacker.closed).toEqual({ code: 1008, reason: 'foreign-peer' })
      expect(attacker.heard).toMatchObject([{ 'failure reason': 'foreign-peer' }])
      expect(await refusals('foreign-peer')).toBe(before + 1)
      await enter(victim, victimId, [])
      expect(victim.heard.at(-1)).toMatchObject({ incomplete: 1 })
    },
  )

  it('moves with its viewer to a new connection, and stays when the old one closes', async () => {
    const sub = makeId('viewer')
    const old = await open({ sub })
    await using renewed = await open({ sub })
    const peerId = await enter(old)
    await enter(renewed, peerId)
    await old[Symbol.asyncDispose]()
    await using other = await open()
    await enter(other, undefined, [makeId('offer')])
    await expect.poll(() => renewed.heard.at(-1)?.offer).toBeTruthy()
  })
})

describe('what a viewer may not say', () => {
  it.each([
    ['in a swarm that is none', () => 'x'.repeat(20)],
    ['in an epoch that has not begun', () => infoHash(broadcast, 2)],
  ])('an announce %s', async (_, swarmOf) => {
    const before = await refusals('unknown-swarm')
    await using peer = await open()
    peer.announce({ infoHash: swarmOf(), peerId: makeId('-PM0203-') })
    expect(await peer.closed).toEqual({ code: 1008, reason: 'unknown-swarm' })
    expect(peer.heard).toMatchObject([{ 'failure reason': 'unknown-swarm' }])
    expect(await refusals('unknown-swarm')).toBe(before + 1)
  })

  it('an announce in the swarm of a broadcast that its ticket is not for', async () => {
    const other = makeId('other')
    await lab.addLiveBroadcast(other)
    await lab.tracker.broadcasts.refresh()
    await using peer = await open()
    peer.announce({ infoHash: infoHash(other), peerId: makeId('-PM0203-') })
    expect(await peer.closed).toEqual({ code: 1008, reason: 'foreign-swarm' })
  })

  it.each<[string, string, unknown]>([
    ['a scrape', 'scrape', { action: 'scrape', info_hash: [1] }],
    ['a scrape of everything', 'scrape', { action: 'scrape' }],
    ['offers of null', 'malformed-message', { action: 'announce', offers: [null] }],
    ['null', 'malformed-message', null],
  ])('%s', async (_, reason, message) => {
    const before = await refusals(reason)
    await using peer = await open()
    await enter(peer)
    const isAnnounce = typeof message === 'object' && message !== null && 'offers' in message
    peer.say(isAnnounce ? { ...message, info_hash: swarm, peer_id: makeId('-PM0203-') } : message)
    expect(await peer.closed).toEqual({ code: 1008, reason })
    expect(await refusals(reason)).toBe(before + 1)
  })

  it('a message of 1 MB', async () => {
    const before = await refusals('message-too-big')
    await using peer = await open()
    peer.ws.send('x'.repeat(1_000_000))
    expect((await peer.closed).code).toBe(1009)
    expect(await refusals('message-too-big')).toBe(before + 1)
  })

  it('more offers than it can need, of which none are passed on', async () => {
    const before = await refusals('too-many-offers')
    await using peer = await open()
    await using other = await open()
    await enter(other)
    const peerId = await enter(peer)
    for (let time = 0; time < 13; time++) {
      const offerIds = Array.from({ length: 5 }, () => makeId('offer'))
      peer.announce({ infoHash: swarm, peerId, offerIds })
    }
    await expect.poll(() => peer.heard.length).toBe(14)
    expect(await refusals('too-many-offers')).toBe(before + 1)
    expect(peer.ws.readyState).toBe(WebSocket.OPEN)
  })

  it('under more names than a viewer needs', async () => {
    await using peer = await open()
    for (let time = 0; time < 17; time++) peer.announce({ infoHash: swarm, peerId: makeId('-PM0203-') })
    expect(await peer.closed).toEqual({ code: 1008, reason: 'too-many-peers' })
  })

  it('again and again through new connections', async () => {
    const ticket = await signTicket({ broadcast, sub: makeId('viewer') })
    for (let time = 0; time < 20; time++) await (await openPeer(lab.swarmUrl(ticket)))[Symbol.asyncDispose]()
    expect(await refusalOf(lab.swarmUrl(ticket))).toEqual({ status: 429, body: '{"error":"too-many-connections"}' })
    lab.clock.nowMs += 2000
    await using peer = await openPeer(lab.swarmUrl(ticket))
    expect(peer.ws.readyState).toBe(WebSocket.OPEN)
  })

  it('more than a swarm ever needs', async () => {
    await using peer = await open()
    const peerId = makeId('-PM0203-')
    for (let time = 0; time < 200; time++) peer.announce({ infoHash: swarm, peerId })
    expect(await peer.closed).toEqual({ code: 1008, reason: 'too-many-messages' })
  })

  it('a thousand things at random, none of which end the process', { timeout: 120_000 }, async () => {
    const piece = fc.oneof(fc.jsonValue(), fc.constantFrom('announce', 'scrape', swarm, '-PM0203-aaaaaaaaaaaa', [null]))
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record(
          {
            action: fc.constantFrom('announce', 'announce', 'scrape', 1),
            info_hash: fc.oneof(fc.constant(swarm), piece),
            peer_id: fc.oneof(fc.constant('-PM0203-aaaaaaaaaaaa'), piece),
            offers: piece,
            ...{ answer: piece, to_peer_id: piece, offer_id: piece, event: piece, numwant: piece, left: piece },
          },
          { requiredKeys: [] },
        )
        .map((value) => Buffer.from(JSON.stringify(value))),
    )
    await using witness = await open()
    const witnessId = await enter(witness)
    const heapBefore = process.memoryUsage().heapUsed
    let peer = await open()
    for (const bytes of fc.sample(message, { numRuns: 1000, seed: 20260101 })) {
      if (peer.ws.readyState !== WebSocket.OPEN) peer = await open()
      peer.ws.send(bytes, { binary: false })
      peer.ws.ping() // its answer comes after the message was judged
      await Promise.race([once(peer.ws, 'pong'), peer.closed])
    }
    await peer[Symbol.asyncDispose]()
    await enter(witness, witnessId)
    expect(witness.heard.at(-1)).toMatchObject({ interval: 15 })
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(200 * 1024 * 1024)
  })
})

describe('the end', () => {
  it('of a broadcast closes its sockets, deletes its swarms and shuts its door', async () => {
    await using peer = await open()
    await enter(peer)
    const ticket = await signTicket({ broadcast })
    await setBroadcastState(lab.database.db, { id: broadcast, state: 'ended', at: new Date() })
    expect(await peer.closed).toEqual({ code: 1008, reason: 'broadcast-over' })
    await vi.waitFor(async () => expect(await lab.metric('shoal_tracker_peers')).toBe(0))
    expect(await refusalOf(lab.swarmUrl(ticket))).toMatchObject({ status: 403 })
  })

  it('of a broadcast opens the swarms of its past to those who watch its recording, and none of its live edge', async () => {
    const ticket = await signTicket({ broadcast })
    await startRecording(lab.database.db, { broadcastId: broadcast })
    await setBroadcastState(lab.database.db, { id: broadcast, state: 'ended', at: new Date() })
    await lab.tracker.broadcasts.refresh()
    expect(await refusalOf(lab.swarmUrl(ticket))).toMatchObject({ body: '{"error":"broadcast-not-on"}' })
    await finishRecording(lab.database.db, {
      broadcastId: broadcast,
      at: new Date(),
      seconds: 6,
      bytes: 1,
      segments: 3,
    })
    lab.clock.nowMs += 5000
    await using late = await openPeer(lab.swarmUrl(ticket))
    late.announce({ infoHash: swarm, peerId: makeId('-PM0203-') })
    expect(await late.closed).toEqual({ code: 1008, reason: 'broadcast-over' })
    expect(late.heard).toMatchObject([{ 'failure reason': 'broadcast-over', info_hash: swarm }])
    swarm = swarmInfoHash({ broadcastId: broadcast, epoch: 1, rung: '720p', isPast: true })
    await using first = await openPeer(lab.swarmUrl(ticket))
    await using second = await open()
    await enter(first)
    await enter(second, undefined, [makeId('offer')])
    await expect.poll(() => first.heard.at(-1)?.offer).toBeTruthy()
    second.announce({ infoHash: infoHash(makeId('other')), peerId: makeId('-PM0203-') })
    expect(await second.closed).toEqual({ code: 1008, reason: 'unknown-swarm' })
  })

  it('of an epoch leaves its swarms to viewers who have gone back', async () => {
    await using peer = await open()
    const peerId = await enter(peer)
    await startEpoch(lab.database.db, { broadcastId: broadcast, epoch: 2, rungs: ladder })
    peer.announce({ infoHash: infoHash(broadcast, 2), peerId })
    await expect.poll(() => peer.heard.at(-1)).toMatchObject({ interval: 15, info_hash: infoHash(broadcast, 2) })
    peer.announce({ infoHash: swarm, peerId })
    await expect.poll(() => peer.heard.at(-1)).toMatchObject({ info_hash: swarm, incomplete: 1 })
  })

  it('of a ticket does not matter to a viewer who has shown a newer one, and does to all others', async () => {
    const sub = makeId('viewer')
    const first = await signTicket({ broadcast, sub })
    await using peer = await openPeer(lab.swarmUrl(first))
    await using lapsed = await open()
    lab.clock.nowMs += 400_000
    await post(sampleReport({ ticket: await signTicket({ broadcast, sub, nowMs: lab.clock.nowMs }) }))
    lab.clock.nowMs += 261_000
    expect(await refusalOf(lab.swarmUrl(first))).toMatchObject({ body: '{"error":"expired-ticket"}' })
    lab.tracker.sockets.sweep()
    expect(await lapsed.closed).toEqual({ code: 1008, reason: 'ticket-lapsed' })
    await enter(peer)

    await using again = await openPeer(lab.swarmUrl(await signTicket({ broadcast, sub, nowMs: lab.clock.nowMs })))
    lab.clock.nowMs += 400_000
    lab.tracker.sockets.sweep()
    await enter(peer)
    lab.clock.nowMs += 261_000
    lab.tracker.sockets.sweep()
    expect([(await peer.closed).reason, (await again.closed).reason]).toEqual(['ticket-lapsed', 'ticket-lapsed'])
  })

  it('of P2P by the wish of the viewer closes its sockets at once, and shuts its door to the older ticket', async () => {
    const sub = makeId('viewer')
    const ticket = await signTicket({ broadcast, sub })
    await using peer = await openPeer(lab.swarmUrl(ticket))
    await using other = await open()
    await enter(peer)
    const off = await signTicket({ broadcast, sub, mode: 'off', nowMs: lab.clock.nowMs + 5000 })
    const revokedAt = performance.now()
    await post(sampleReport({ ticket: off, deliveries: [], uploadedBytes: 0 }))
    expect((await peer.closed).reason).toBe('p2p-off')
    expect(performance.now() - revokedAt).toBeLessThan(1000)
    await enter(other)
    expect(other.heard.at(-1)).toMatchObject({ incomplete: 1 })
    expect(await refusalOf(lab.swarmUrl(ticket))).toMatchObject({ body: '{"error":"p2p-off"}' })
  })

  it('of giving, too: a viewer who only receives from now on is not introduced to another such one', async () => {
    const sub = makeId('viewer')
    await using peer = await open({ sub })
    await using taker = await open({ mode: 'receive-only' })
    await enter(peer)
    const ticket = await signTicket({ broadcast, sub, mode: 'receive-only', nowMs: lab.clock.nowMs + 5000 })
    await post(sampleReport({ ticket, uploadedBytes: 0 }))
    await enter(taker, undefined, [makeId('offer')])
    await using giver = await open()
    await enter(giver, undefined, [makeId('offer'), makeId('offer')])
    await expect.poll(() => [peer.heard.length, taker.heard.length]).toEqual([2, 2])
  })

  it('of a viewer whom others do not want closes its sockets, tells its peers, and shuts its door until the ban is over', async () => {
    const sub = makeId('viewer')
    const ticket = await signTicket({ broadcast, sub })
    await using peer = await openPeer(lab.swarmUrl(ticket))
    await using other = await open()
    const peerId = await enter(peer)
    await enter(other)
    expect(lab.tracker.owners.sessionOf(broadcast, peerId)).toBe(sub)
    lab.tracker.bans.ban(sub, lab.clock.nowMs + 60_000)
    expect(await peer.closed).toEqual({ code: 1008, reason: 'banned' })
    await expect.poll(() => other.heard.at(-1)).toMatchObject({ action: 'announce', peer_id: peerId, banned: true })
    expect(await refusalOf(lab.swarmUrl(ticket))).toEqual({ status: 403, body: '{"error":"banned"}' })
    expect(lab.tracker.owners.sessionOf(broadcast, peerId)).toBe(sub)
    lab.clock.nowMs += 60_000
    lab.tracker.sockets.sweep()
    await using back = await openPeer(lab.swarmUrl(ticket))
    await enter(back)
  })

  it('of a viewer comes when three name it that the tracker has introduced to it, and not by any number of others', async () => {
    const sub = makeId('viewer')
    await using giver = await open({ sub })
    const peerId = await enter(giver)
    const accuse = async (session: string, ownId: string) => {
      const ticket = await signTicket({ broadcast, sub: session, nowMs: lab.clock.nowMs })
      const offenders = [{ peerId, offence: 'corrupt' as const }]
      await post(sampleReport({ ticket, swarm: { peerId: ownId, gives: true, received: [], offenders } }))
    }
    for (let liar = 0; liar < 4; liar++) await accuse(makeId('viewer'), makeId('-SH0100-'))
    expect(lab.tracker.bans.isBanned(sub, lab.clock.nowMs)).toBe(false)

    await using met = new AsyncDisposableStack()
    const witnesses: [session: string, ownId: string][] = []
    for (let witness = 0; witness < 3; witness++) {
      const session = makeId('viewer')
      const peer = met.use(await open({ sub: session }))
      const offerIds = Array.from({ length: witness + 1 }, () => makeId('offer'))
      const ownId = await enter(peer, undefined, offerIds)
      const isIts = ({ peer_id }: Peer['heard'][number]) => peer_id === ownId
      await expect.poll(() => giver.heard.some(isIts)).toBe(true)
      const offerId = giver.heard.find(isIts)?.offer_id ?? ''
      giver.answer({ infoHash: swarm, peerId, to: ownId, offerId })
      await expect.poll(() => peer.heard.some(({ answer }) => answer)).toBe(true)
      witnesses.push([session, ownId])
    }
    lab.clock.nowMs += 5000
    for (const witness of witnesses) await accuse(...witness)
    expect(await giver.closed).toEqual({ code: 1008, reason: 'banned' })
  })

  it('of a connection that answers no probe', async () => {
    await using peer = await open()
    peer.ws.pause()
    for (let time = 0; time < 2 * SWEEPS_PER_PROBE; time++) lab.tracker.sockets.sweep()
    await vi.waitFor(async () =>
      expect(await lab.metric('shoal_tracker_ended_sockets_total{reason="no-heartbeat"}')).toBe(1),
    )
    peer.ws.resume()
    expect((await peer.closed).reason).toBe('no-heartbeat')
  })

  it('of the oldest connection when a viewer opens a fourth', async () => {
    const sub = makeId('viewer')
    const peers = await Promise.all([open({ sub }), open({ sub }), open({ sub }), open({ sub })])
    const gone = await Promise.race(peers.map((peer) => peer.closed))
    expect(gone.reason).toBe('too-many-sockets')
    expect(peers.filter(({ ws }) => ws.readyState === WebSocket.OPEN)).toHaveLength(3)
    for (const peer of peers) peer.ws.terminate()
  })
})

async function post(report: unknown): Promise<void> {
  const answer = await fetch(lab.httpUrl('/swarm/telemetry'), {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify(report),
  })
  expect(answer.status).toBe(200)
}

it('does not mind half an upgrade', async () => {
  const { pathname, search, hostname, port } = new URL(lab.swarmUrl(await signTicket({ broadcast })))
  const socket = connect(Number(port), hostname)
  socket.end(`GET ${pathname}${search} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  socket.resume()
  await once(socket, 'close')
  await using peer = await open()
  await enter(peer)
})
