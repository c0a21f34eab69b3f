import { describe, expect, it } from 'vitest'
import { audioPacket, headerPacket, videoPacket } from '../testing/media-packets.ts'
import type { MediaPacket } from './media-packet.ts'
import { PacketBacklog } from './packet-backlog.ts'

const times = ({ packets }: PacketBacklog, kind: 'audio' | 'video' = 'video') =>
  packets.filter((packet) => packet.kind === kind).map(({ timestampMs }) => timestampMs)

/** A picture each 500 ms with a key frame each 2 s, and a sound with each. */
function* source(fromMs: number, toMs: number, bytes = 100): Generator<MediaPacket> {
  for (let ms = fromMs; ms < toMs; ms += 500) {
    yield videoPacket(ms, { isKey: ms % 2000 === 0, bytes })
    yield audioPacket(ms)
  }
}

function fill(packets: Iterable<MediaPacket>, backlog = new PacketBacklog()): PacketBacklog {
  backlog.add(headerPacket('video'))
  backlog.add(headerPacket('audio'))
  for (const packet of packets) backlog.add(packet)
  return backlog
}

describe('what a new encoder gets', () => {
  it('is the headers, and pictures from the first key frame on', () => {
    const backlog = fill(source(500, 3000))
    expect(backlog.headers.map(({ kind }) => kind)).toEqual(['video', 'audio'])
    expect(times(backlog)).toEqual([2000, 2500])
  })

  it('reaches back behind the newest key frame, to the end of the last segment', () => {
    const backlog = fill(source(0, 9000))
    backlog.acknowledge(4000)
    expect(times(backlog)[0]).toBe(4000)
    expect(backlog.resumeAtMs).toBe(4000)
  })

  it('starts at the key frame before a segment that ended between key frames', () => {
    const backlog = fill(source(0, 9000))
    backlog.acknowledge(5100)
    expect(times(backlog)[0]).toBe(4000)
  })

  it('counts in the time of being shown, not of being decoded', () => {
    const backlog = fill([
      videoPacket(0, { isKey: true, offsetMs: 66 }),
      videoPacket(1966, { isKey: true, offsetMs: 66 }),
      videoPacket(2000),
    ])
    backlog.acknowledge(2000)
    expect(times(backlog)[0]).toBe(0)
    backlog.acknowledge(2032)
    expect(times(backlog)[0]).toBe(1966)
  })

  it('keeps the sound that came before the picture that it belongs to', () => {
    const backlog = fill([
      videoPacket(0, { isKey: true }),
      audioPacket(1700),
      audioPacket(1800),
      audioPacket(2100),
      videoPacket(2000, { isKey: true }),
    ])
    backlog.acknowledge(2000)
    expect(times(backlog, 'audio')).toEqual([1800, 2100])
    expect(times(backlog)).toEqual([2000])
  })

  it('is sound alone when there is no picture', () => {
    const backlog = new PacketBacklog()
    backlog.add(headerPacket('audio'))
    for (let ms = 0; ms < 20_000; ms += 100) backlog.add(audioPacket(ms))
    expect(times(backlog, 'audio')[0]).toBe(7900)
    backlog.acknowledge(15_000)
    expect(times(backlog, 'audio')[0]).toBeGreaterThan(14_700)
    expect(times(backlog, 'audio')[0]).toBeLessThanOrEqual(14_800)
  })
})

describe('bounds', () => {
  it('drops the oldest group of pictures after 12 s', () => {
    expect(times(fill(source(0, 60_000)))[0]).toBe(46_000)
  })

  it('drops groups of pictures, and then the only one, to stay within its bytes', () => {
    const limits = { bytes: 10_000, seconds: 12 }
    const backlog = fill(source(0, 5500, 1000), new PacketBacklog(limits))
    expect(times(backlog)[0]).toBe(2000)
    for (let ms = 5500; ms < 9000; ms += 10) {
      backlog.add(videoPacket(ms, { bytes: 1000 }))
      expect(backlog.bytes).toBeLessThanOrEqual(10_000)
    }
    expect(times(backlog)).toEqual([])
    backlog.add(videoPacket(9000, { isKey: true }))
    expect(times(backlog)).toEqual([9000])
  })

  it('keeps a single long group of pictures that is small', () => {
    const backlog = fill([videoPacket(0, { isKey: true }), ...[5000, 10_000, 15_000].map((ms) => videoPacket(ms))])
    expect(times(backlog)).toHaveLength(4)
  })
})

describe('an era', () => {
  it.each([
    ['forward', 20_000],
    ['back', 500],
  ])('ends when the clock jumps %s', (_, toMs) => {
    const backlog = fill(source(0, 5000))
    backlog.acknowledge(2000)
    backlog.add(videoPacket(toMs))
    expect(backlog).toMatchObject({ era: 1, resumeAtMs: null })
    backlog.add(videoPacket(toMs + 40, { isKey: true }))
    expect(times(backlog)).toEqual([toMs + 40])
  })

  it('goes on when one track is away for long, or two tracks are apart', () => {
    const backlog = fill([videoPacket(0, { isKey: true }), audioPacket(0)])
    for (let ms = 0; ms < 30_000; ms += 1000) backlog.add(videoPacket(ms))
    backlog.add(audioPacket(27_000))
    expect(backlog.era).toBe(0)
  })

  it('goes on when the clock wraps around', () => {
    const backlog = fill([videoPacket(2 ** 32 - 500, { isKey: true }), videoPacket(40), audioPacket(2 ** 32 - 20)])
    expect(backlog.era).toBe(0)
  })

  it('ends with a header that says something else, not with one that is said again', () => {
    const backlog = fill(source(0, 3000))
    backlog.add(headerPacket('video'))
    expect(backlog.era).toBe(0)
    backlog.add(headerPacket('video', 1))
    expect(backlog.era).toBe(1)
    expect(backlog.packets).toEqual([])
  })
})

it('holds a bounded number of packets, however small they are', () => {
  const backlog = new PacketBacklog()
  let most = 0
  for (let i = 0; i < 100_000; i++) {
    backlog.add(i % 2 === 0 ? audioPacket(0) : videoPacket(0, { isKey: true }))
    most = Math.max(most, backlog.packets.length)
  }
  expect(most).toBeLessThanOrEqual(20_000)
})
