import { expect, it } from 'vitest'
import { EncodedGaps } from './encoded-gaps.ts'

it('counts what lies between two segments, by the rate of the source', () => {
  const gaps = new EncodedGaps()
  const frameRate = 30
  gaps.add({ sourceTimeMs: 0, durationSeconds: 2, frameRate })
  gaps.add({ sourceTimeMs: 2000.4, durationSeconds: 2, frameRate })
  expect(gaps.frames).toBe(0)
  gaps.add({ sourceTimeMs: 5000, durationSeconds: 2, frameRate })
  expect(gaps.frames).toBe(30)
  gaps.add({ sourceTimeMs: 3_000_000, durationSeconds: 2, frameRate })
  expect(gaps.frames).toBe(30)
})
