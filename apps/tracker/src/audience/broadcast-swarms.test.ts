import type { SwarmReport } from '@shoal/protocol/telemetry'
import { beforeEach, describe, expect, it } from 'vitest'
import { PeerOwners } from '../swarm/peer-owners.ts'
import { Bans } from '../ticket/bans.ts'
import { BroadcastSwarms, type SwarmWord } from './broadcast-swarms.ts'

let bans: Bans
let owners: PeerOwners
let swarms: BroadcastSwarms

beforeEach(() => {
  bans = new Bans(() => {})
  owners = new PeerOwners()
  swarms = new BroadcastSwarms('broadcast', { owners, bans })
})

const rung = { key: '1/720p', bandwidth: 1_000_000, isCurrent: true }

function peerIdOf(viewer: string): string {
  return `-SH0100-${viewer.padEnd(12, '.')}`
}

/** `from`: the viewers that it received from. */
function wordOf(session: string, change: Partial<SwarmReport> = {}, from: string[] = []): SwarmWord {
  const received = from.map((viewer) => ({ peerId: peerIdOf(viewer), bytes: 100_000 }))
  const report = { peerId: peerIdOf(session), gives: true, received, offenders: [], ...change }
  return { session, report, mayGive: true, uploadedBytes: 0, rung, block: session, nowMs: 0 }
}

function hear(word: SwarmWord) {
  return swarms.hear(word).answer.hints
}

it('lets those that give and were not measured yet seed in a young swarm, and no others', () => {
  expect(hear(wordOf('a'))).toEqual({ size: 1, seeders: 1, rank: 0 })
  expect(hear(wordOf('slow', { uplinkKbps: 900 }))).toMatchObject({ size: 2, seeders: 1, rank: null })
  expect(hear(wordOf('phone', { gives: false }))).toMatchObject({ size: 3, seeders: 1, rank: null })
  expect(hear({ ...wordOf('taker'), mayGive: false })).toMatchObject({ seeders: 1, rank: null })
  expect(hear(wordOf('b'))).toMatchObject({ size: 5, seeders: 2, rank: 1 })
})

it('has only proven seeders once there are three, and others again when they leave', () => {
  for (const viewer of ['new', 'a', 'b', 'c']) hear(wordOf(viewer))
  hear(wordOf('taker', { gives: false }, ['a', 'b', 'c']))
  for (const viewer of ['a', 'b', 'c']) hear(wordOf(viewer, { uplinkKbps: 4000 }))
  expect(hear(wordOf('new'))).toMatchObject({ size: 5, seeders: 3, rank: null })
  swarms.leave('a', 0)
  expect(hear(wordOf('new'))).toMatchObject({ seeders: 2, rank: null })
  swarms.leave('b', 0)
  expect(hear(wordOf('new'))).toMatchObject({ size: 3, seeders: 2, rank: 1 })
})

it('makes no seeders by the word of their own address alone, where there are others', () => {
  const liars = ['x', 'y', 'z']
  const say = (from: string[]) =>
    liars.map((liar) => hear({ ...wordOf(liar, { uplinkKbps: 90_000 }, from), block: 'one' })?.rank)
  say([])
  say(liars)
  expect(say([])).toEqual([0, 1, 2]) // a school
  for (const viewer of ['a', 'b', 'c', 'taker']) hear(wordOf(viewer))
  for (const liar of liars) swarms.leave(liar, 0)
  say([])
  say(liars)
  hear(wordOf('taker', { gives: false }, ['a', 'b', 'c']))
  for (const viewer of ['a', 'b', 'c']) hear(wordOf(viewer, { uplinkKbps: 4000 }))
  expect(say(liars)).toEqual([null, null, null])
  expect(hear(wordOf('a', { uplinkKbps: 4000 }))?.seeders).toBe(3)
})

it('takes the rank of a viewer at once when it stops giving, and keeps those of the others', () => {
  for (const viewer of ['a', 'b', 'c']) hear(wordOf(viewer))
  expect(hear(wordOf('a', { gives: false }))).toMatchObject({ seeders: 2, rank: null })
  expect(hear(wordOf('b'))).toMatchObject({ seeders: 2, rank: 1 })
  expect(hear(wordOf('c'))).toMatchObject({ seeders: 2, rank: 0 })
})

