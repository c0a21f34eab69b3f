import type { P2pMode } from '@shoal/protocol/p2p-mode'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSwarmModel, type ModelViewer, type SwarmModel } from '../testing/swarm-model.ts'
import type { Locality } from './locality.ts'

/** Mulberry32: the same swarm from the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const crowd = fc.record({
  size: fc.integer({ min: 2, max: 400 }),
  blocks: fc.integer({ min: 1, max: 60 }),
  systems: fc.integer({ min: 1, max: 5 }),
  takers: fc.constantFrom(0, 0, 0.2, 0.5),
  failures: fc.constantFrom(0, 0.1, 0.3),
  seed: fc.nat(),
})

function localityOf(block: number, systems: number): Locality {
  return [`block ${block}`, `AS${block % systems}`, 'NL']
}

function grow({
  size,
  blocks,
  systems,
  takers,
  failures,
  seed,
}: typeof crowd extends fc.Arbitrary<infer T> ? T : never) {
  const random = seeded(seed)
  const model = createSwarmModel({ random, failures })
  for (let joined = 0; joined < size; joined++) {
    const block = Math.floor(random() ** 2 * blocks) // some blocks are large
    const mode = random() < takers && joined > 0 ? 'receive-only' : 'on'
    model.join({ locality: localityOf(block, systems), mode })
  }
  settle(model)
  return { model, random }
}

function settle(model: SwarmModel): void {
  for (let round = 0; round < 4; round++) model.announceAll()
}

function nearLinksOf(viewer: ModelViewer): number {
  return [...viewer.links].filter((other) => other.socket.locality[0] === viewer.socket.locality[0]).length
}

describe('a swarm', () => {
  it('is one whole, whoever comes from wherever, and after a half has gone', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(crowd, (options) => {
        const { model, random } = grow(options)
        expect(model.parts()).toBe(1)
        const isTakersOnly = () => ![...model.viewers].some(({ socket }) => socket.mode === 'on')
        for (const viewer of [...model.viewers]) if (random() < 0.5) model.leave(viewer)
        settle(model)
        if (!isTakersOnly()) expect(model.parts()).toBeLessThanOrEqual(1)
      }),
      { numRuns: 60, seed: 20_261_121 },
    )
  })

  it('gives nobody more links than the player takes', () => {
    fc.assert(
      fc.property(crowd, (options) => {
        const { model } = grow({ ...options, takers: 0 })
        const links = [...model.viewers].map((viewer) => viewer.links.size)
        expect(Math.max(...links)).toBeLessThanOrEqual(20)
        expect(links.reduce((sum, count) => sum + count, 0) / links.length).toBeLessThanOrEqual(12.5)
      }),
      { numRuns: 30, seed: 20_261_121 },
    )
  })

  it.each([9, 20, 100])('has three of five links between neighbours where blocks have %i viewers', (perBlock) => {
    const random = seeded(perBlock)
    const model = createSwarmModel({ random, failures: 0.1 })
    const size = 1800
    for (let joined = 0; joined < size; joined++) {
      model.join({ locality: localityOf(Math.floor(random() * (size / perBlock)), 1) })
    }
    settle(model)
    const neighbours = new Map<string | undefined, number>()
    for (const { socket } of model.viewers)
      neighbours.set(socket.locality[0], (neighbours.get(socket.locality[0]) ?? 0) + 1)
    const viewers = [...model.viewers].filter(({ socket }) => (neighbours.get(socket.locality[0]) ?? 0) > 8)
    const near = viewers.reduce((sum, viewer) => sum + nearLinksOf(viewer), 0)
    expect(near / viewers.reduce((sum, { links }) => sum + links.size, 0)).toBeGreaterThanOrEqual(0.6)
  })

  it('introduces no two who only take, and finds takers someone who gives', () => {
    const model = createSwarmModel({ random: seeded(1) })
    const modes = Array.from({ length: 200 }, (_, index): P2pMode => (index % 5 === 0 ? 'on' : 'receive-only'))
    for (const mode of modes) model.join({ mode })
    settle(model)
    const takers = [...model.viewers].filter(({ socket }) => socket.mode === 'receive-only')
    expect(takers.every(({ links }) => [...links].every(({ socket }) => socket.mode === 'on'))).toBe(true)
    expect(Math.min(...takers.map(({ links }) => links.size))).toBeGreaterThan(0)
  })

  it('does not introduce two who are linked', () => {
    const model = createSwarmModel({ random: seeded(1) })
    const [one] = [model.join(), model.join(), model.join()]
    expect(one?.links.size).toBe(2)
    expect(one && model.announce(one)).toEqual([])
  })
})
