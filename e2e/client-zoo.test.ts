import { latestBroadcast } from '@shoal/db/broadcasts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeMediaPackets } from '../apps/ingest/src/testing/media-packets.ts'
import {
  startDatabaseWithOperator,
  type TestChannel,
  type TestServerDatabase,
} from '../apps/ingest/src/testing/test-database.ts'
import { startTestIngest, type TestIngest } from '../apps/ingest/src/testing/test-ingest.ts'
import type { MediaPacket } from '../apps/ingest/src/transcode/media-packet.ts'
import { type ClientSource, ffmpeg, gstreamer, gstreamerLibrtmp, librtmp, missingFor } from './client-zoo/clients.ts'
import { type RawOptions, startRawPublisher } from './client-zoo/raw-publisher.ts'
import { type Watched, watchChannel } from './client-zoo/watch-channel.ts'

let database: TestServerDatabase
let ingest: TestIngest
let packets: MediaPacket[]

beforeAll(async () => {
  packets = await makeMediaPackets({ seconds: 4, size: '320x180', frameRate: 30, keyFrameDistance: 30 })
  database = await startDatabaseWithOperator()
  ingest = await startTestIngest({ DATABASE_URL: database.url, SHOAL_SEGMENT_SECONDS: '1' })
})

afterAll(async () => {
  await ingest?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

const fine = {
  ...{ videoCodec: 'h264', audioCodec: 'aac', startsWithKeyFrame: true, discontinuities: 0, complaints: '' },
} satisfies Partial<Watched>

const watch = (channel: TestChannel, least = 3) =>
  watchChannel({ database: database.db, origin: ingest.origin, channelId: channel.channelId, least })

const NEAR_24_BITS = 0xff_ffff / 1000 - 3

describe.concurrent('what real clients publish', () => {
  it.for([ffmpeg, librtmp, gstreamer, gstreamerLibrtmp])('comes out as segments: $name', async (client, { skip }) => {
    const missing = missingFor(client)
    if (missing) return skip(`${missing}: npm test installs it where it can`)
    const channel = await database.createChannel()
    await using publisher = client.start(ingest.publishUrl(channel.key))
    expect(await watch(channel).catch((error: unknown) => `${error} ${publisher.errors()}`)).toMatchObject(fine)
  })

  it.for<[string, ClientSource, Partial<Watched>]>([
    ['44.1 kHz', { sampleRate: 44_100 }, { sampleRate: 44_100 }],
    ['mono', { channels: 1 }, { channels: 1 }],
    ['24 frames a second', { frameRate: '24', keyFrameDistance: 24 }, { frameRate: 24 }],
    ['25 frames a second', { frameRate: '25', keyFrameDistance: 25 }, { frameRate: 25 }],
    ['29.97 frames a second', { frameRate: '30000/1001' }, { frameRate: 29.97 }],
    ['50 frames a second', { frameRate: '50', keyFrameDistance: 50 }, { frameRate: 50 }],
    ['60 frames a second and B-frames', { frameRate: '60', keyFrameDistance: 60, bFrames: 2 }, { frameRate: 60 }],
    ['a variable frame rate', { isVariable: true, keyFrameDistance: 12 }, {}],
    ['a clock that passes 24 bits', { startSeconds: NEAR_24_BITS }, {}],
  ])('comes out as segments: ffmpeg with %s', async ([, source, wanted]) => {
    const channel = await database.createChannel()
    await using publisher = ffmpeg.start(ingest.publishUrl(channel.key), source)
    const { frameRate, ...seen } = await watch(channel, source.startSeconds ? 6 : 3)
    const { frameRate: wantedRate, ...others } = wanted
    expect(seen, publisher.errors()).toMatchObject({ ...fine, ...others })
    if (wantedRate) expect(Math.abs(frameRate - wantedRate)).toBeLessThan(1)
  })

  it.for<[string, Omit<RawOptions, 'port' | 'key' | 'packets'>]>([
    ['128 bytes', { chunkSize: 128 }],
    ['1000 bytes', { chunkSize: 1000 }],
    ['4096 bytes and times as differences', { chunkSize: 4096, hasDifferences: true }],
    ['65536 bytes', { chunkSize: 65_536 }],
    ['128 bytes in streams of two bytes', { firstChunkStream: 64 }],
    ['128 bytes in streams of three bytes', { firstChunkStream: 1000 }],
    ['128 bytes past 24 bits of time', { firstMs: NEAR_24_BITS * 1000 }],
    ['128 bytes past 24 bits of time, said once a message', { firstMs: NEAR_24_BITS * 1000, isTimeRepeated: false }],
    ['4096 bytes past 32 bits of time', { chunkSize: 4096, firstMs: 2 ** 32 - 3000 }],
  ])('comes out as segments: chunks of %s', async ([, options]) => {
    const channel = await database.createChannel()
    await using publisher = await startRawPublisher({ port: ingest.ports.rtmp, key: channel.key, packets, ...options })
    const seen = await watch(channel, options.firstMs ? 6 : 3)
    expect(seen, publisher.errors()).toMatchObject({ ...fine, sampleRate: 44_100 })
    expect(Math.abs(seen.frameRate - 30)).toBeLessThan(1)
  })

  it('goes on as the same broadcast when it ends and begins again on one connection', async () => {
    const channel = await database.createChannel()
    await using publisher = await startRawPublisher({ port: ingest.ports.rtmp, key: channel.key, packets })
    await watch(channel)
    const before = await latestBroadcast(database.db, channel.channelId)
    publisher.publishAgain()
    expect(await watch(channel, 8)).toMatchObject({ videoCodec: 'h264', audioCodec: 'aac', complaints: '' })
    expect((await latestBroadcast(database.db, channel.channelId))?.id).toBe(before?.id)
    expect(publisher.errors()).toBe('')
  })

  it('has the size of what is sent, when that changes on one connection', async ({ expect }) => {
    const channel = await database.createChannel()
    await using publisher = await startRawPublisher({ port: ingest.ports.rtmp, key: channel.key, packets })
    await watch(channel)
    publisher.turn(await makeMediaPackets({ seconds: 4, size: '180x320', frameRate: 25, keyFrameDistance: 25 }))
    const sizeOf = async () => {
      const broadcast = await latestBroadcast(database.db, channel.channelId)
      const playlist = await fetch(`${ingest.origin}/live/${broadcast?.id}/index.m3u8`)
      return /RESOLUTION=\S+/.exec(await playlist.text())?.[0]
    }
    await expect.poll(sizeOf, { timeout: 30_000 }).toBe('RESOLUTION=180x320,FRAME-RATE=25.000')
    expect(publisher.errors()).toBe('')
  })
})
