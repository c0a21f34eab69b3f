import type { SwarmReport } from '@shoal/protocol/telemetry'
import { expect, it } from 'vitest'
import { BroadcastSwarms, type SwarmWord } from './broadcast-swarms.ts'

const rung = { key: '1/720p', bandwidth: 1_000_000 }

function peerIdOf(viewer: string): string {
  return `-SH0100-${viewer.padEnd(12, '.')}`
}

/** `from`: the viewers that it received from. */
function wordOf(session: string, change: Partial<SwarmReport> = {}, from: string[] = []): SwarmWord {
  const received = from.map((viewer) => ({ peerId: peerIdOf(viewer), bytes: 100_000 }))
  const report = { peerId: peerIdOf(session), gives: true, received, offenders: [], ...change }
  return { session, report, mayGive: true, rung, nowMs: 0 }
}

it('lets those that give and were not measured yet seed in a young swarm, and no others', () => {
  const swarms = new BroadcastSwarms()
  expect(swarms.hear(wordOf('a'))).toEqual({ size: 1, seeders: 1, rank: 0 })
  expect(swarms.hear(wordOf('slow', { uplinkKbps: 900 }))).toMatchObject({ size: 2, seeders: 1, rank: null })
  expect(swarms.hear(wordOf('phone', { gives: false }))).toMatchObject({ size: 3, seeders: 1, rank: null })
  expect(swarms.hear({ ...wordOf('taker'), mayGive: false })).toMatchObject({ seeders: 1, rank: null })
  expect(swarms.hear(wordOf('b'))).toMatchObject({ size: 5, seeders: 2, rank: 1 })
})

it('has only proven seeders once there are three, and others again when they leave', () => {
  const swarms = new BroadcastSwarms()
  for (const viewer of ['new', 'a', 'b', 'c']) swarms.hear(wordOf(viewer))
  swarms.hear(wordOf('taker', { gives: false }, ['a', 'b', 'c']))
  for (const viewer of ['a', 'b', 'c']) swarms.hear(wordOf(viewer, { uplinkKbps: 4000 }))
  expect(swarms.hear(wordOf('new'))).toMatchObject({ size: 5, seeders: 3, rank: null })
  swarms.leave('a')
  expect(swarms.hear(wordOf('new'))).toMatchObject({ seeders: 2, rank: null })
  swarms.leave('b')
  expect(swarms.hear(wordOf('new'))).toMatchObject({ size: 3, seeders: 2, rank: 1 })
})

it('takes the rank of a viewer at once when it stops giving, and keeps those of the others', () => {
  const swarms = new BroadcastSwarms()
  for (const viewer of ['a', 'b', 'c']) swarms.hear(wordOf(viewer))
  expect(swarms.hear(wordOf('a', { gives: false }))).toMatchObject({ seeders: 2, rank: null })
  expect(swarms.hear(wordOf('b'))).toMatchObject({ seeders: 2, rank: 1 })
  expect(swarms.hear(wordOf('c'))).toMatchObject({ seeders: 2, rank: 0 })
})

it('moves a viewer to the swarm of the rung that it plays now', () => {
  const swarms = new BroadcastSwarms()
  swarms.hear(wordOf('a'))
  swarms.hear(wordOf('b'))
  const other = { key: '1/360p', bandwidth: 500_000 }
  expect(swarms.hear({ ...wordOf('a'), rung: other })).toMatchObject({ size: 1, seeders: 1, rank: 0 })
  expect(swarms.hear(wordOf('b'))).toMatchObject({ size: 1, seeders: 1, rank: 0 })
})

it('tells the mean of the uplinks that are known, of which those that do not give have none', () => {
  const swarms = new BroadcastSwarms()
  swarms.hear(wordOf('fast'))
  swarms.hear(wordOf('phone', { gives: false }, ['fast']))
  swarms.hear(wordOf('boaster', { uplinkKbps: 9_000_000 })) // nobody received from it
  swarms.hear(wordOf('slow', { uplinkKbps: 1000 }))
  expect(swarms.hear(wordOf('fast', { uplinkKbps: 5000 })).uplinkRatio).toBe(2)
})

it('credits a peer id to the session that had it first', () => {
  const swarms = new BroadcastSwarms()
  swarms.hear(wordOf('seeder', { uplinkKbps: 5000 }))
  swarms.hear(wordOf('thief', { uplinkKbps: 5000, peerId: peerIdOf('seeder') }))
  swarms.hear(wordOf('taker', { gives: false }, ['seeder']))
  swarms.hear(wordOf('seeder', { uplinkKbps: 5000 }))
  swarms.hear(wordOf('thief', { uplinkKbps: 5000, peerId: peerIdOf('seeder') }))
  swarms.leave('taker') // which counts as no uplink
  expect(swarms.hear(wordOf('new')).uplinkRatio).toBe(5) // of one; the thief's word is not heard
})
