import type { RecordedBroadcast } from '@shoal/db/recordings'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import { expect, it } from 'vitest'
import { RecordedBroadcasts } from './recorded-broadcasts.ts'

const rung = {
  ...{ name: '720p', width: 1280, height: 720, frameRate: '30.000', videoCodec: 'avc1.64001f' },
  ...{ audioCodec: 'mp4a.40.2', bandwidth: 3_000_000, averageBandwidth: 2_400_000, epoch: 1 },
}

function start() {
  const clock = { nowMs: 0 }
  const stored = new Set(['abcdefghijkl'])
  const asked: string[][] = []
  const gone: string[] = []
  const database = { isDown: false }
  const recorded = new RecordedBroadcasts({
    async load(ids): Promise<RecordedBroadcast[]> {
      asked.push(ids)
      if (database.isDown) throw new Error('down')
      return ids.filter((id) => stored.has(id)).map((id) => ({ id, epoch: 1, rungs: [rung] }))
    },
    onGone: ({ id }) => gone.push(id),
    now: () => clock.nowMs,
  })
  return { clock, stored, asked, gone, database, recorded }
}

it('asks once for many viewers of a recording, and knows the swarms of its past alone', async () => {
  const { recorded, asked } = start()
  await Promise.all(Array.from({ length: 100 }, () => recorded.find('abcdefghijkl')))
  const found = await recorded.find('abcdefghijkl')
  expect(asked).toEqual([['abcdefghijkl']])
  const swarm = { broadcastId: 'abcdefghijkl', epoch: 1, rung: '720p' }
  expect([...(found?.swarms.keys() ?? [])]).toEqual([swarmInfoHash({ ...swarm, isPast: true })])
})

it('asks again after a while for one that was not there', async () => {
  const { recorded, asked, clock, stored } = start()
  expect(await recorded.find('mnopqrstuvwx')).toBeUndefined()
  stored.add('mnopqrstuvwx')
  expect(await recorded.find('mnopqrstuvwx')).toBeUndefined()
  clock.nowMs += 5000
  expect(await recorded.find('mnopqrstuvwx')).toMatchObject({ id: 'mnopqrstuvwx' })
  expect(asked).toHaveLength(2)
})

it('tells of a recording that is deleted while it is watched', async () => {
  const { recorded, stored, gone } = start()
  await recorded.find('abcdefghijkl')
  await recorded.check()
  expect(gone).toEqual([])
  stored.clear()
  await recorded.check()
  await recorded.check()
  expect([gone, recorded.current('abcdefghijkl')]).toEqual([['abcdefghijkl'], undefined])
})

it('keeps what it knew while the database is away, and finds nothing else', async () => {
  const { recorded, database } = start()
  await recorded.find('abcdefghijkl')
  database.isDown = true
  await recorded.check()
  expect(recorded.current('abcdefghijkl')).toMatchObject({ id: 'abcdefghijkl' })
  expect(await recorded.find('mnopqrstuvwx')).toBeUndefined()
})

it('forgets those that nobody watches', async () => {
  const { recorded, clock, asked } = start()
  await recorded.find('abcdefghijkl')
  clock.nowMs += 15 * 60_000 + 1
  await recorded.check()
  expect(asked).toHaveLength(1)
  expect(recorded.current('abcdefghijkl')).toBeUndefined()
})
