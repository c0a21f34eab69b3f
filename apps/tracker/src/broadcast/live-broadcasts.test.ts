import type { CurrentBroadcast } from '@shoal/db/broadcasts'
import { expect, it } from 'vitest'
import { LiveBroadcasts, type LiveBroadcastsOptions } from './live-broadcasts.ts'

const rung = {
  ...{ name: '720p', width: 1280, height: 720, frameRate: '30.000', videoCodec: 'avc1.64001f' },
  ...{ audioCodec: 'mp4a.40.2', bandwidth: 3_000_000, averageBandwidth: 2_400_000 },
}

function row(id: string, epoch = 1): CurrentBroadcast {
  const rungs = Array.from({ length: epoch }, (_, index) => ({ ...rung, epoch: index + 1 }))
  return { id, channelId: 'channel', channelSlug: 'harbour', state: 'live', epoch, rungs }
}

function start(load: LiveBroadcastsOptions['load']) {
  const changes: string[] = []
  const broadcasts = new LiveBroadcasts({
    load,
    onChange: (before, after) => changes.push(`${before.id} ${after ? `epoch ${after.epoch}` : 'over'}`),
    onDoorChanged: ({ id, door }) => changes.push(`${id} door ${door}`),
    onReachable: (isReachable) => changes.push(isReachable ? 'reachable' : 'unreachable'),
  })
  return { broadcasts, changes }
}

it('asks once for many strangers at once, and once more for those that came meanwhile', async () => {
  let asked = 0
  const { broadcasts } = start(async () => {
    asked += 1
    return [row('abcdefghijkl')]
  })
  const found = await Promise.all(Array.from({ length: 100 }, () => broadcasts.find('abcdefghijkl')))
  expect([asked, new Set(found).size]).toEqual([1, 1])
  await Promise.all(Array.from({ length: 100 }, () => broadcasts.find('nowherenowhere')))
  expect(asked).toBe(2)
})

it('asks at most each 250 ms', async () => {
  const { broadcasts } = start(async () => [])
  await broadcasts.find('nowherenowhere')
  const startedAt = performance.now()
  await broadcasts.find('nowherenowhere')
  expect(performance.now() - startedAt).toBeGreaterThan(200)
})

it('tells of new epochs and of ends, once each', async () => {
  let rows = [row('abcdefghijkl'), row('mnopqrstuvwx')]
  const { broadcasts, changes } = start(async () => rows)
  await broadcasts.refresh()
  rows = [row('abcdefghijkl', 2)]
  await broadcasts.refresh()
  await broadcasts.refresh()
  expect(changes).toEqual(['abcdefghijkl epoch 2', 'mnopqrstuvwx over'])
  expect(broadcasts.current('abcdefghijkl')?.swarms.size).toBe(4) // of each, at the edge and in the past
  expect(broadcasts.reported('mnopqrstuvwx')).toMatchObject({ id: 'mnopqrstuvwx' })
})

it('keeps what it knew while nobody answers, and says so once', async () => {
  let isDown = false
  const { broadcasts, changes } = start(async () => {
    if (isDown) throw new Error('down')
    return [row('abcdefghijkl')]
  })
  await broadcasts.refresh()
  isDown = true
  await broadcasts.refresh()
  await broadcasts.refresh()
  expect([broadcasts.isReachable, broadcasts.current('abcdefghijkl')?.id]).toEqual([false, 'abcdefghijkl'])
  isDown = false
  await broadcasts.refresh()
  expect(changes).toEqual(['unreachable', 'reachable'])
})

it('tells of another door, and keeps what it worked out', async () => {
  let rows = [row('abcdefghijkl')]
  const { broadcasts, changes } = start(async () => rows)
  await broadcasts.refresh()
  const before = broadcasts.current('abcdefghijkl')
  rows = [{ ...row('abcdefghijkl'), door: 'members' }]
  await broadcasts.refresh()
  await broadcasts.refresh()
  expect(changes).toEqual(['abcdefghijkl door members'])
  expect(broadcasts.current('abcdefghijkl')?.swarms).toBe(before?.swarms)
})
