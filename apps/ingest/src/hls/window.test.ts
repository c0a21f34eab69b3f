import { expect, it } from 'vitest'
import { type Segment, SegmentWindow } from './window.ts'

const options = { segmentSeconds: 2, windowSeconds: 20, lingerSeconds: 20 }

function segment(number: number, isDiscontinuity = false): Segment {
  return {
    ...{ number, hash: `h${number}`, durationSeconds: 2, programDateTimeMs: number * 2000, isDiscontinuity },
    ...{ initHash: 'i', bytes: Buffer.from([number]), init: { hash: 'i', bytes: Buffer.alloc(1) }, isFetched: false },
  }
}

function filled(count: number, discontinuityAt = -1): SegmentWindow {
  const window = new SegmentWindow(options)
  for (let i = 0; i < count; i++) window.append(segment(i, i === discontinuityAt))
  return window
}

it('lists the window, serves a little more, and forgets the rest', () => {
  const window = filled(50)
  const text = window.playlist.plain.toString()
  expect(text).toContain('#EXT-X-MEDIA-SEQUENCE:40\n')
  expect(text.match(/#EXTINF/g)).toHaveLength(10)
  expect(window.find(49, 'h49')).not.toBeNull()
  expect(window.find(30, 'h30')).not.toBeNull()
  expect(window.find(29, 'h29')).toBeNull()
})

it('finds a segment only under its own hash', () => {
  expect(filled(3).find(1, 'h2')).toBeNull()
})

it('serves everything that it lists', () => {
  const window = filled(100)
  const names = [...window.playlist.plain.toString().matchAll(/^(\d+)-(\w+)\.m4s$/gm)]
  expect(names.length).toBeGreaterThan(0)
  expect(names.every(([, number, hash]) => window.find(Number(number), hash ?? ''))).toBe(true)
})

it('counts a discontinuity that has left the list', () => {
  const at = 5
  const sequence = (count: number) =>
    /DISCONTINUITY-SEQUENCE:(\d+)/.exec(filled(count, at).playlist.plain.toString())?.[1]
  expect(filled(15, at).playlist.plain.toString()).not.toContain('#EXT-X-DISCONTINUITY\n')
  expect([sequence(14), sequence(15), sequence(16)]).toEqual(['0', '1', '1'])
})

it('writes a new version for each segment and compresses it once', () => {
  const window = filled(3)
  const before = window.playlist
  expect(window.playlist.gzip).toBe(before.gzip)
  window.append(segment(3))
  expect(window.playlist).not.toBe(before)
})

it('lists no gap and no number twice', () => {
  const numbers = [
    ...filled(80)
      .playlist.plain.toString()
      .matchAll(/^(\d+)-/gm),
  ].map(([, number]) => Number(number))
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i))
})
