import fc from 'fast-check'
import { expect, it } from 'vitest'
import { UploadWidth } from './upload-width.ts'

const LOOK_MS = 20

/** Sends as much as a line takes, of so many kilobits a second in all and in one link. */
function send(
  width: UploadWidth,
  line: { kbps: number; linkKbps: number },
  { fromMs, ms }: { fromMs: number; ms: number },
) {
  for (let nowMs = fromMs; nowMs < fromMs + ms; nowMs += LOOK_MS) {
    const kbps = Math.min(line.kbps, width.links * line.linkKbps)
    width.left((kbps / 8) * LOOK_MS, { ms: LOOK_MS, nowMs })
  }
}

/** The trials are left out. */
function usualLinks(width: UploadWidth, line: { kbps: number; linkKbps: number }, fromMs: number): number {
  const seen: number[] = []
  for (let nowMs = fromMs; nowMs < fromMs + 20_000; nowMs += LOOK_MS) {
    send(width, line, { fromMs: nowMs, ms: LOOK_MS })
    seen.push(width.links)
  }
  return seen.sort((a, b) => a - b)[seen.length >> 1] ?? 0
}

it('is one link, where that carries what the uplink could', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 50_000 }), (kbps) => {
      const width = new UploadWidth()
      const line = { kbps, linkKbps: kbps }
      send(width, line, { fromMs: 0, ms: 30_000 })
      expect(usualLinks(width, line, 30_000)).toBe(1)
      expect(width.kbps).toBeNull()
    }),
  )
})

it('is as many as fill the uplink, up to four', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 5000 }), fc.integer({ min: 2, max: 9 }), (linkKbps, links) => {
      const width = new UploadWidth()
      const line = { kbps: linkKbps * links, linkKbps }
      send(width, line, { fromMs: 0, ms: 30_000 })
      expect(usualLinks(width, line, 30_000)).toBe(Math.min(4, links))
      expect(width.kbps).toBeCloseTo(linkKbps * Math.min(4, links), 0)
    }),
  )
})

it('goes back to one when the loss is over', () => {
  const width = new UploadWidth()
  send(width, { kbps: 6000, linkKbps: 1500 }, { fromMs: 0, ms: 30_000 })
  expect(usualLinks(width, { kbps: 6000, linkKbps: 1500 }, 30_000)).toBe(4)
  send(width, { kbps: 6000, linkKbps: 6000 }, { fromMs: 50_000, ms: 120_000 })
  expect(usualLinks(width, { kbps: 6000, linkKbps: 6000 }, 170_000)).toBe(1)
})