it('moves a viewer to the swarm of the rung that it plays now', () => {
  hear(wordOf('a'))
  hear(wordOf('b'))
  const other = { key: '1/360p', bandwidth: 500_000, isCurrent: true }
  expect(hear({ ...wordOf('a'), rung: other })).toMatchObject({ size: 1, seeders: 1, rank: 0 })
  expect(hear(wordOf('b'))).toMatchObject({ size: 1, seeders: 1, rank: 0 })
})

it('tells the mean of the uplinks that are known, of which those that do not give have none', () => {
  hear(wordOf('fast'))
  hear(wordOf('phone', { gives: false }, ['fast']))
  hear(wordOf('boaster', { uplinkKbps: 9_000_000 })) // nobody received from it
  hear(wordOf('slow', { uplinkKbps: 1000 }))
  expect(hear(wordOf('fast', { uplinkKbps: 5000 }))?.uplinkRatio).toBe(2)
})

it('credits a peer id to the session that had it first', () => {
  hear(wordOf('seeder', { uplinkKbps: 5000 }))
  hear(wordOf('thief', { uplinkKbps: 5000, peerId: peerIdOf('seeder') }))
  hear(wordOf('taker', { gives: false }, ['seeder']))
  hear(wordOf('seeder', { uplinkKbps: 5000 }))
  hear(wordOf('thief', { uplinkKbps: 5000, peerId: peerIdOf('seeder') }))
  swarms.leave('taker', 0) // which counts as no uplink
  expect(hear(wordOf('new'))?.uplinkRatio).toBe(5) // of one; the thief's word is not heard
})

describe('an offender', () => {
  const offence = (of: string) => ({ offenders: [{ peerId: peerIdOf(of), offence: 'corrupt' as const }] })
  const viewers = Array.from({ length: 12 }, (_, index) => `viewer-${index}`)

  /** They are here for an hour, and the tracker has introduced each of `viewers` to it. */
  const meet = (offender: string, offenderIds = [peerIdOf(offender)], sinceMs = -3_600_000) => {
    for (const id of offenderIds) owners.enter('broadcast', id, { session: offender, nowMs: sinceMs })
    for (const session of viewers) {
      owners.enter('broadcast', peerIdOf(session), { session, nowMs: sinceMs })
      owners.introduce('broadcast', [session, offender])
    }
  }

  it('is out once three have named it: of the ranks, of the swarm, and everybody hears of it', () => {
    meet('offender')
    for (const viewer of ['offender', ...viewers]) hear(wordOf(viewer))
    for (const viewer of viewers.slice(0, 2)) hear(wordOf(viewer, offence('offender')))
    expect(bans.isBanned('offender', 0)).toBe(false)
    expect(swarms.hear(wordOf('viewer-3', offence('offender'))).answer).toMatchObject({
      ...{ hints: { size: 12, seeders: 12 }, banned: [peerIdOf('offender')] },
    })
    expect(bans.isBanned('offender', 7_100_000)).toBe(true)
    expect(swarms.hear(wordOf('viewer-4')).answer.banned).toEqual([peerIdOf('offender')])
    expect(swarms.hear(wordOf('offender')).answer.hints).toBeNull()
    swarms.tick(7_200_001)
    expect(swarms.hear(wordOf('viewer-4')).answer.banned).toEqual([])
  })

  it('is known by its other peer ids too, and when it reports nothing', () => {
    meet('silent session', [peerIdOf('silent'), peerIdOf('another')])
    for (const viewer of viewers) hear(wordOf(viewer))
    for (const viewer of viewers.slice(0, 3)) hear(wordOf(viewer, offence('silent')))
    expect(swarms.hear(wordOf('viewer-4')).answer.banned).toEqual([peerIdOf('silent'), peerIdOf('another')])
  })

  it('is nobody whom only the same liar names, under any peer id', () => {
    meet('honest')
    owners.enter('broadcast', peerIdOf('liar'), { session: 'liar', nowMs: -3_600_000 })
    owners.introduce('broadcast', ['liar', 'honest'])
    for (const viewer of ['honest', ...viewers]) hear(wordOf(viewer))
    for (let i = 0; i < 10; i++) hear(wordOf('liar', { ...offence('honest'), peerId: peerIdOf(`liar-${i}`) }))
    expect(bans.isBanned('honest', 0)).toBe(false)
  })

  it('is nobody whom only those name that the tracker has not introduced to it', () => {
    owners.enter('broadcast', peerIdOf('honest'), { session: 'honest', nowMs: -3_600_000 })
    for (const viewer of ['honest', ...viewers]) hear(wordOf(viewer))
    for (const viewer of viewers.slice(0, 4)) hear(wordOf(viewer, offence('honest'))) // tickets, and no sockets
    for (const session of viewers) owners.enter('broadcast', peerIdOf(session), { session, nowMs: -3_600_000 })
    for (const viewer of viewers) hear(wordOf(viewer, offence('honest'))) // sockets, and no answer from it
    swarms.tick(60_000)
    expect(bans.isBanned('honest', 60_000)).toBe(false)
  })

  it('is out only once those who name it have been here for a while', () => {
    meet('offender', undefined, -1000)
    for (const viewer of ['offender', ...viewers]) hear(wordOf(viewer))
    for (const viewer of viewers.slice(0, 3)) hear(wordOf(viewer, offence('offender')))
    swarms.tick(999)
    expect(bans.isBanned('offender', 999)).toBe(false)
    swarms.tick(1000)
    expect(bans.isBanned('offender', 1000)).toBe(true)
  })
})

