import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseRequests, mostOutstanding } from './choose-requests.ts'

const leftMs = Number.POSITIVE_INFINITY

const giver = (
  id: string,
  pieces: number[],
  { outstanding = 0, serviceMs = 100, pauseMs = 0, isDoubted = false } = {},
) => ({
  ...{ id, outstanding, serviceMs, pauseMs, isDoubted },
  has: (piece: number) => pieces.includes(piece),
})

describe('the choice of requests', () => {
  it('asks for the rarest first, and each holder for what it has', () => {
    const givers = [giver('ann', [0, 1, 2]), giver('ben', [0])]
    const chosen = chooseRequests({ missing: [0, 1, 2], givers, leftMs, random: () => 0.5 })
    expect(chosen.find(({ piece }) => piece === 0)?.giver).toBe('ben')
    expect(
      chosen
        .filter(({ giver }) => giver === 'ann')
        .map(({ piece }) => piece)
        .toSorted(),
    ).toEqual([1, 2])
  })

  it('prefers whoever is likely to send it soonest', () => {
    const givers = [giver('slow', [0], { serviceMs: 900 }), giver('fast', [0], { serviceMs: 40 })]
    expect(chooseRequests({ missing: [0], givers, leftMs, random: Math.random })).toEqual([{ piece: 0, giver: 'fast' }])
  })

  it('waits for a fast one that pauses rather than ask a slow one', () => {
    const slow = giver('slow', [0], { serviceMs: 900 })
    expect(
      chooseRequests({ missing: [0], givers: [slow, giver('fast', [0], { pauseMs: 80 })], leftMs, random: () => 0 }),
    ).toEqual([])
    const both = [slow, giver('gone', [0], { pauseMs: 1000 })]
    expect(chooseRequests({ missing: [0], givers: both, leftMs, random: () => 0 })).toEqual([
      { piece: 0, giver: 'slow' },
    ])
  })

  it('asks whoever did wrong before all others, for one piece at a time', () => {
    const givers = [giver('fast', [0, 1, 2]), giver('doubted', [0, 1, 2], { serviceMs: 900, isDoubted: true })]
    const chosen = chooseRequests({ missing: [0, 1, 2], givers, leftMs, random: () => 0.5 })
    expect(chosen.filter((one) => one.giver === 'doubted')).toHaveLength(1)
    expect(chosen).toHaveLength(3)
  })

  it('asks nobody for what would come too late', () => {
    const givers = [giver('slow', [0, 1], { serviceMs: 900 }), giver('fast', [0], { serviceMs: 60 })]
    const chosen = chooseRequests({ missing: [0, 1], givers, leftMs: 500, random: () => 0 })
    expect(chosen).toEqual([{ piece: 0, giver: 'fast' }])
    expect(chooseRequests({ missing: [0], givers, leftMs: 50, random: () => 0 })).toEqual([])
  })

  it('asks for a piece once, of someone who has it, and leaves no peer with more than it can send soon', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(fc.nat(20), { maxLength: 21 }), fc.nat(9), fc.integer({ min: 5, max: 4000 })), {
          maxLength: 12,
        }),
        fc.uniqueArray(fc.nat(20)),
        (peers, missing) => {
          const givers = peers.map(([pieces, outstanding, serviceMs], i) =>
            giver(`p${i}`, pieces, { outstanding, serviceMs }),
          )
          const chosen = chooseRequests({ missing, givers, leftMs, random: Math.random })
          expect(new Set(chosen.map(({ piece }) => piece)).size).toBe(chosen.length)
          for (const one of givers) {
            const asked = chosen.filter(({ giver }) => giver === one.id)
            for (const { piece } of asked) expect(missing.includes(piece) && one.has(piece)).toBe(true)
            if (asked.length > 0)
              expect(one.outstanding + asked.length).toBeLessThanOrEqual(mostOutstanding(one.serviceMs))
          }
        },
      ),
    )
  })
})
