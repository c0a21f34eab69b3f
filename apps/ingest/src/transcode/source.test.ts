import { expect, it } from 'vitest'
import type { MediaPacket } from './media-packet.ts'
import { describeSource, SourceProbe } from './source.ts'

/** A sequence parameter set of 1920x1080, in FLV's and ISO/IEC 14496-15's wrapping. */
const SPS = '67640028acd940780227e5c044000003000400000300c83c60c658'
const avcHeader = Buffer.from(`170000000001640028ffe1${(SPS.length / 2).toString(16).padStart(4, '0')}${SPS}01`, 'hex')
const aacHeader = Buffer.from('af001210', 'hex')
const aacFrame = Buffer.from('af0121', 'hex')

function packet(kind: MediaPacket['kind'], payload: Buffer, timestampMs = 0): MediaPacket {
  return { kind, payload, timestampMs, arrivedAtMs: 0 }
}

function probe(metadata: unknown = null, decodes: string[] = ['H.264']): SourceProbe {
  const started = new SourceProbe(
    () => metadata,
    (codec) => decodes.includes(codec),
  )
  if (metadata) started.add(packet('script', Buffer.alloc(1)))
  return started
}

const obs = {
  width: 640,
  height: 360,
  framerate: 60,
  videodatarate: 2500,
  audiodatarate: 160,
  videocodecid: 7,
  audiocodecid: 10,
}

it('knows a source from its headers and metadata, and believes the picture itself for its size', () => {
  const started = probe(obs)
  expect(started.add(packet('video', avcHeader))).toEqual({ kind: 'pending' })
  expect(started.add(packet('audio', aacHeader))).toEqual({ kind: 'pending' })
  const found = started.add(packet('audio', aacFrame))
  expect(found).toEqual({
    kind: 'found',
    source: {
      video: {
        ...{ codec: 'H.264', profile: 100, level: 40, chroma: '4:2:0', bitDepth: 8, isInterlaced: false },
        ...{ width: 1920, height: 1080, frameRate: 60, bitrateKbps: 2500, bFrames: null, keyFrameSeconds: null },
      },
      audio: { codec: 'AAC', objectType: 2, sampleRate: 44_100, channels: 2, bitrateKbps: 160 },
    },
  })
  expect(found.kind === 'found' && describeSource(found.source)).toBe('1920x1080 60 fps H.264 + AAC')
})

it('measures what nobody announced', () => {
  const started = probe()
  started.add(packet('video', avcHeader))
  started.add(packet('audio', aacHeader))
  started.add(packet('audio', aacFrame))
  const frame = Buffer.concat([Buffer.from('2701000000', 'hex'), Buffer.alloc(4995)])
  for (let i = 0; i < 25; i++) expect(started.add(packet('video', frame, i * 40)).kind).toBe('pending')
  expect(started.add(packet('video', frame, 1000))).toMatchObject({
    source: { video: { frameRate: 25, bitrateKbps: 1040 } },
  })
})

it('takes a header without sound behind it for silence', () => {
  const started = probe(obs)
  started.add(packet('video', avcHeader))
  started.add(packet('audio', aacHeader))
  expect(started.settle()).toMatchObject({ kind: 'found', source: { audio: null } })
})

it('is not misled by metadata that is nonsense', () => {
  const started = probe({ width: -1, framerate: '60', videodatarate: Number.NaN, videocodecid: 7 })
  started.add(packet('video', avcHeader))
  expect(started.settle()).toMatchObject({
    source: { video: { width: 1920, height: 1080, frameRate: 30, bitrateKbps: null } },
  })
})

it.each<[string, MediaPacket, string]>([
  [
    'H.265',
    packet('video', Buffer.from('90687663310000', 'hex')),
    "the video is H.265, which this server's ffmpeg cannot decode: send H.264",
  ],
  [
    'AV1',
    packet('video', Buffer.from('90617630310000', 'hex')),
    "the video is AV1, which this server's ffmpeg cannot decode: send H.264",
  ],
  [
    'an unknown FourCC',
    packet('video', Buffer.from('90787878780000', 'hex')),
    'the video is in a format that Shoal does not know: send H.264',
  ],
  ['H.263', packet('video', Buffer.from('1200', 'hex')), 'the video is Sorenson H.263: send H.264'],
  ['Speex', packet('audio', Buffer.from('b200', 'hex')), 'the audio is Speex: send AAC'],
])('refuses %s by its name', (_, first, detail) => {
  expect(probe().add(first)).toEqual({ kind: 'unsupported', detail })
})

it('takes AV1 where ffmpeg decodes it', () => {
  const started = probe({ ...obs, videocodecid: 0x61763031, audiocodecid: undefined }, ['H.264', 'AV1'])
  const found = started.add(packet('video', Buffer.from('906176303181010c000a0b0000000cc5036900be0010', 'hex')))
  expect(found).toMatchObject({ source: { video: { codec: 'AV1', width: 642, height: 362 }, audio: null } })
  expect(found.kind === 'found' && describeSource(found.source)).toBe('642x362 60 fps AV1')
})

/** Frames of 40 ms, each shown `offsetMs` later than sent, a key frame each `distance`. */
function measured(metadata: unknown, { distance = 50, offsetMs = 0, frames = 51, frameMs = 40 } = {}) {
  const started = probe(metadata)
  started.add(packet('video', avcHeader))
  for (let i = 0; i < frames; i++) {
    const payload = Buffer.from([i % distance === 0 ? 0x17 : 0x27, 1, 0, 0, offsetMs, 1, 2, 3])
    started.add(packet('video', payload, Math.round(i * frameMs)))
  }
  const found = started.settle()
  return found.kind === 'found' ? found.source.video : null
}

it('believes what it measures when the publisher announced something else', () => {
  expect(measured({ ...obs, framerate: 60, videodatarate: 1 })).toMatchObject({ frameRate: 25, bitrateKbps: 2 })
})

it('believes an announced rate that the measured one is near: timestamps are whole milliseconds', () => {
  expect(measured({ ...obs, framerate: 29.97 }, { frameMs: 1001 / 30 })?.frameRate).toBe(29.97)
  expect(measured(null, { frameMs: 1001 / 30 })?.frameRate).toBe(30)
})

it.each([
  ['none yet', { frames: 5 }, { bFrames: null, keyFrameSeconds: null }],
  ['neither B-frames nor a second key frame', { distance: 100 }, { bFrames: false, keyFrameSeconds: null }],
  ['key frames each second', { distance: 25 }, { bFrames: false, keyFrameSeconds: 1 }],
  ['B-frames', { offsetMs: 80 }, { bFrames: true, keyFrameSeconds: 2 }],
])('sees %s', (_, shape, facts) => {
  expect(measured(obs, shape)).toMatchObject(facts)
})

it('refuses a publisher that sends nothing', () => {
  expect(probe().settle()).toEqual({ kind: 'unsupported', detail: 'no picture and no sound arrived' })
})
