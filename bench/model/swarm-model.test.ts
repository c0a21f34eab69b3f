import { describe, expect, it } from 'vitest'
import { mostOffload } from './closed-form.ts'
import type { ModelOptions } from './model-options.ts'
import { engineRules } from './rules.ts'
import { scenarios } from './scenario.ts'
import { SwarmModel } from './swarm-model.ts'

const home: ModelOptions = {
  ...{ viewers: 120, latencySeconds: 8, segmentSeconds: 2, bitrateKbps: 800, uplinkRatios: scenarios.home },
  ...{ seconds: 20, warmupSeconds: 6, seed: 1, rules: engineRules },
}

function run(change: Partial<ModelOptions> = {}) {
  return new SwarmModel({ ...home, ...change }).run()
}

/** One piece a segment, everybody linked with everybody, all uplinks alike: what swarm.md's formula speaks of. */
function runAlike(change: { latencySeconds: number; uplinkRatio: number }) {
  const { latencySeconds, uplinkRatio } = change
  const rules = { ...engineRules, pieceBytes: 1_000_000, degree: 63, localShare: 0, latencySpreadSeconds: 0 }
  return run({ viewers: 64, latencySeconds, uplinkRatios: [uplinkRatio], rules })
}

describe('what is conserved', () => {
  it('receives every byte that was sent, once', () => {
    const { peerBytesSent, peerBytesReceived } = run()
    expect(peerBytesReceived).toBe(peerBytesSent)
    expect(peerBytesSent).toBeGreaterThan(0)
  })

  it('sends no piece that the giver lacks, and gains none twice', () => {
    const held = new Set<string>()
    let sent = 0
    run({
      trace: {
        gained({ viewer, segment, piece }) {
          const name = `${viewer}|${segment}|${piece}`
          if (held.has(name)) throw new Error(`${name} was gained twice`)
          held.add(name)
        },
        sent({ giver, segment, piece }) {
          sent += 1
          if (!held.has(`${giver}|${segment}|${piece}`)) throw new Error(`${giver} sent what it did not have`)
        },
      },
    })
    expect(sent).toBeGreaterThan(1000)
    const segments = Math.ceil((home.seconds + home.warmupSeconds) / home.segmentSeconds)
    expect(held.size).toBe(home.viewers * segments * 7)
  })

  it('adds up to the bytes that were played', () => {
    const { offloadOrigin, wastedShare, peerBytesReceived } = run()
    const playedBytes = home.viewers * (home.seconds / home.segmentSeconds) * 200_000
    expect(peerBytesReceived / playedBytes).toBeCloseTo(offloadOrigin + wastedShare, 6)
  })

  it('sends no faster than the uplinks are', () => {
    expect(run({ uplinkRatios: scenarios.tight }).uplinkUse).toBeLessThanOrEqual(1)
  })
})

describe('chance', () => {
  const figures = (seed: number) => ({ ...run({ seed }), cpuSeconds: 0, eventsPerSecond: 0 })

  it('gives the same figures for the same seed', () => {
    expect(figures(3)).toEqual(figures(3))
  })

  it('gives others for another seed', () => {
    expect(figures(3).events).not.toBe(figures(4).events)
  })
})

describe('the ends of the scale', () => {
  it('has one viewer fetch each segment where uplinks and time abound', () => {
    const { originFetchesPerSegment, offloadOrigin, stalls } = run({ uplinkRatios: scenarios.lan, latencySeconds: 14 })
    expect(originFetchesPerSegment).toBe(1)
    expect(offloadOrigin).toBeCloseTo(1 - 1 / home.viewers, 6)
    expect(stalls).toBe(0)
  })

  it('takes everything from the origin where nobody gives, without a stall', () => {
    expect(run({ uplinkRatios: [0] })).toMatchObject({ offloadOrigin: 0, offloadSegments: 0, uplinkUse: 0, stalls: 0 })
  })

  it('carries no more than the uplinks do, and most of that', () => {
    const { offloadOrigin } = run({ uplinkRatios: [0.5], latencySeconds: 14 })
    expect(offloadOrigin).toBeLessThanOrEqual(0.5)
    expect(offloadOrigin).toBeGreaterThan(0.25)
  })

  it.each([
    { latencySeconds: 6, uplinkRatio: 2 },
    { latencySeconds: 7, uplinkRatio: 2 },
    { latencySeconds: 8, uplinkRatio: 4 },
    { latencySeconds: 12, uplinkRatio: 4 },
  ])('is never better than the closed formula ($latencySeconds s, $uplinkRatio × the bit rate)', (change) => {
    const { offloadOrigin } = runAlike(change)
    const { segmentSeconds } = home
    // the panic window of the viewer that waits longest, and whichever number of seeders is best
    const windowSeconds = change.latencySeconds - segmentSeconds - engineRules.publishSeconds - 0.7
    const pushSeconds = segmentSeconds / change.uplinkRatio
    const bounds = Array.from({ length: 16 }, (_, i) =>
      mostOffload({ ...change, viewers: 64, seeders: i + 1, windowSeconds, pushSeconds }),
    )
    expect(offloadOrigin).toBeLessThanOrEqual(Math.max(...bounds))
  })

  it('carries less where viewers are told of less uplink than there is, for they ask for nothing that seems too late', () => {
    const tight = { viewers: 40, uplinkRatios: scenarios.tight }
    const told = run({ ...tight, rules: { ...engineRules, toldShare: 1 } })
    expect(run(tight).offloadOrigin).toBeLessThan(told.offloadOrigin)
  })

  it('comes near to the formula where a segment is one piece and time is long', () => {
    expect(runAlike({ latencySeconds: 12, uplinkRatio: 4 }).offloadOrigin).toBeGreaterThan(0.9)
  })
})
