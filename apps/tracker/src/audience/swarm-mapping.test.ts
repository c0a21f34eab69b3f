import { SWARM_MAP_NODES } from '@shoal/protocol/swarm-map'
import { expect, it } from 'vitest'
import { buildSwarmMap, type Drawn, selectDrawn } from './swarm-mapping.ts'

const viewer = (session: string, received: Drawn['received'] = []) => ({
  ...{ session, browser: 'Firefox', country: 'DE', mode: 'on' as const, rung: '720p' },
  drawn: { id: `dot-${session}`, originBytes: 100, peerBytes: 300, received },
})

it('draws who gave to whom, and nothing that is nobody’s', () => {
  const sessionOf = (peerId: string) => ({ 'peer-of-a': 'a', 'peer-of-b': 'b', 'peer-of-gone': 'gone' })[peerId]
  const received = [
    { peerId: 'peer-of-a', bytes: 200 },
    { peerId: 'peer-of-b', bytes: 50 },
    { peerId: 'peer-of-gone', bytes: 40 },
    { peerId: 'unknown', bytes: 30 },
  ]
  const map = buildSwarmMap([viewer('a'), viewer('b', received)], { viewers: 7, tracker: 'here', sessionOf })
  expect(map.edges).toEqual([{ from: 'dot-a', to: 'dot-b', bytes: 200 }])
  expect(map.nodes.map(({ id, givenBytes }) => [id, givenBytes])).toEqual([
    ['dot-a', 200],
    ['dot-b', 0],
  ])
  expect(map.viewers).toBe(7)
  expect(JSON.stringify(map)).not.toContain('peer-of')
})

it('draws the most active of many, and the same ones for as long as they are about as active', () => {
  const many = Array.from({ length: SWARM_MAP_NODES + 20 }, (_, index) => ({
    recentBytes: index,
    drawn: index < 20 ? ({ id: '' } as Drawn) : undefined,
  }))
  const chosen = selectDrawn(many)
  expect(chosen.size).toBe(SWARM_MAP_NODES)
  expect(chosen.has(many.at(-1) ?? { recentBytes: 0, drawn: undefined })).toBe(true)
  const drawnAgain = many.map((one) => ({ ...one, drawn: chosen.has(one) ? ({ id: '' } as Drawn) : undefined }))
  const next = selectDrawn(drawnAgain.map((one) => ({ ...one, recentBytes: one.recentBytes * 1.5 })))
  const stayed = drawnAgain.filter(({ drawn }) => drawn).length
  expect([...next].filter(({ drawn }) => drawn)).toHaveLength(stayed)
})
