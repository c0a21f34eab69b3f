import { expect, it } from 'vitest'
import { KeyFrameWatch } from './key-frame-watch.ts'
import type { MediaPacket } from './media-packet.ts'

/** Frames at 25 a second, a key frame each `distance` frames. Returns when the watch told, in milliseconds. */
function toldAt(distance: number, { frames = 400, jumpMs = 0, unit = 0, lost = [0, 0] } = {}): number[] {
  const watch = new KeyFrameWatch(2)
  const told: number[] = []
  const [lostFrom = 0, lostUntil = 0] = lost
  for (let i = 0; i < frames; i++) {
    if (i >= lostFrom && i < lostUntil) continue
    const timestampMs = i * 40 + (i > 60 ? jumpMs : 0)
    const payload = Buffer.from([i % distance === 0 ? 0x17 : 0x27, 1, 0, 0, 0, 0, 0, 0, 2, unit, 0])
    const packet: MediaPacket = { kind: 'video', timestampMs, payload, arrivedAtMs: 0 }
    if (watch.add(packet)) told.push(timestampMs)
  }
  return told
}

it.each([[25], [50], [52]])('says nothing about key frames each %d frames of 40 ms', (distance) => {
  expect(toldAt(distance)).toEqual([])
})

it('tells once that key frames are too far apart', () => {
  expect(toldAt(53)).toEqual([2120])
})

it('does not hold a key frame against a publisher that was lost with others on a bad line', () => {
  expect(toldAt(50, { lost: [30, 70] })).toEqual([])
})

it('counts no recovery point, where nothing can be cut', () => {
  expect([toldAt(25, { unit: 0x65 }), toldAt(25, { unit: 0x41 })]).toEqual([[], [2120]])
})

it('does not wait for a second key frame', () => {
  expect(toldAt(10_000)).toEqual([2120])
})

it.each([
  [60_000, 25],
  [-2000, 25],
  [60_000, 50],
])('is not misled by a clock that jumps by %d ms, with key frames each %d frames', (jumpMs, distance) => {
  expect(toldAt(distance, { jumpMs })).toEqual([])
})

it('looks at pictures alone', () => {
  const watch = new KeyFrameWatch(2)
  const sound: MediaPacket = { kind: 'audio', timestampMs: 9000, payload: Buffer.from('af0121', 'hex'), arrivedAtMs: 0 }
  const header = { ...sound, kind: 'video' as const, payload: Buffer.from('1700000000', 'hex') }
  expect([watch.add({ ...sound, timestampMs: 0 }), watch.add(sound), watch.add(header)]).toEqual([false, false, false])
})
