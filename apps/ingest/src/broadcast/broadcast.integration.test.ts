import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTotals } from '@shoal/db/analytics'
import { doorName } from '@shoal/db/broadcast-doors'
import { readBroadcastHealth } from '@shoal/db/broadcast-health'
import { currentNotices } from '@shoal/db/broadcast-notices'
import { latestBroadcast, updateBroadcast } from '@shoal/db/broadcasts'
import { askIngest, ingestOutcome } from '@shoal/db/ingest-commands'
import { latestRefusals } from '@shoal/db/publish-refusals'
import { writeServerSettings } from '@shoal/db/server-settings'
import { revokeStreamKey, rotateStreamKey } from '@shoal/db/stream-keys'
import type { BroadcastState } from '@shoal/protocol/broadcast-state'
import type { IngestCommandKind } from '@shoal/protocol/ingest-command'
import { DEFAULT_SERVER_SETTINGS } from '@shoal/protocol/server-settings'
import { signTicket } from '@shoal/protocol/sign-ticket'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ffmpegChildrenOf, isAlive } from '../testing/child-processes.ts'
import { startDatabaseWithOperator, type TestChannel, type TestServerDatabase } from '../testing/test-database.ts'
import { freePort, runIngestToItsEnd, startTestIngest, type TestIngest } from '../testing/test-ingest.ts'
import { publishTestSource, type TestSourceOptions } from '../testing/test-source.ts'
import { fetchBytes, hashOf, playFor, probeSegment, readPlaylist, rootOf } from '../testing/viewer.ts'

let database: TestServerDatabase
let ingest: TestIngest
let secrets: string
const SECRET = 'a secret of more than thirty-two characters'
/** Long enough for a start of ffmpeg, a segment, and a busy machine. */
const SOON = { timeout: 25_000, interval: 100 }

beforeAll(async () => {
  database = await startDatabaseWithOperator()
  secrets = await mkdtemp(join(tmpdir(), 'shoal-secrets-'))
  await writeFile(join(secrets, 'ticket-secret'), SECRET)
  ingest = await startTestIngest({
    DATABASE_URL: database.url,
    SHOAL_SECRETS: secrets,
    SHOAL_RECONNECT_SECONDS: '8',
    SHOAL_SEGMENT_SECONDS: '1',
    SHOAL_WINDOW_SECONDS: '20',
  })
})

afterAll(async () => {
  await ingest[Symbol.asyncDispose]()
  await rm(secrets, { recursive: true })
  await database[Symbol.asyncDispose]()
})

/** `expect.poll` does not know which of several concurrent tests it is in. */
function expectSoon<Value>(read: () => Value | Promise<Value>) {
  const until = (check: (value: Value) => void) => vi.waitFor(async () => check(await read()), SOON)
  return {
    toBe: (wanted: Value) => until((value) => expect(value).toBe(wanted)),
    toEqual: (wanted: Value) => until((value) => expect(value).toEqual(wanted)),
    toMatchObject: (wanted: object) => until((value) => expect(value).toMatchObject(wanted)),
    toBeGreaterThan: (least: number) => until((value) => expect(value).toBeGreaterThan(least)),
    toBeGreaterThanOrEqual: (least: number) => until((value) => expect(value).toBeGreaterThanOrEqual(least)),
  }
}

function publish(channel: TestChannel, options: Omit<TestSourceOptions, 'url'> = {}) {
  return publishTestSource({ url: ingest.publishUrl(channel.key), ...options })
}

const latest = (channel: TestChannel) => latestBroadcast(database.db, channel.channelId)

async function refusalsOf(channel: TestChannel) {
  return await latestRefusals(database.db, channel.channelId, { sinceMs: 0, limit: 10 })
}

async function untilState(channel: TestChannel, state: BroadcastState) {
  await expectSoon(async () => (await latest(channel))?.state).toBe(state)
  const broadcast = await latest(channel)
  if (!broadcast) throw new Error('there is a broadcast by now')
  return { ...broadcast, base: `${ingest.origin}/live/${broadcast.id}/${broadcast.epoch}` }
}

async function rungsOf(base: string): Promise<string[]> {
  const text = await (await fetch(`${base}/index.m3u8`)).text()
  return text.split('\n').flatMap((line) => (line.endsWith('/index.m3u8') ? [line.split('/')[0] ?? ''] : []))
}

