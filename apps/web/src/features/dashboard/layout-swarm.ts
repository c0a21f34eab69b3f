/** Where the dots and lines of a swarm's picture are: viewers on a circle in the order of their names, the origin inside. Pure. */

import type { SwarmMap, SwarmMapNode } from '@shoal/protocol/swarm-map'

export const MAP_SIZE = 400
const CENTRE = MAP_SIZE / 2
const RADIUS = 168
const LEAST_DOT = 4.5
const LARGEST_DOT = 11
const WIDEST_LINE = 3.5
/** How far lines between neighbours bend to the middle: all lines cross one place otherwise. */
const BEND = 0.45

export type PlacedNode = SwarmMapNode & { x: number; y: number; radius: number; originWidth: number }
export type PlacedEdge = { from: string; to: string; bytes: number; path: string; width: number }

export function layoutSwarm({ nodes, edges }: Pick<SwarmMap, 'nodes' | 'edges'>): {
  nodes: PlacedNode[]
  edges: PlacedEdge[]
} {
  const mostGiven = Math.max(1, ...nodes.map(({ givenBytes }) => givenBytes))
  const mostOrigin = Math.max(1, ...nodes.map(({ originBytes }) => originBytes))
  const mostEdge = Math.max(1, ...edges.map(({ bytes }) => bytes))
  const placed = nodes
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((node, index): PlacedNode => {
      const angle = (index / nodes.length) * 2 * Math.PI - Math.PI / 2
      return {
        ...node,
        x: round(CENTRE + RADIUS * Math.cos(angle)),
        y: round(CENTRE + RADIUS * Math.sin(angle)),
        // areas compare, radii do not
        radius: round(LEAST_DOT + (LARGEST_DOT - LEAST_DOT) * Math.sqrt(node.givenBytes / mostGiven)),
        originWidth: round((WIDEST_LINE * node.originBytes) / mostOrigin),
      }
    })
  const byId = new Map(placed.map((node) => [node.id, node]))
  return {
    nodes: placed,
    edges: edges.flatMap(({ from, to, bytes }) => {
      const [giver, taker] = [byId.get(from), byId.get(to)]
      if (!giver || !taker) return []
      return [{ from, to, bytes, path: curve(giver, taker), width: round(0.6 + (WIDEST_LINE * bytes) / mostEdge) }]
    }),
  }
}

type Point = { x: number; y: number }

function curve(from: Point, to: Point): string {
  const bent = (a: number, b: number) => round((a + b) / 2 + (CENTRE - (a + b) / 2) * BEND)
  return `M${from.x} ${from.y}Q${bent(from.x, to.x)} ${bent(from.y, to.y)} ${to.x} ${to.y}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
