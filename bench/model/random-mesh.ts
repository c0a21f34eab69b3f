/** Who is linked with whom: a random graph in which most links stay in a viewer's own neighbourhood. */

import type { Random } from './random.ts'

/** Directed halves of the links; those of one viewer follow each other, so an edge is one number everywhere. */
export type ModelMesh = {
  /** Edges of viewer v: `start[v]` to `start[v + 1]` - 1. */
  start: Int32Array
  from: Int32Array
  to: Int32Array
  /** The same link, seen from the other end. */
  back: Int32Array
}

/** How many times a viewer is drawn another peer when the first is no new one or has enough links. */
const DRAWS = 8

/** `degree` is the mean; nobody gets more than a third above it. A neighbourhood is a block of viewers of one place. */
export function buildMesh(options: {
  viewers: number
  degree: number
  /** Share of the links that stay in the neighbourhood. */
  localShare: number
  neighbourhoodViewers: number
  random: Random
}): ModelMesh {
  const { viewers, localShare, random } = options
  const degree = Math.min(options.degree, viewers - 1)
  const most = Math.max(1, Math.ceil((degree * 4) / 3))
  const linked: number[][] = Array.from({ length: viewers }, () => [])
  const blockSize = Math.max(2, Math.min(viewers, options.neighbourhoodViewers))
  for (let round = 0; round < degree / 2; round++) {
    for (let viewer = 0; viewer < viewers; viewer++) {
      const block = Math.floor(viewer / blockSize) * blockSize
      for (let draw = 0; draw < DRAWS; draw++) {
        const isLocal = random() < localShare
        const base = isLocal ? block : 0
        const other = base + Math.floor(random() * Math.min(isLocal ? blockSize : viewers, viewers - base))
        if (link(linked, viewer, other, most)) break
      }
    }
  }
  return flatten(linked)
}

function link(linked: number[][], viewer: number, other: number, most: number): boolean {
  const own = linked[viewer] ?? []
  const theirs = linked[other] ?? []
  if (other === viewer || own.length >= most || theirs.length >= most || own.includes(other)) return false
  own.push(other)
  theirs.push(viewer)
  return true
}

function flatten(linked: readonly (readonly number[])[]): ModelMesh {
  const start = new Int32Array(linked.length + 1)
  for (const [viewer, peers] of linked.entries()) start[viewer + 1] = (start[viewer] ?? 0) + peers.length
  const count = start[linked.length] ?? 0
  const mesh = { start, from: new Int32Array(count), to: new Int32Array(count), back: new Int32Array(count) }
  for (const [viewer, peers] of linked.entries()) {
    for (const [i, peer] of peers.entries()) {
      const edge = (start[viewer] ?? 0) + i
      mesh.from[edge] = viewer
      mesh.to[edge] = peer
      mesh.back[edge] = (start[peer] ?? 0) + (linked[peer]?.indexOf(viewer) ?? 0)
    }
  }
  return mesh
}