const playlistOf = async (base: string) => (await readPlaylist(`${base}/360p/index.m3u8`)).segments

async function untilSegments(base: string, rung: string, count: number) {
  await expectSoon(
    async () => (await readPlaylist(`${base}/${rung}/index.m3u8`)).segments.length,
  ).toBeGreaterThanOrEqual(count)
  return (await readPlaylist(`${base}/${rung}/index.m3u8`)).segments
}

/** Segments above the BANDWIDTH that the multivariant playlist promises. */
async function findTooFast(base: string): Promise<string[]> {
  const text = await (await fetch(`${base}/index.m3u8`)).text()
  const tooFast: string[] = []
  for (const [, bandwidth, rung] of text.matchAll(/:BANDWIDTH=(\d+).*\n(\w+)\//g)) {
    for (const { name, seconds } of (await readPlaylist(`${base}/${rung}/index.m3u8`)).segments) {
      const bitsPerSecond = ((await fetchBytes(`${base}/${rung}/${name}`)).length * 8) / seconds
      if (seconds > 0.5 && bitsPerSecond > Number(bandwidth))
        tooFast.push(`${rung} ${name} ${bitsPerSecond} ${bandwidth}`)
    }
  }
  return tooFast
}

/** The last ffmpeg that was started for the channel. */
function encoderOf({ slug }: TestChannel): number {
  const pids = [
    ...ingest
      .log()
      .matchAll(new RegExp(`"channel":"${slug}","pid":(\\d+),"skipSeconds":[\\d.]+,"msg":"ffmpeg started"`, 'g')),
  ]
  return Number(pids.at(-1)?.[1])
}

it('turns away a wrong, a missing and a revoked key within a second, and starts no ffmpeg', async () => {
  const channel = await database.createChannel()
  await revokeStreamKey(database.db, channel.keyId)
  for (const key of ['shoal_wrong', '', channel.key]) {
    await using source = publish({ ...channel, key }, { seconds: 20 })
    const answer = expectSoon(() => ingest.log().includes('publisher disconnected')).toBe(true)
    expect((await source.ended).afterMs).toBeLessThan(2000) // of which ffmpeg's own start takes about half a second
    await answer
  }
  expect(ffmpegChildrenOf(ingest.pid)).toEqual([])
  for (const refusal of ['unknown-key', 'missing-key', 'revoked-key']) {
    expect(ingest.log()).toContain(`"refusal":"${refusal}"`)
  }
  expect(ingest.log()).not.toContain(channel.key)
  await expectSoon(async () => (await refusalsOf(channel)).map(({ reason }) => reason)).toEqual(['revoked-key'])
  expect(await latest(channel)).toBeNull()
})

async function ask({ channelId }: TestChannel, kind: IngestCommandKind) {
  return await ingestOutcome(database.db, await askIngest(database.db, { channelId, kind }), 10_000)
}

it('shows a test picture until it is told to stop, and no more broadcasts than the operator allows', async () => {
  const quotas = { ...DEFAULT_SERVER_SETTINGS.quotas, broadcasts: 1 }
  await writeServerSettings(database.db, { ...DEFAULT_SERVER_SETTINGS, quotas })
  const [channel, other] = [await database.createChannel(), await database.createChannel()]
  expect(await ask(channel, 'stop-test-picture')).toBe('not-live')
  expect(await ask(channel, 'start-test-picture')).toBe('done')
  const { source } = await untilState(channel, 'live')
  expect(source).toBe('1280x720 30 fps H.264 + AAC')
  await using refused = publish(other, { seconds: 20 })
  await refused.ended
  await expectSoon(async () => (await refusalsOf(other)).map(({ reason }) => reason)).toEqual(['too-many-broadcasts'])
  expect(await ask(other, 'start-test-picture')).toBe('too-many-broadcasts')
  expect(await ask(channel, 'stop-test-picture')).toBe('done')
  expect((await untilState(channel, 'ended')).endReason).toBe('ended-by-streamer')
  await expectSoon(() => ffmpegChildrenOf(ingest.pid)).toEqual([])
  await writeServerSettings(database.db, DEFAULT_SERVER_SETTINGS)
})

describe.concurrent('a publisher', () => {
  it('is measured while it sends, and kept out for a while after the streamer has ended its broadcast', async () => {
    const channel = await database.createChannel()
    await using source = publish(channel)
    const { id } = await untilState(channel, 'live')
    const health = () => readBroadcastHealth(database.db, id)
    await expectSoon(async () => (await health())?.keyFrameSeconds ?? 0).toBeGreaterThan(0.5)
    await expectSoon(async () => (await health())?.frameRate ?? 0).toBeGreaterThan(20)
    await expectSoon(async () => (await health())?.encoderSpeed ?? 0).toBeGreaterThan(0.3)
    const measured = await health()
    expect(measured).toMatchObject({ segmentSeconds: 1, hasAudio: true, encoderRestarts: 0 })
    expect(measured?.bitrateKbps).toBeGreaterThan(100)
    expect(measured?.source?.video).toMatchObject({ width: 640, height: 360, codec: 'H.264' })
    expect(measured?.rungs.map(({ name }) => name)).toEqual(['360p', '240p', 'audio'])

    expect(await ask(channel, 'end-broadcast')).toBe('done')
    await source.ended
    expect((await untilState(channel, 'ended')).endReason).toBe('ended-by-streamer')
    expect(await ask(channel, 'end-broadcast')).toBe('not-live')
    await using again = publish(channel, { seconds: 20 })
    await again.ended
    await expectSoon(async () => (await refusalsOf(channel)).map(({ reason }) => reason)).toEqual(['ended-by-streamer'])
    expect((await latest(channel))?.id).toBe(id)
  })

  it('broadcasts to those alone who have a ticket of the channel’s door, from the first segment on', async () => {
    const channel = await database.createChannel()
    const door = { privacy: 'password', passwordHash: 'salt:hash' } as const
    await database.db.prisma.channel.update({ where: { id: channel.channelId }, data: door })
    await using _source = publish(channel)
    const { id, base } = await untilState(channel, 'live')
    const claims = { sub: 'viewer-session', broadcast: id, mode: 'off', role: 'viewer', group: 'swarm' } as const
    const { ticket } = await signTicket({ ...claims, door: doorName(door) }, SECRET)
    const statuses = async () => {
      const ask = async (query: string) => (await fetch(`${base}/index.m3u8${query}`)).status
      return [await ask(''), await ask(`?ticket=${ticket}`)]
    }
    expect(await statuses()).toEqual([403, 200])
    await updateBroadcast(database.db, id, { privacy: 'public' })
    await expectSoon(statuses).toEqual([200, 200])
    const changedAtMs = Date.now()
    await updateBroadcast(database.db, id, { privacy: 'password', passwordHash: 'salt:another' })
    await expectSoon(statuses).toEqual([403, 403])
    expect(Date.now() - changedAtMs).toBeLessThan(3000)
  })

  it('goes live with segments named by their bytes, cut alike, that begin with a key frame and play', async () => {
    const channel = await database.createChannel()
    await using source = publish(channel)
    const { base, id, source: described } = await untilState(channel, 'live')
    expect(described).toBe('640x360 30 fps H.264 + AAC')
    const rungs = await rungsOf(base)
    expect(rungs).toEqual(['360p', '240p', 'audio'])
    await untilSegments(base, '240p', 3)
    const numbers: string[][] = []
    for (const rung of rungs) {
      const { segments } = await readPlaylist(`${base}/${rung}/index.m3u8`)
      numbers.push(segments.slice(0, 3).map(({ name, seconds }) => `${name.split('-')[0]} ${seconds}`))
      for (const segment of segments.slice(0, 3)) {
        const bytes = await fetchBytes(`${base}/${rung}/${segment.name}`)
        expect(segment.name.split('-').slice(1).join('-')).toBe(`${hashOf(bytes)}.m4s`)
        expect(segment.pieceRoot).toBe(rootOf(bytes))
        const init = await fetchBytes(`${base}/${rung}/${segment.init}`)
        expect(segment.init).toBe(`init-${hashOf(init)}.mp4`)
        const { packets, streams } = await probeSegment(init, bytes)
        if (rung !== 'audio') expect(packets.find(({ codec_type }) => codec_type === 'video')?.flags).toMatch(/^K/)
        expect(streams.map(({ codec_name }) => codec_name).sort()).toEqual(rung === 'audio' ? ['aac'] : ['aac', 'h264'])
      }
    }
    expect(numbers[0]).toEqual(numbers[1])
    expect(await playFor(`${base}/index.m3u8`, 5)).toBe('')
    await expectSoon(
      async () => (await readTotals(database.db, { broadcastId: id })).measured.originBytes,
    ).toBeGreaterThan(100_000)
    expect(await findTooFast(base)).toEqual([])
    await source.stop()
    await untilState(channel, 'ended')
    expect((await readPlaylist(`${base}/360p/index.m3u8`)).text).toContain('#EXT-X-ENDLIST')
  })

  it('refuses a second publisher, and leaves the first alone', async () => {
    const channel = await database.createChannel()
    await using first = publish(channel)
    const { base } = await untilState(channel, 'live')
    const before = (await readPlaylist(`${base}/360p/index.m3u8`)).segments.length
    await using second = publish(channel)
    expect((await second.ended).afterMs).toBeLessThan(8000) // it stays no longer than its own start takes
    await expectSoon(async () => (await refusalsOf(channel)).map(({ reason }) => reason)).toEqual(['already-live'])
    const segments = await untilSegments(base, '360p', before + 2)
    expect(segments.some(({ isDiscontinuity }) => isDiscontinuity)).toBe(false)
    await first.stop()
  })

  it('disconnects a publisher whose key is revoked while it is live', async () => {
    const channel = await database.createChannel()
    await using source = publish(channel)
    const { id } = await untilState(channel, 'live')
    const next = await rotateStreamKey(database.db, { keyId: channel.keyId, graceSeconds: 600 })
    const detail = String(next?.oldWorksUntil.getTime())
    const warnings = async () => (await currentNotices(database.db, id)).filter(({ kind }) => kind === 'key-ends')
    await expectSoon(warnings).toMatchObject([{ detail }])
    await revokeStreamKey(database.db, channel.keyId)
    const revokedAtMs = Date.now()
    await source.ended
    expect(Date.now() - revokedAtMs).toBeLessThan(1500) // of which ffmpeg's own end takes a moment
    expect((await untilState(channel, 'ended')).endReason).toBe('revoked-key')
    expect((await refusalsOf(channel)).map(({ reason }) => reason)).toEqual(['revoked-key'])
  })

  it.each<[string, NodeJS.Signals, string]>([
    ['was killed', 'SIGKILL', 'crashed'],
    ['hangs', 'SIGSTOP', 'stopped-process'],
  ])('replaces an ffmpeg that %s, and marks the place', async (_, signal, reason) => {
    const channel = await database.createChannel()
    await using source = publish(channel)
    const { base } = await untilState(channel, 'live')
    const before = encoderOf(channel)
    process.kill(before, signal)
    await expectSoon(() => encoderOf(channel) !== before).toBe(true)
    await expectSoon(() => isAlive(before)).toBe(false)
    expect(ingest.log()).toContain(`"reason":"${reason}"`)
    await expectSoon(async () => (await playlistOf(base)).filter((s) => s.isDiscontinuity).length).toBe(1)
    const segments = await untilSegments(base, '360p', 5)
    const numbers = segments.map(({ name }) => Number(name.split('-')[0]))
    expect(numbers).toEqual(numbers.map((_, i) => i))
    for (const [i, { dateTimeMs, seconds }] of segments.slice(1).entries()) {
      const previous = segments[i]
      const gapMs = dateTimeMs - (previous?.dateTimeMs ?? 0) - (previous?.seconds ?? 0) * 1000
      expect(Math.abs(gapMs), `before ${i + 1}, ${seconds} s long`).toBeLessThan(1100)
    }
    expect((await latest(channel))?.state).toBe('live')
    expect(await playFor(`${base}/360p/index.m3u8`, 5)).toBe('')
    await source.stop()
  })

  it('goes on with the same broadcast when the publisher comes back', async () => {
    const channel = await database.createChannel()
    const first = publish(channel)
    const before = await untilState(channel, 'live')
    first.kill('SIGKILL')
    await untilState(channel, 'interrupted')
    await using second = publish(channel)
    const after = await untilState(channel, 'live')
    expect([after.id, after.epoch]).toEqual([before.id, before.epoch])
    await expectSoon(
      async () =>
        (await readPlaylist(`${before.base}/360p/index.m3u8`)).segments.filter((s) => s.isDiscontinuity).length,
    ).toBe(1)
    await second.stop()
  })

  it('starts a new epoch when the publisher comes back with another picture', async () => {
    const channel = await database.createChannel()
    const first = publish(channel)
    const before = await untilState(channel, 'live')
    const numbers = (await readPlaylist(`${before.base}/360p/index.m3u8`)).segments
    first.kill('SIGKILL')
    await untilState(channel, 'interrupted')
    await using second = publish(channel, { size: '426x240' })
    const after = await untilState(channel, 'live')
    expect([after.id, after.epoch, after.source]).toEqual([before.id, 2, '426x240 30 fps H.264 + AAC'])
    const [next] = (await readPlaylist(`${after.base}/240p/index.m3u8`)).segments
    expect(Number(next?.name.split('-')[0])).toBeGreaterThanOrEqual(numbers.length)
    // Whoever plays the broadcast as a whole goes on from one ladder to the next.
    const whole = (await readPlaylist(`${ingest.origin}/live/${after.id}/360p.m3u8`)).segments.map(({ name }) => name)
    expect(whole.some((name) => name.startsWith('1/360p/'))).toBe(true)
    expect(whole.some((name) => name.startsWith('2/240p/'))).toBe(true)
    await second.stop()
  })

  it.each<[string, Omit<TestSourceOptions, 'url'>, { codecs: string[]; size?: string }]>([
    ['no sound', { hasAudio: false }, { codecs: ['h264'], size: '640x360' }],
    ['no picture', { hasVideo: false }, { codecs: ['aac'] }],
    ['odd sides', { size: '641x361' }, { codecs: ['aac', 'h264'], size: '640x360' }],
    ['10 s between key frames', { keyFrameDistance: 300 }, { codecs: ['aac', 'h264'], size: '640x360' }],
    ['a variable frame rate', { isVariable: true }, { codecs: ['aac', 'h264'], size: '640x360' }],
    ['B-frames', { bFrames: 3 }, { codecs: ['aac', 'h264'], size: '640x360' }],
    [
      'a portrait picture at 60 frames a second',
      { size: '360x640', frameRate: 60 },
      { codecs: ['aac', 'h264'], size: '360x640' },
    ],
  ])('plays a source with %s', async (_, options, { codecs, size }) => {
    const channel = await database.createChannel()
    await using source = publish(channel, options)
    const { base } = await untilState(channel, 'live')
    const [rung = ''] = await rungsOf(base)
    const segments = await untilSegments(base, rung, 4)
    const seconds = segments.map((segment) => segment.seconds)
    expect(Math.max(...seconds)).toBeLessThan(1.2)
    expect(Math.min(...seconds)).toBeGreaterThan(0.8)
    const [first] = segments
    const init = await fetchBytes(`${base}/${rung}/${first?.init}`)
    const { streams } = await probeSegment(init, await fetchBytes(`${base}/${rung}/${first?.name}`))
    expect(streams.map(({ codec_name }) => codec_name).sort()).toEqual(codecs)
    const picture = streams.find(({ width }) => width !== undefined)
    expect(picture && `${picture.width}x${picture.height}`).toBe(size)
    expect(await playFor(`${base}/index.m3u8`, 4)).toBe('')
    await source.stop()
  })

  it('refuses a codec that it does not know by its name', async () => {
    const channel = await database.createChannel()
    await using source = publish(channel, { videoCodec: 'flv1' })
    await source.ended
    await expectSoon(async () => await refusalsOf(channel)).toMatchObject([
      { reason: 'unsupported-source', detail: 'the video is Sorenson H.263: send H.264' },
    ])
    expect(await latest(channel)).toBeNull()
  })

  it('lets a publisher in again whose old connection has fallen silent', async () => {
    const channel = await database.createChannel()
    await using first = publish(channel)
    const { id } = await untilState(channel, 'live')
    first.kill('SIGSTOP')
    await expectSoon(async () => {
      await using second = publish(channel, { seconds: 2 })
      const { output } = await second.ended
      return output
    }).toBe('')
    expect((await latest(channel))?.id).toBe(id)
  })
})

it('ends live broadcasts when it stops, and leaves no ffmpeg behind', { timeout: 90_000 }, async () => {
  const channel = await database.createChannel()
  await using own = await startTestIngest({ DATABASE_URL: database.url })
  await using source = publishTestSource({ url: own.publishUrl(channel.key) })
  const { id } = await untilState(channel, 'live')
  const children = ffmpegChildrenOf(own.pid)
  expect(children).toHaveLength(1)
  const { afterMs, code } = await own.stop()
  expect(afterMs).toBeLessThan(4000)
  expect(code).toBe(0)
  expect(ffmpegChildrenOf(own.pid)).toEqual([])
  expect(await latest(channel)).toMatchObject({ id, state: 'ended', endReason: 'server-stopped' })
  await source.stop()
})

it('leaves no ffmpeg behind when it is killed, and tidies up at its next start', { timeout: 90_000 }, async () => {
  const channel = await database.createChannel()
  const own = await startTestIngest({ DATABASE_URL: database.url })
  await using source = publishTestSource({ url: own.publishUrl(channel.key) })
  await untilState(channel, 'live')
  const [pid = 0] = ffmpegChildrenOf(own.pid)
  await own.stop('SIGKILL')
  await expectSoon(() => isAlive(pid)).toBe(false)
  await using next = await startTestIngest({ DATABASE_URL: database.url })
  expect(await latest(channel)).toMatchObject({ state: 'ended', endReason: 'server-stopped' })
  expect(next.log()).toContain('broadcasts of an earlier run have ended')
  await source.stop()
})

it('names the setting when a port is in use, and exits with 1', async () => {
  const env = { DATABASE_URL: database.url, SHOAL_HOST: '127.0.0.1' }
  const { rtmp, origin } = ingest.ports
  const other = String(await freePort())
  expect(await runIngestToItsEnd({ ...env, SHOAL_RTMP_PORT: String(rtmp), SHOAL_ORIGIN_PORT: other })).toEqual({
    code: 1,
    output: `ingest: port ${rtmp} is in use by another program: stop it, or set SHOAL_RTMP_PORT to another port\n`,
  })
  expect(await runIngestToItsEnd({ ...env, SHOAL_RTMP_PORT: other, SHOAL_ORIGIN_PORT: String(origin) })).toEqual({
    code: 1,
    output: `ingest: port ${origin} is in use by another program: stop it, or set SHOAL_ORIGIN_PORT to another port\n`,
  })
})

it('hangs up on the process that started it', async () => {
  await using own = await startTestIngest({ DATABASE_URL: database.url }, { hasChannel: true })
  own.child.disconnect()
  await expectSoon(() => isAlive(own.pid)).toBe(false)
})

it.each<[string, Record<string, string>, string]>([
  [
    'the database is down',
    { DATABASE_URL: 'postgresql://shoal@127.0.0.1:1/shoal' },
    'the database at 127.0.0.1:1 does not answer',
  ],
  ['there is no ffmpeg', { SHOAL_FFMPEG: '/nowhere/ffmpeg' }, 'set SHOAL_FFMPEG to the path of one'],
  ['a setting is wrong', { SHOAL_RTMP_PORT: 'x' }, 'SHOAL_RTMP_PORT must be a whole number from 1 to 65535'],
])('says in one line that %s, and exits with 1', async (_, env, sentence) => {
  const { code, output } = await runIngestToItsEnd(env)
  expect(code).toBe(1)
  expect(output).toContain(sentence)
  expect(output.trim().split('\n')).toHaveLength(1)
})

it('ends a broadcast that no encoder can make anything of, and says why', async () => {
  const channel = await database.createChannel()
  const broken = fileURLToPath(new URL('../testing/broken-ffmpeg.sh', import.meta.url))
  await using own = await startTestIngest({ DATABASE_URL: database.url, SHOAL_FFMPEG: broken })
  await using source = publishTestSource({ url: own.publishUrl(channel.key) })
  expect((await untilState(channel, 'ended')).endReason).toBe('unsupported-source')
  await source.ended
  expect(await refusalsOf(channel)).toMatchObject([{ reason: 'unsupported-source' }])
})
