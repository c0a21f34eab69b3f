import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { currentNotices } from '@shoal/db/broadcast-notices'
import { latestBroadcast } from '@shoal/db/broadcasts'
import { channelSettings, updateChannelSettings } from '@shoal/db/channels'
import { findRecording } from '@shoal/db/recordings'
import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import { expect, it, vi } from 'vitest'
import { enhancedPackets } from '../apps/ingest/src/testing/enhanced-packets.ts'
import { startDatabaseWithOperator, type TestChannel } from '../apps/ingest/src/testing/test-database.ts'
import { startTestIngest, type TestIngest } from '../apps/ingest/src/testing/test-ingest.ts'
import { publishTestSource } from '../apps/ingest/src/testing/test-source.ts'
import { fetchBytes, probeSegment, readPlaylist } from '../apps/ingest/src/testing/viewer.ts'
import { startRawPublisher } from './client-zoo/raw-publisher.ts'
import { readVariants } from './playlist.ts'

const run = promisify(execFile)
const SOON = { timeout: 60_000, interval: 200 }

/** A database of its own, and what is asked of it: two ingests are not made to share one. */
async function startParts() {
  const database = await startDatabaseWithOperator()
  const { db } = database
  const latest = ({ channelId }: TestChannel) => latestBroadcast(db, channelId)
  return {
    db,
    latest,
    createChannel: () => database.createChannel(),
    startIngest: (env: Record<string, string> = {}) => startTestIngest({ DATABASE_URL: database.url, ...env }),
    async untilLive(channel: TestChannel, ingest: TestIngest): Promise<{ id: string; whole: string }> {
      await vi.waitFor(async () => expect((await latest(channel))?.state).toBe('live'), SOON)
      const id = (await latest(channel))?.id ?? ''
      return { id, whole: `${ingest.origin}/live/${id}/index.m3u8` }
    },
    async choose(channel: TestChannel, change: Partial<ChannelSettings>): Promise<void> {
      const settings = await channelSettings(db, channel.channelId)
      if (!settings) throw new Error('the channel is there')
      await updateChannelSettings(db, channel.channelId, { ...settings, ...change })
    },
    noticesOf: async (id: string) => (await currentNotices(db, id)).map(({ kind }) => kind),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

/** The newest segment of the best rung that is listed now. */
async function newest(whole: string): Promise<number> {
  const [best = ''] = await readVariants(whole)
  return Number((await readPlaylist(best)).segments.at(-1)?.name.split('/').at(-1)?.split('-')[0])
}

async function untilMore(whole: string, count = 3): Promise<void> {
  const before = await newest(whole)
  await vi.waitFor(async () => expect(await newest(whole)).toBeGreaterThanOrEqual(before + count), SOON)
}

it.concurrent('takes H.265 over Enhanced RTMP, and serves H.264', { timeout: 120_000 }, async () => {
  await using parts = await startParts()
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30', '-t', '4', '-c:v', 'libx265']
  const packets = await enhancedPackets('H.265', [
    ...source,
    '-preset',
    'ultrafast',
    '-x265-params',
    'log-level=none:keyint=60',
  ])
  await using ingest = await parts.startIngest()
  const channel = await parts.createChannel()
  await using _publisher = await startRawPublisher({
    port: ingest.ports.rtmp,
    key: channel.key,
    packets,
    chunkSize: 4096,
  })
  const { whole } = await parts.untilLive(channel, ingest)
  await untilMore(whole, 2)
  expect((await parts.latest(channel))?.source).toContain('H.265')
  const [best = ''] = await readVariants(whole)
  const [first] = (await readPlaylist(best)).segments
  const url = (name = '') => new URL(name, best).href
  const { streams } = await probeSegment(await fetchBytes(url(first?.init)), await fetchBytes(url(first?.name)))
  expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264'])
})

it.concurrent('sheds rungs when the encoder falls behind, and goes on with the same broadcast', {
  timeout: 180_000,
}, async () => {
  await using parts = await startParts()
  const slow = fileURLToPath(new URL('slow-ffmpeg.mjs', import.meta.url))
  await using ingest = await parts.startIngest({ SHOAL_FFMPEG: slow })
  const channel = await parts.createChannel()
  await using _source = publishTestSource({
    url: ingest.publishUrl(channel.key),
    size: '1280x720',
    keyFrameDistance: 150,
  })
  const { id } = await parts.untilLive(channel, ingest)
  const rungsOf = async (epoch: number) => {
    const urls = await readVariants(`${ingest.origin}/live/${id}/${epoch}/index.m3u8`)
    return urls.map((url) => url.split('/').at(-2))
  }
  expect(await rungsOf(1)).toContain('720p')
  await vi.waitFor(async () => expect(await parts.noticesOf(id)).toContain('rung-shed'), SOON)
  await vi.waitFor(async () => expect((await parts.latest(channel))?.epoch).toBe(2), SOON)
  expect(await rungsOf(2)).not.toContain('720p')
  expect(await parts.latest(channel)).toMatchObject({ id, state: 'live' })
})

it.concurrent('never ends a broadcast over its quota: the recording pauses, and says so', {
  timeout: 120_000,
}, async () => {
  await using parts = await startParts()
  await using ingest = await parts.startIngest({ SHOAL_DISK_QUOTA_GB: '0.001' })
  const channel = await parts.createChannel()
  await using _source = publishTestSource({ url: ingest.publishUrl(channel.key) })
  const { id, whole } = await parts.untilLive(channel, ingest)
  await vi.waitFor(async () => expect(await parts.noticesOf(id)).toContain('recording-paused'), SOON)
  await untilMore(whole, 4)
  expect((await parts.latest(channel))?.state).toBe('live')
})

it.concurrent('never ends a broadcast because its disk takes nothing', { timeout: 120_000 }, async () => {
  await using parts = await startParts()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-no-disk-'))
  try {
    await writeFile(join(folder, 'broadcasts'), 'a file where a folder should be')
    await using ingest = await parts.startIngest({ SHOAL_DATA: folder })
    const channel = await parts.createChannel()
    await using _source = publishTestSource({ url: ingest.publishUrl(channel.key) })
    const { id, whole } = await parts.untilLive(channel, ingest)
    await vi.waitFor(async () => expect(await parts.noticesOf(id)).toContain('recording-paused'), SOON)
    await untilMore(whole, 4)
    // It is well again: what comes from now on is recorded.
    await rm(join(folder, 'broadcasts'))
    await vi.waitFor(async () => expect(await parts.noticesOf(id)).not.toContain('recording-paused'), SOON)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

it.concurrent('stops within five seconds of SIGTERM, with a whole recording that the next run serves', {
  timeout: 120_000,
}, async () => {
  await using parts = await startParts()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-stopped-'))
  try {
    const channel = await parts.createChannel()
    const first = await parts.startIngest({ SHOAL_DATA: folder })
    await using _source = publishTestSource({ url: first.publishUrl(channel.key) })
    const { id, whole } = await parts.untilLive(channel, first)
    await untilMore(whole, 3)
    const { afterMs, code } = await first.stop()
    expect(afterMs).toBeLessThan(5000)
    expect(code).toBe(0)
    expect((await findRecording(parts.db, id))?.state).toBe('ready')
    await using next = await parts.startIngest({ SHOAL_DATA: folder })
    const recording = `${next.origin}/live/${id}/index.m3u8`
    const [best = ''] = await readVariants(recording)
    expect((await readPlaylist(best)).text).toContain('#EXT-X-ENDLIST')
    const { stderr } = await run('ffmpeg', ['-v', 'error', '-nostdin', '-i', recording, '-f', 'null', '-'])
    expect(stderr).toBe('')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

it.concurrent('makes segments of one second for a channel that wants low latency, and keeps nothing of one that does not record', {
  timeout: 120_000,
}, async () => {
  await using parts = await startParts()
  const channel = await parts.createChannel()
  await parts.choose(channel, {
    latencyMode: 'low',
    isRecorded: false,
    rewindSeconds: 0,
    reconnectSeconds: 0,
    ladder: ['240p'],
  })
  await using ingest = await parts.startIngest({ SHOAL_WINDOW_SECONDS: '20' })
  const source = publishTestSource({ url: ingest.publishUrl(channel.key) })
  const { id, whole } = await parts.untilLive(channel, ingest)
  await vi.waitFor(async () => expect(await newest(whole)).toBeGreaterThan(30), SOON)
  const variants = await readVariants(whole)
  expect(variants.map((url) => url.split('/').at(-1))).toEqual(['240p.m3u8', 'audio.m3u8'])
  const { text, segments } = await readPlaylist(variants[0] ?? '')
  expect(text).toContain('#EXT-X-TARGETDURATION:1\n')
  expect(segments.length).toBeLessThan(28)
  const stored = await readdir(join(ingest.dataFolder, 'broadcasts', id, '1', '240p'))
  expect(stored.length).toBeLessThan(32)
  await source.stop()
  await vi.waitFor(async () => expect((await parts.latest(channel))?.state).toBe('ended'), SOON)
  expect(await findRecording(parts.db, id)).toBeNull()
})
