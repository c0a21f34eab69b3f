import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { ffmpegChildrenOf, isAlive } from '../testing/child-processes.ts'
import { makeMediaPackets } from '../testing/media-packets.ts'
import { gapsBetween, startTestEncoder, type TestEncoder } from '../testing/test-encoder.ts'
import { buildFfmpegArguments } from './ffmpeg-arguments.ts'
import type { MediaPacket } from './media-packet.ts'
import { addMs } from './source-time.ts'

const FRAME_RATE = 30
const BROKEN_FFMPEG = fileURLToPath(new URL('../testing/broken-ffmpeg.sh', import.meta.url))
let packets: MediaPacket[] = []

beforeAll(async () => {
  // Key frames each second; B-frames, so that decoding and showing differ.
  packets = await makeMediaPackets({ size: '320x240', keyFrameDistance: FRAME_RATE, bFrames: 2, seconds: 60 })
})

/** When each picture of a rung is shown, over all segments, as ffprobe reads them. */
function picturesOf({ segments }: TestEncoder, rung: string): number[] {
  const parts = segments.map(({ set }) => set.parts.get(rung)).filter((part) => part !== undefined)
  const input = Buffer.concat([parts[0]?.init ?? Buffer.alloc(0), ...parts.map(({ bytes }) => bytes)])
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', '-']
  const output = execFileSync('ffprobe', args, { input, encoding: 'utf8', maxBuffer: 50_000_000 })
  const times = output.split('\n').filter(Boolean).map(Number.parseFloat)
  return times.sort((a, b) => a - b)
}

/** Where a source ends, its last pictures miss those that are shown between them. */
const CUT_OFF = 4

function expectEveryPictureOnce(test: TestEncoder): void {
  for (const { name, video } of test.plan.rungs) {
    if (!video) continue
    const times = picturesOf(test, name).slice(0, -CUT_OFF)
    const steps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(Math.max(...steps)).toBeLessThan(1.5 / FRAME_RATE)
    expect(Math.min(...steps)).toBeGreaterThan(0.5 / FRAME_RATE)
  }
}

function expectNoGaps(test: TestEncoder): void {
  for (const gapMs of gapsBetween(test.segments)) expect(Math.abs(gapMs)).toBeLessThan(2)
}

async function endRun(test: TestEncoder, signal: NodeJS.Signals): Promise<{ afterMs: number; reason: unknown }> {
  const restarted = test.next('restart')
  const { pid } = test
  const atMs = Date.now()
  process.kill(pid, signal)
  const reason = await restarted
  expect(isAlive(pid)).toBe(false)
  return { afterMs: Date.now() - atMs, reason }
}

describe('an ffmpeg that is killed again and again', () => {
  it.each([
    ['a copied rung', { kills: 10, keyFrameDistance: FRAME_RATE, mayCopy: true }],
    ['all rungs encoded', { kills: 5, keyFrameDistance: FRAME_RATE, mayCopy: false }],
    ['segments that end between key frames', { kills: 5, keyFrameDistance: 2.5 * FRAME_RATE, mayCopy: false }],
    ['a clock that wraps around', { kills: 3, keyFrameDistance: FRAME_RATE, mayCopy: true, firstMs: 2 ** 32 - 2500 }],
  ])('leaves no gap, no child and no file handle with %s', async (_, { kills, keyFrameDistance, mayCopy, ...rest }) => {
    const source = { size: '320x240', bFrames: 2, seconds: 30 }
    const own = keyFrameDistance === FRAME_RATE ? packets : await makeMediaPackets({ ...source, keyFrameDistance })
    await using test = await startTestEncoder({ packets: own, limits: { mayCopy }, ...rest })
    const openFiles: number[] = []
    for (let i = 0; i < kills; i++) {
      await test.next('segment')
      openFiles.push(readdirSync('/proc/self/fd').length)
      expect((await endRun(test, 'SIGKILL')).afterMs).toBeLessThan(500)
      expect(ffmpegChildrenOf(process.pid)).toEqual([test.pid])
    }
    await test.next('segment')
    await test.stop()
    expect(ffmpegChildrenOf(process.pid)).toEqual([])
    expect(openFiles.at(-1)).toBeLessThanOrEqual((openFiles[1] ?? 0) + 2)
    expect(test.restarts).toEqual(Array(kills).fill('crashed'))
    expect(test.segments.filter(({ isFirstOfRun }) => isFirstOfRun)).toHaveLength(kills + 1)
    expectNoGaps(test)
    expectEveryPictureOnce(test)
  })
})

describe('an ffmpeg that is too slow', () => {
  it('is found out in about 10 s, once', async () => {
    const large = await makeMediaPackets({ size: '640x480', keyFrameDistance: FRAME_RATE, seconds: 25 })
    const buildArguments = (options: Parameters<typeof buildFfmpegArguments>[0]) =>
      buildFfmpegArguments(options).flatMap((word) => (word === 'superfast' ? ['placebo', '-threads', '1'] : [word]))
    const limits = { mayCopy: false, shortSide: 480 }
    const startedAtMs = Date.now()
    await using test = await startTestEncoder({ packets: large, limits, buildArguments })
    await test.next('too-slow')
    const afterMs = Date.now() - startedAtMs
    expect(afterMs).toBeGreaterThan(9_900)
    expect(afterMs).toBeLessThan(20_000)
    expect(test.speed).toBeLessThan(1)
    expect(test.lagSeconds).toBeGreaterThan(1.5)
    const found = { again: false }
    void test.next('too-slow').then(() => {
      found.again = true
    })
    await test.stop(1000)
    expect(found.again).toBe(false)
  })
})

