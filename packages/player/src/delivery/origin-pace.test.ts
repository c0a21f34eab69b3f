import { expect, it } from 'vitest'
import { PaceMeter } from './origin-pace.ts'

it('follows the time of whole segments, and how they differ', () => {
  const meter = new PaceMeter()
  expect(meter.at(0)).toEqual({ fetchSeconds: 0, spreadSeconds: 0, latenessSeconds: 0 })
  meter.fetched({ seconds: 0.2, bytes: 200_000, isWhole: true })
  expect(meter.at(0)).toMatchObject({ fetchSeconds: 0.2, spreadSeconds: 0 })
  meter.fetched({ seconds: 1.2, bytes: 200_000, isWhole: true })
  expect(meter.at(0).fetchSeconds).toBeCloseTo(0.5)
  expect(meter.at(0).spreadSeconds).toBeCloseTo(0.3)
  meter.fetched({ seconds: 9, bytes: 40_000, isWhole: false })
  expect(meter.at(0).fetchSeconds).toBeCloseTo(0.5)
})

it('knows the origin’s rate by answers of more than a piece', () => {
  const meter = new PaceMeter()
  meter.fetched({ seconds: 0.001, bytes: 1000, isWhole: true })
  expect(meter.originBitsPerSecond).toBeNull()
  meter.fetched({ seconds: 1, bytes: 125_000, isWhole: false })
  expect(meter.originBitsPerSecond).toBe(1_000_000)
})

it('heeds one slow answer after many fast ones', () => {
  const meter = new PaceMeter()
  for (let i = 0; i < 20; i++) meter.fetched({ seconds: 0.02, bytes: 250_000, isWhole: true })
  meter.fetched({ seconds: 8, bytes: 250_000, isWhole: true })
  expect(meter.originBitsPerSecond).toBeLessThan(1_000_000)
})

it('begins anew with the segments of another rung', () => {
  const meter = new PaceMeter()
  for (let i = 0; i < 3; i++) meter.fetched({ seconds: 6 + i, bytes: 250_000, isWhole: true })
  meter.fetched({ seconds: 0.8, bytes: 40_000, isWhole: true })
  expect(meter.at(0)).toMatchObject({ fetchSeconds: 0.8, spreadSeconds: 0 })
})

it('remembers the latest timer, and forgets it by and by', () => {
  const meter = new PaceMeter()
  meter.timerRan(200, 0)
  meter.timerRan(20, 100)
  expect(meter.at(100).latenessSeconds).toBeCloseTo(0.2, 1)
  expect(meter.at(4000).latenessSeconds).toBeCloseTo(0.1)
  meter.timerRan(60_000, 20_000) // it slept
  expect(meter.at(20_000).latenessSeconds).toBe(0.3)
})
