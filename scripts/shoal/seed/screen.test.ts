import { expect, it } from 'vitest'
import { describeFigures } from './screen.ts'

const figures = { givenBytes: 12_340_000, peers: 3, place: { latencyMs: 7345 }, isP2pGood: true, kbps: 1834.4 }

it('says what was given, how fast, to how many, how far behind, and what is left', () => {
  expect(describeFigures({ ...figures, limits: { kbps: 5000, bytes: 7_660_000 } })).toBe(
    'given 12.3 MB · 1834 kbit/s of 5000 · 3 peers · 7.3 s behind · 7.7 MB left',
  )
})

it('says nothing of limits that there are none of, nor of a latency that is not known', () => {
  const limits = { kbps: null, bytes: null }
  expect(describeFigures({ ...figures, peers: 1, place: { latencyMs: undefined }, limits })).toBe(
    'given 12.3 MB · 1834 kbit/s · 1 peer · no segment yet',
  )
})

it('says why it has no peers while the server has P2P off', () => {
  expect(describeFigures({ ...figures, isP2pGood: false, limits: { kbps: null, bytes: null } })).toContain('P2P off')
})

it('says how much of a recording is here', () => {
  const limits = { kbps: null, bytes: null }
  const place = { held: 120, segments: 900 }
  expect(describeFigures({ ...figures, place, limits })).toContain(' · 3 peers · 120 of 900 segments here')
})
