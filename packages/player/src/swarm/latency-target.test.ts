import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selectLiveSyncSeconds } from './latency-target.ts'

describe('the distance to the live edge', () => {
  it('is the least where nothing is known of the swarm, or uplinks are good', () => {
    expect(selectLiveSyncSeconds({ segmentSeconds: 2, swarm: null })).toBe(6)
    expect(selectLiveSyncSeconds({ segmentSeconds: 2, swarm: { size: 4, uplinkRatio: 20 } })).toBe(6)
    expect(selectLiveSyncSeconds({ segmentSeconds: 1, swarm: null })).toBe(3.8)
  })

  it.each([
    { segmentSeconds: 1, seconds: 3.8 },
    { segmentSeconds: 2, seconds: 6 },
    { segmentSeconds: 3, seconds: 9 },
    { segmentSeconds: 6, seconds: 18 },
  ])('is $seconds s with segments of $segmentSeconds s before anything is known', ({ segmentSeconds, seconds }) => {
    expect(selectLiveSyncSeconds({ segmentSeconds, swarm: null })).toBe(seconds)
  })

  it('grows as uplinks get scarcer, up to five segments', () => {
    const at = (uplinkRatio: number) => selectLiveSyncSeconds({ segmentSeconds: 2, swarm: { size: 40, uplinkRatio } })
    expect(at(1.25)).toBeGreaterThan(at(3))
    expect(at(1.25)).toBeLessThanOrEqual(10)
    expect(at(0.3)).toBe(10)
    expect(selectLiveSyncSeconds({ segmentSeconds: 1, swarm: { size: 40, uplinkRatio: 1.25 } })).toBeGreaterThan(3.8)
  })

  it('stays between three and five segments in any swarm', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.option(fc.double({ min: 0, max: 50, noNaN: true })), (size, uplinkRatio) => {
        const seconds = selectLiveSyncSeconds({ segmentSeconds: 2, swarm: { size, uplinkRatio } })
        expect(seconds).toBeGreaterThanOrEqual(6)
        expect(seconds).toBeLessThanOrEqual(10)
      }),
    )
  })
})
