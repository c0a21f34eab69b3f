import { expect, it } from 'vitest'
import { createRandom } from './random.ts'
import { buildMesh, type ModelMesh } from './random-mesh.ts'

const about = { viewers: 1000, degree: 12, localShare: 0.6, neighbourhoodViewers: 50 }
const mesh = buildMesh({ ...about, random: createRandom(1) })

it('has every link from both ends', () => {
  for (const [edge, back] of mesh.back.entries()) {
    expect([mesh.from[back], mesh.to[back]]).toEqual([mesh.to[edge], mesh.from[edge]])
  }
})

it('gives viewers about as many links as they should have, and nobody more than a third above it', () => {
  const degrees = Array.from({ length: about.viewers }, (_, v) => (mesh.start[v + 1] ?? 0) - (mesh.start[v] ?? 0))
  expect(mesh.to.length / about.viewers).toBeGreaterThan(11)
  expect(Math.max(...degrees)).toBeLessThanOrEqual(16)
  expect(Math.min(...degrees)).toBeGreaterThanOrEqual(4)
})

it('keeps about the share that is asked for in the neighbourhood, and everybody within reach', () => {
  const blockOf = (viewer: number) => Math.floor(viewer / about.neighbourhoodViewers)
  const local = mesh.to.filter((to, edge) => blockOf(to) === blockOf(mesh.from[edge] ?? 0))
  expect(local.length / mesh.to.length).toBeGreaterThan(0.55)
  expect(local.length / mesh.to.length).toBeLessThan(0.7)
  expect(reached(mesh)).toBe(about.viewers)
})

function reached({ start, to }: ModelMesh): number {
  const seen = new Set([0])
  for (const viewer of seen) for (let e = start[viewer] ?? 0; e < (start[viewer + 1] ?? 0); e++) seen.add(to[e] ?? 0)
  return seen.size
}