describe('a clean end', () => {
  it('gives out all that was sent', async () => {
    const sent = packets.filter(({ timestampMs }) => timestampMs < 3500)
    await using test = await startTestEncoder({ packets: sent })
    await test.played
    const startedAtMs = Date.now()
    await test.stop(1500)
    expect(Date.now() - startedAtMs).toBeLessThan(1500)
    expect(test.segments.map(({ set }) => Math.round(set.durationSeconds * 10) / 10)).toEqual([1, 1, 1, 0.5])
    expect(test.restarts).toEqual([])
  })

  it('comes within its grace when ffmpeg does not react', async () => {
    await using test = await startTestEncoder({ packets })
    await test.next('segment')
    process.kill(test.pid, 'SIGSTOP')
    const startedAtMs = Date.now()
    await test.stop(1000)
    expect(Date.now() - startedAtMs).toBeLessThan(1500)
    expect(ffmpegChildrenOf(process.pid)).toEqual([])
  })

  it('and another encoder leave no gap', async () => {
    await using test = await startTestEncoder({ packets })
    await test.next('segment')
    await test.next('segment')
    await test.replan({ mayCopy: false })
    await test.next('segment')
    await test.next('segment')
    await test.stop()
    expectNoGaps(test)
    expect(test.segments.filter(({ isFirstOfRun }) => isFirstOfRun)).toHaveLength(2)
  })
})

describe.concurrent('an ffmpeg that is there and does nothing', () => {
  it('is replaced within 3 s when it was stopped, without a gap', async () => {
    await using test = await startTestEncoder({ packets })
    for (let i = 0; i < 3; i++) {
      await test.next('segment')
      const { afterMs, reason } = await endRun(test, 'SIGSTOP')
      expect(afterMs).toBeLessThan(3000)
      expect(reason).toBe('stopped-process')
    }
    await test.next('segment')
    await test.stop()
    expectNoGaps(test)
    expectEveryPictureOnce(test)
  })

  it('is replaced after 10 s when it takes packets and makes nothing of them', async () => {
    let runs = 0
    const path = { ffmpegPath: '/bin/sh' }
    const buildArguments = (options: Parameters<typeof buildFfmpegArguments>[0]) => {
      runs += 1
      if (runs === 1) return ['-c', 'cat > /dev/null']
      return ['-c', 'exec ffmpeg "$@"', 'ffmpeg', ...buildFfmpegArguments(options)]
    }
    const startedAtMs = Date.now()
    await using test = await startTestEncoder({ packets, ...path, buildArguments })
    expect(await test.next('restart')).toBe('silent')
    expect(Date.now() - startedAtMs).toBeLessThan(12_000)
    await test.next('segment')
    // What was sent in the meantime was kept.
    expect(test.segments[0]?.startSeconds).toBeLessThan(11)
  })
})

it.concurrent.each([
  ['forward', 60_000],
  ['back', -5000],
])('starts anew when the publisher’s clock jumps %s', async (_, jumpMs) => {
  const tamper = (packet: MediaPacket) =>
    packet.timestampMs < 3500 + 100_000 ? [packet] : [{ ...packet, timestampMs: addMs(packet.timestampMs, jumpMs) }]
  await using test = await startTestEncoder({ packets, firstMs: 100_000, tamper })
  expect(await test.next('restart')).toBe('clock-jump')
  // All that came before the jump is out.
  expect(test.segments.at(-1)?.startSeconds).toBeGreaterThan(12.9)
  await test.next('segment')
  expect(test.restarts).toEqual(['clock-jump'])
  const [gapMs] = gapsBetween(test.segments.slice(-2))
  expect(Math.abs((gapMs ?? 0) - jumpMs)).toBeLessThan(1100)
})

it.concurrent('encodes sound alone, and goes on after a kill without a gap', async () => {
  const sound = await makeMediaPackets({ hasVideo: false, seconds: 20 })
  await using test = await startTestEncoder({ packets: sound })
  await test.next('segment')
  await test.next('segment')
  await endRun(test, 'SIGKILL')
  await test.next('segment')
  await test.next('segment')
  await test.stop()
  for (const gapMs of gapsBetween(test.segments)) expect(Math.abs(gapMs)).toBeLessThan(50)
})

it.concurrent('encodes pictures alone', async () => {
  const silent = packets.filter(({ kind }) => kind === 'video')
  await using test = await startTestEncoder({ packets: silent })
  await test.next('segment')
  await test.next('segment')
  expectNoGaps(test)
})

it.concurrent('takes preview pictures, and says when they are', async () => {
  const pictures = packets.filter(({ timestampMs }) => timestampMs < 13_000)
  await using copied = await startTestEncoder({ packets: pictures })
  await using encoded = await startTestEncoder({ packets: pictures, limits: { mayCopy: false } })
  for (const test of [copied, encoded]) {
    await test.played
    await test.stop()
    expect(test.pictures.map(({ jpeg }) => jpeg.readUInt16BE(0))).toEqual([0xffd8, 0xffd8])
    const [first, second] = test.pictures.map(({ startSeconds }) => startSeconds)
    expect(Math.abs((first ?? 0) - 10.067)).toBeLessThan(0.01)
    expect(Math.abs((second ?? 0) - 20.067)).toBeLessThan(test === copied ? 0.01 : 0.6)
  }
})

it.concurrent('gives up on a source that no child makes anything of, with what the last one said', async () => {
  await using test = await startTestEncoder({ packets, ffmpegPath: BROKEN_FFMPEG })
  expect(await test.next('give-up')).toBe('cannot decode this')
  expect(test.restarts).toHaveLength(3)
})
