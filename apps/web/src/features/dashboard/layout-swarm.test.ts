import { expect, it } from 'vitest'
import { layoutSwarm, MAP_SIZE } from './layout-swarm.ts'

const node = (id: string, givenBytes = 0) => ({
  ...{ id, browser: 'Firefox', country: '', mode: 'on' as const, rung: '720p' },
  ...{ originBytes: 100, peerBytes: 300, givenBytes },
})

it('is the same for the same swarm, in whatever order it is told', () => {
  const nodes = [node('b', 5), node('a'), node('c')]
  const edges = [{ from: 'b', to: 'a', bytes: 5 }]
  const laid = layoutSwarm({ nodes, edges })
  expect(layoutSwarm({ nodes: nodes.toReversed(), edges })).toEqual(laid)
  expect(laid.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

it('keeps every dot within the picture, apart from the others, and the largest for who gave most', () => {
  const { nodes } = layoutSwarm({ nodes: Array.from({ length: 60 }, (_, i) => node(`n${i}`, i)), edges: [] })
  for (const { x, y, radius } of nodes) {
    expect(Math.min(x, y) - radius).toBeGreaterThan(0)
    expect(Math.max(x, y) + radius).toBeLessThan(MAP_SIZE)
  }
  expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(60)
  expect(nodes.toSorted((a, b) => b.radius - a.radius)[0]?.id).toBe('n59')
})

it('draws no line to who is not there, and nothing of nobody', () => {
  expect(layoutSwarm({ nodes: [node('a')], edges: [{ from: 'gone', to: 'a', bytes: 5 }] }).edges).toEqual([])
  expect(layoutSwarm({ nodes: [], edges: [] })).toEqual({ nodes: [], edges: [] })
})
