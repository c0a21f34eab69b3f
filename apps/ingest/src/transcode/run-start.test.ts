import { expect, it } from 'vitest'
import { audioPacket, headerPacket, videoPacket } from '../testing/media-packets.ts'
import type { MediaPacket } from './media-packet.ts'
import { PacketBacklog } from './packet-backlog.ts'
import { findRunStart } from './run-start.ts'

const SOURCE = { keyFrames: 'source', hasVideo: true } as const
const INTERVAL = { keyFrames: 'interval', hasVideo: true } as const
const SOUND = { keyFrames: 'source', hasVideo: false } as const

function fill(packets: MediaPacket[], acknowledgedMs?: number): PacketBacklog {
  const backlog = new PacketBacklog()
  for (const packet of packets) backlog.add(packet)
  if (acknowledgedMs !== undefined) backlog.acknowledge(acknowledgedMs)
  return backlog
}
const pictures = (...keyFramesMs: number[]) => [
  headerPacket('video'),
  ...keyFramesMs.map((ms) => videoPacket(ms, { isKey: true })),
]

it('starts at the first key frame', () => {
  expect(findRunStart(fill(pictures(1000, 3000)), SOURCE)).toMatchObject({ firstMs: 1000, skipSeconds: 0 })
})

it('waits for a key frame', () => {
  expect(findRunStart(fill([headerPacket('video'), videoPacket(0), audioPacket(10)]), SOURCE)).toBeNull()
})

it('goes on exactly where the last segment ended when a key frame is there', () => {
  for (const plan of [SOURCE, INTERVAL]) {
    const start = findRunStart(fill(pictures(1000, 3000, 5000), 3000.4), plan)
    expect(start).toMatchObject({ firstMs: 3000, skipSeconds: 0 })
  }
})

it('starts before the end of the last segment and leaves out what is in it, where it sets the key frames', () => {
  const start = findRunStart(fill(pictures(1000, 3000, 7000), 4500), INTERVAL)
  expect(start).toMatchObject({ firstMs: 3000, skipSeconds: 1.5 })
})

it('never overlaps where the source sets the key frames', () => {
  expect(findRunStart(fill(pictures(1000, 3000, 7000), 4500), SOURCE)?.firstMs).toBe(7000)
  expect(findRunStart(fill(pictures(1000, 3000), 4500), SOURCE)).toBeNull()
})

it('starts after a gap when what followed the last segment is gone', () => {
  const backlog = fill(pictures(1000, 3000), 3000)
  backlog.skipToNextKeyFrame()
  backlog.add(videoPacket(9000, { isKey: true }))
  expect(findRunStart(backlog, INTERVAL)).toMatchObject({ firstMs: 9000, skipSeconds: 0 })
})

it('starts sound alone at the first of it that is in no segment', () => {
  const packets = [0, 100, 200, 300].map((ms) => audioPacket(ms))
  expect(findRunStart(fill(packets, 150), SOUND)?.firstMs).toBe(200)
  expect(findRunStart(fill(packets), SOUND)?.firstMs).toBe(0)
})

it('works across the wrap-around', () => {
  const start = findRunStart(fill(pictures(2 ** 32 - 1000, 1000), 500), INTERVAL)
  expect(start).toMatchObject({ firstMs: 2 ** 32 - 1000, skipSeconds: 1.5 })
})