it('tells those who serve a free rider that it is one, and those it does not deal with nothing', () => {
  const others = ['a', 'b', 'c', 'd']
  const minuteMs = 60_000
  for (let nowMs = 0; nowMs <= minuteMs + 5000; nowMs += 5000) {
    for (const session of others) {
      const asked = [peerIdOf('rider'), peerIdOf('a')]
      const askers = [{ peerId: peerIdOf('rider'), bytes: 2_000_000 }]
      const { riders } = swarms.hear({ ...wordOf(session, { asked, askers }, ['a']), nowMs }).answer
      expect(riders, `${session} at ${nowMs} ms`).toEqual(nowMs > minuteMs ? [peerIdOf('rider')] : [])
    }
    swarms.hear({ ...wordOf('rider', { uplinkKbps: 90_000 }), nowMs })
  }
  expect(swarms.hear({ ...wordOf('rider'), nowMs: minuteMs + 5000 }).answer.hints?.rank).toBeNull()
  expect(swarms.hear({ ...wordOf('e', {}, ['a']), nowMs: minuteMs + 5000 }).answer.riders).toEqual([])
})

it('counts of what a viewer says it sent only what others received, whoever speaks first', () => {
  const sent = (uploadedBytes: number) => swarms.hear({ ...wordOf('seeder'), uploadedBytes }).uploadedBytes
  expect(sent(150_000)).toBe(0)
  hear(wordOf('a', {}, ['seeder']))
  expect(sent(0)).toBe(100_000)
  hear(wordOf('b', {}, ['seeder']))
  expect(sent(10_000)).toBe(60_000)
  expect(sent(0)).toBe(0)
  hear(wordOf('seeder', {}, ['seeder'])) // its own word does not confirm it
  expect(sent(100_000)).toBe(40_000)
  hear(wordOf('c', {}, ['seeder']))
  expect(swarms.leave('seeder', 0)).toBe(60_000)
})

it('counts what a viewer sent before it left, when those that received it speak after it', () => {
  owners.enter('broadcast', peerIdOf('giver'), { session: 'giver', nowMs: 0 })
  swarms.hear({ ...wordOf('giver'), uploadedBytes: 150_000 })
  expect(swarms.leave('giver', 0)).toBe(0)
  expect(swarms.hear(wordOf('a', {}, ['giver'])).uploadedBefore).toEqual([{ session: 'giver', bytes: 100_000 }])
  expect(swarms.hear(wordOf('b', {}, ['giver'])).uploadedBefore).toEqual([{ session: 'giver', bytes: 50_000 }])
  expect(swarms.hear(wordOf('c', {}, ['giver'])).uploadedBefore).toEqual([])
})

it('has no hints for a viewer in an earlier ladder, and hears its word all the same', () => {
  hear(wordOf('seeder', { uplinkKbps: 5000 }))
  expect(hear({ ...wordOf('rewound', {}, ['seeder']), rung: { ...rung, isCurrent: false } })).toBeNull()
  expect(hear(wordOf('seeder', { uplinkKbps: 5000 }))).toEqual({ size: 1, seeders: 1, rank: 0, uplinkRatio: 5 })
})
