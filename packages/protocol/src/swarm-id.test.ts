import { expect, it } from 'vitest'
import { swarmInfoHash } from './swarm-id.ts'

const swarm = { broadcastId: 'abcdefghij0123456789', epoch: 1, rung: '720p' }

it('names a swarm by its broadcast, epoch and rung, in the twenty characters that trackers want', () => {
  const names = [
    swarm,
    { ...swarm, epoch: 2 },
    { ...swarm, rung: '480p' },
    { ...swarm, broadcastId: 'bbcdefghij0123456789' },
    { ...swarm, isPast: true },
  ].map(swarmInfoHash)
  for (const name of names) expect(name).toMatch(/^[\w-]{20}$/)
  expect(new Set(names).size).toBe(5)
  expect(swarmInfoHash({ ...swarm })).toBe(names[0])
})

it('gives no two of a hundred thousand swarms one name', () => {
  const names = new Set<string>()
  for (let i = 0; i < 100_000; i++)
    names.add(swarmInfoHash({ ...swarm, broadcastId: `broadcast${String(i).padStart(8, '0')}` }))
  expect(names.size).toBe(100_000)
})
