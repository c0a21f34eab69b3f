/** For tests: a broadcast of two ladders with a pause between them, out of a real ffmpeg, on a real origin. */

import { openDatabase } from '@shoal/db/database'
import { pino } from 'pino'
import { OriginBytes } from '../audience/origin-bytes.ts'
import { DoorKeeper } from '../door/door-keeper.ts'
import { Doors } from '../door/doors.ts'
import { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { PastReader } from '../hls/past-reader.ts'
import type { VariantRung } from '../hls/playlists.ts'
import type { SegmentSet } from '../hls/segment-intake.ts'
import { Timeline } from '../hls/timeline.ts'
import { buildHttp } from '../http/build-http.ts'
import { listen } from '../http/listen.ts'
import { createMetrics } from '../http/metrics.ts'
import { readCodecs } from '../mp4/codecs.ts'
import { makeRun } from './test-run.ts'

export const FIRST_SECONDS = 30
export const PAUSE_SECONDS = 5
const SECOND_SECONDS = 80
/** Of the second ladder, before anybody watches. */
const SECONDS_SO_FAR = 24
const SEGMENT_SECONDS = 2
const TIMELINE_START = 10
const BROADCAST_ID = 'abcdefghij0123456789'

export type ServedBroadcast = AsyncDisposable & { url: string; media: BroadcastMedia; end(): void }

/** What it has left to send comes as time passes. A short live window, so that going back means to read the past. */
export async function serveBroadcast(): Promise<ServedBroadcast> {
  await using parts = new AsyncDisposableStack()
  const secondStart = TIMELINE_START + FIRST_SECONDS + PAUSE_SECONDS
  const [first, second] = await Promise.all([
    makeRun({ seconds: FIRST_SECONDS, startSeconds: TIMELINE_START }),
    makeRun({ seconds: SECOND_SECONDS, startSeconds: secondStart, picture: 'testsrc2=s=426x240:r=30' }),
  ])
  const startedAtMs = Date.now() - (FIRST_SECONDS + PAUSE_SECONDS + SECONDS_SO_FAR) * 1000
  const facts = { broadcastId: BROADCAST_ID, startedAtMs, segmentSeconds: SEGMENT_SECONDS }
  const stored = new Map<string, Buffer>()
  const media = new BroadcastMedia({
    timeline: new Timeline({ ...facts, windowSeconds: 12, rewindSeconds: 7200 }),
    past: readerOf(stored),
    lingerSeconds: 4,
  })

  const append = (epoch: number, set: SegmentSet, runStart: number) => {
    if (!media.timeline.epochs.has(epoch)) media.startEpoch(epoch, describe(set, epoch === 1 ? 180 : 240))
    const startSeconds = set.startSeconds - TIMELINE_START + runStart
    const programDateTimeMs = startedAtMs + (startSeconds - TIMELINE_START) * 1000
    const isDiscontinuity = media.timeline.last?.epoch !== epoch && epoch > 1
    const segment = media.append({ set, epoch, startSeconds, programDateTimeMs, isDiscontinuity })
    for (const [rung, { init, bytes }] of set.parts) {
      stored.set(`${epoch}/${rung}/${segment.number}`, bytes)
      stored.set(`${epoch}/${rung}/${segment.parts[rung]?.initHash}`, init)
    }
    media.markStored(segment.number)
  }
  for (const set of first.sets) append(1, set, TIMELINE_START)
  const waiting = [...second.sets]
  const appendDue = () => {
    const edgeSeconds = TIMELINE_START + (Date.now() - startedAtMs) / 1000
    for (let set = waiting[0]; set; set = waiting[0]) {
      if (set.startSeconds - TIMELINE_START + secondStart + set.durationSeconds > edgeSeconds) return
      waiting.shift()
      append(2, set, secondStart)
    }
  }
  appendDue()
  const timer = setInterval(appendDue, 50)
  parts.defer(() => clearInterval(timer))

  const database = parts.use(openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' }))
  const app = buildHttp({
    broadcasts: { find: (id) => (id === BROADCAST_ID ? media : null) },
    doors: new DoorKeeper(new Doors(), null),
    ...{ bytes: new OriginBytes(), metrics: createMetrics(), database, metricsToken: undefined },
    log: pino({ level: 'warn' }),
  })
  await app.ready()
  const port = await listen(app.server, { host: '127.0.0.1', port: 0, setting: 'SHOAL_ORIGIN_PORT' })
  parts.defer(() => app.close())
  const running = parts.move()
  return {
    url: `http://127.0.0.1:${port}/live/${BROADCAST_ID}`,
    media,
    end() {
      clearInterval(timer)
      media.end(Date.now())
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function readerOf(stored: ReadonlyMap<string, Buffer>): PastReader {
  return {
    readSegment: async (epoch, rung, number) => stored.get(`${epoch}/${rung}/${number}`) ?? null,
    readInit: async (epoch, rung, hash) => stored.get(`${epoch}/${rung}/${hash}`) ?? null,
    readPicture: async () => null,
  }
}

function describe(set: SegmentSet, height: number): VariantRung[] {
  const width = { 180: 320, 240: 426 }[height] ?? 0
  return [...set.parts].map(([name, { init }]) => {
    const { video, audio } = readCodecs(init)
    const size = name === 'high' ? { width, height } : { width: 160, height: 90 }
    const picture = video ? { ...size, frameRate: '30.000' } : { width: null, height: null, frameRate: null }
    const bits = { bandwidth: name === 'high' ? 900_000 : 300_000, averageBandwidth: 250_000 }
    return { name, ...bits, ...picture, videoCodec: video, audioCodec: audio }
  })
}
