import { expect, it } from 'vitest'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { SourceMeter } from './source-meter.ts'

const SECOND = 1_000_000
const frame = (timestampMs: number, { key = false, bytes = 1000 } = {}): MediaPacket => {
  const payload = Buffer.alloc(bytes)
  payload.writeUInt8(key ? 0x17 : 0x27, 0)
  payload.writeUInt8(1, 1)
  return { kind: 'video', timestampMs, payload, arrivedAtMs: SECOND + timestampMs }
}
const sound = (timestampMs: number): MediaPacket => {
  return { kind: 'audio', timestampMs, payload: Buffer.from([0xaf, 1, 0, 0]), arrivedAtMs: SECOND + timestampMs }
}
/** Whole milliseconds, as publishers count. */
const at = (index: number, rate = 30) => Math.round((index * 1000) / rate)

it('says what arrives: bits and pictures a second, and how far apart key frames are', () => {
  const meter = new SourceMeter()
  for (let i = 0; i < 30 * 20; i++) meter.add(frame(at(i), { key: i % 240 === 0, bytes: 10_000 }))
  const measure = meter.read(SECOND + 20_000)
  expect(measure).toEqual({ bitrateKbps: 2400, frameRate: 30, keyFrameSeconds: 8, droppedFrames: 0, hasAudio: false })
})

it('knows nothing in the first moments', () => {
  const meter = new SourceMeter()
  for (let i = 0; i < 20; i++) meter.add(frame(at(i), { key: i === 0 }))
  const nothing = { bitrateKbps: null, frameRate: null, keyFrameSeconds: null, droppedFrames: null, hasAudio: false }
  expect(meter.read(SECOND + 700)).toEqual(nothing)
})

it('counts the pictures that a steady source has left out, and not the seconds of a pause', () => {
  const meter = new SourceMeter()
  for (let i = 0; i < 200; i++) if (i < 100 || i > 104) meter.add(frame(at(i), { key: i % 60 === 0 }))
  expect(meter.read(SECOND + 7000).droppedFrames).toBe(5)
  for (let i = 0; i < 100; i++) meter.add(frame(20_000 + at(i), { key: i % 60 === 0 }))
  expect(meter.read(SECOND + 24_000)).toMatchObject({ droppedFrames: 5, keyFrameSeconds: 2 })
})

it('says nothing of dropped pictures where the source has no steady rate', () => {
  const meter = new SourceMeter()
  let timestampMs = 0
  for (let i = 0; i < 300; i++) {
    meter.add(frame(timestampMs))
    timestampMs += 20 + ((i * 37) % 70)
  }
  expect(meter.read(SECOND + timestampMs).droppedFrames).toBe(null)
})

it('has a key frame that is overdue count by how long it is', () => {
  const meter = new SourceMeter()
  for (let i = 0; i < 30 * 12; i++) meter.add(frame(at(i), { key: i === 0 || i === 60 }))
  expect(meter.read(SECOND + 12_000).keyFrameSeconds).toBeCloseTo(9.97, 1)
})

it('forgets what was sent before, and hears that the sound is gone', () => {
  const meter = new SourceMeter()
  for (let i = 0; i < 60; i++) {
    meter.add(frame(at(i)))
    meter.add(sound(at(i)))
  }
  expect(meter.read(SECOND + 2500).hasAudio).toBe(true)
  expect(meter.read(SECOND + 30_000)).toMatchObject({ bitrateKbps: 0, frameRate: 0, hasAudio: false })
})
