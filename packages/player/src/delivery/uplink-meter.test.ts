import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UplinkMeter } from './uplink-meter.ts'

/** Writes for a while over a line of so many kilobits a second, with a look each 100 ms. */
function measure(kbps: number, pieces: number): UplinkMeter {
  const meter = new UplinkMeter()
  let bufferedBytes = 0
  for (let nowMs = 0; nowMs < pieces * 100; nowMs += 100) {
    meter.wrote(32_768, nowMs)
    bufferedBytes = Math.max(0, bufferedBytes + 32_768 - (kbps / 8) * 100)
    meter.look({ bufferedBytes, isIdle: false, nowMs: nowMs + 100 })
  }
  return meter
}

it('knows nothing before something was sent', () => {
  expect(new UplinkMeter().kbps).toBeNull()
})

it.each([400, 1000, 2000])('measures a line of %i kbit/s that is busy', (kbps) => {
  expect(measure(kbps, 40).kbps).toBeGreaterThan(kbps * 0.9)
  expect(measure(kbps, 40).kbps).toBeLessThan(kbps * 1.1)
})

it('never says less than nothing, however much waits that nobody counted', () => {
  const step = fc.record({ wrote: fc.nat(100_000), waits: fc.nat(300_000), ms: fc.nat(1000), isIdle: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const meter = new UplinkMeter()
      let nowMs = 0
      for (const { wrote, waits, ms, isIdle } of steps) {
        if (wrote > 0) meter.wrote(wrote, nowMs)
        nowMs += ms
        meter.look({ bufferedBytes: waits, isIdle, nowMs })
        expect(meter.kbps ?? 0).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})
