import { latestBroadcast } from '@shoal/db/broadcasts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeMediaPackets } from '../apps/ingest/src/testing/media-packets.ts'
import { startDatabaseWithOperator, type TestServerDatabase } from '../apps/ingest/src/testing/test-database.ts'
import { startTestIngest, type TestIngest } from '../apps/ingest/src/testing/test-ingest.ts'
import { fetchBytes, probeSegment, readPlaylist } from '../apps/ingest/src/testing/viewer.ts'
import { startRawPublisher } from './client-zoo/raw-publisher.ts'

const SOON = { timeout: 60_000, interval: 250 }
const FRAME_SECONDS = 1 / 30
/** From the publisher's first thought of connecting to its first packet. */
const CONNECTING_MS = 50

/** The rungs of a multivariant playlist, with the attributes of EXT-X-STREAM-INF as they stand there. */
async function readRungs(url: string): Promise<{ name: string; attributes: Map<string, string> }[]> {
  const lines = (await (await fetch(url)).text()).split('\n')
  return lines.flatMap((line, i) => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return []
    const pairs = [...line.matchAll(/([A-Z-]+)=("[^"]*"|[^,]*)/g)].map(([, name = '', value = '']) => {
      return [name, value.replaceAll('"', '')] as const
    })
    return [{ name: lines[i + 1]?.split('/')[0] ?? '', attributes: new Map(pairs) }]
  })
}

/** Apple's HLS authoring specification, and RFC 8216, asked of what is really served. */
describe('what is served of a live broadcast', () => {
  let database: TestServerDatabase
  let ingest: TestIngest
  let publisher: AsyncDisposable
  let startedAtMs = 0
  let base = ''
  let rungs: { name: string; attributes: Map<string, string> }[] = []

  const playlistOf = (rung: string) => readPlaylist(`${base}/${rung}/index.m3u8`)

  beforeAll(async () => {
    const packets = await makeMediaPackets({ seconds: 4, size: '640x360', frameRate: 30, keyFrameDistance: 60 })
    database = await startDatabaseWithOperator()
    ingest = await startTestIngest({ DATABASE_URL: database.url, SHOAL_WINDOW_SECONDS: '20' })
    const channel = await database.createChannel()
    startedAtMs = Date.now()
    publisher = await startRawPublisher({ port: ingest.ports.rtmp, key: channel.key, packets })
    await vi.waitFor(async () => {
      const broadcast = await latestBroadcast(database.db, channel.channelId)
      expect(broadcast?.state).toBe('live')
      base = `${ingest.origin}/live/${broadcast?.id}/${broadcast?.epoch}`
      expect((await playlistOf('360p')).segments.length).toBeGreaterThanOrEqual(6)
    }, SOON)
    rungs = await readRungs(`${base}/index.m3u8`)
  }, 120_000)

  afterAll(async () => {
    await publisher?.[Symbol.asyncDispose]()
    await ingest?.[Symbol.asyncDispose]()
    await database?.[Symbol.asyncDispose]()
  })

  it('dates each segment within 100 ms of the time that it was sent', async () => {
    const { segments } = await playlistOf('360p')
    let sentMs = startedAtMs
    for (const { dateTimeMs, seconds } of segments) {
      expect(Math.abs(dateTimeMs - sentMs)).toBeLessThan(100 + CONNECTING_MS)
      sentMs += seconds * 1000
    }
    const [first] = segments
    const offMs = segments.map(({ dateTimeMs }, i) => {
      const beforeSeconds = segments.slice(0, i).reduce((sum, segment) => sum + segment.seconds, 0)
      return dateTimeMs - (first?.dateTimeMs ?? 0) - beforeSeconds * 1000
    })
    expect(Math.max(...offMs.map(Math.abs))).toBeLessThan(100)
  })

  it('has rungs that are numbered, cut, dated and timed alike, each segment from a key frame on', async () => {
    const pictures = rungs.filter(({ attributes }) => attributes.has('RESOLUTION'))
    expect(pictures.length).toBeGreaterThanOrEqual(2)
    const starts: number[][] = []
    const listed: string[][] = []
    for (const { name } of pictures) {
      const { text, segments } = await playlistOf(name)
      expect(text).toContain('#EXT-X-INDEPENDENT-SEGMENTS')
      listed.push(segments.map((s) => `${s.name.split('-')[0]} ${s.seconds} ${s.dateTimeMs} ${s.isDiscontinuity}`))
      const targetSeconds = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(text)?.[1])
      for (const { seconds } of segments) expect(Math.round(seconds)).toBeLessThanOrEqual(targetSeconds)
      const times: number[] = []
      for (const { name: file, init } of segments.slice(0, 4)) {
        const [head, body] = [await fetchBytes(`${base}/${name}/${init}`), await fetchBytes(`${base}/${name}/${file}`)]
        const video = (await probeSegment(head, body)).packets.filter(({ codec_type }) => codec_type === 'video')
        expect(video[0]?.flags).toMatch(/^K/)
        times.push(Number(video[0]?.pts_time))
      }
      starts.push(times)
    }
    const [first = [], ...others] = listed
    for (const other of others) expect(other.slice(0, 6)).toEqual(first.slice(0, 6))
    for (const times of starts.slice(1)) {
      for (const [i, time] of times.entries()) {
        expect(Math.abs(time - (starts[0]?.[i] ?? 0))).toBeLessThan(1.5 * FRAME_SECONDS)
      }
    }
  })

  it('declares codecs, frame rates and sizes that ffprobe finds, and bandwidths that were measured', async () => {
    for (const { name, attributes } of rungs) {
      const { segments } = await playlistOf(name)
      const rates: number[] = []
      for (const { name: file, seconds } of segments) {
        rates.push(((await fetchBytes(`${base}/${name}/${file}`)).length * 8) / seconds)
      }
      expect(Math.max(...rates), name).toBeLessThanOrEqual(Number(attributes.get('BANDWIDTH')))
      const average = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
      const declared = Number(
        (await readRungs(`${base}/index.m3u8`)).find((rung) => rung.name === name)?.attributes.get('AVERAGE-BANDWIDTH'),
      )
      expect(Math.abs(declared / average - 1), name).toBeLessThan(0.1)
      const [segment] = segments
      const head = await fetchBytes(`${base}/${name}/${segment?.init}`)
      const { streams } = await probeSegment(head, await fetchBytes(`${base}/${name}/${segment?.name}`))
      const codecs = attributes.get('CODECS') ?? ''
      expect(codecs.includes('avc1.'), name).toBe(streams.some(({ codec_name }) => codec_name === 'h264'))
      expect(codecs.includes('mp4a.40.2'), name).toBe(streams.some(({ codec_name }) => codec_name === 'aac'))
      const picture = streams.find(({ width }) => width !== undefined)
      expect(attributes.get('RESOLUTION'), name).toBe(picture && `${picture.width}x${picture.height}`)
      if (picture) expect(Number(attributes.get('FRAME-RATE'))).toBeCloseTo(30, 0)
    }
    expect(rungs.at(-1)?.name).toBe('audio')
  })

  it('compresses playlists, lists six segments at least, and answers conditional requests', async () => {
    const url = `${base}/360p/index.m3u8`
    const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const [{ name = '' } = {}] = (await playlistOf('360p')).segments
    const segment = await fetch(`${base}/360p/${name}`)
    const etag = segment.headers.get('etag') ?? ''
    expect((await fetch(`${base}/360p/${name}`, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const part = await fetch(`${base}/360p/${name}`, { headers: { range: 'bytes=0-99' } })
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 100])
    expect((await playlistOf('360p')).segments.length).toBeGreaterThanOrEqual(6)
  })

  it('never names a segment that cannot be fetched', async () => {
    for (let look = 0; look < 40; look++) {
      const { segments } = await playlistOf('240p')
      const newest = segments.at(-1)
      const answer = await fetch(`${base}/240p/${newest?.name}`, { method: 'HEAD' })
      expect(answer.status).toBe(200)
    }
  })

  it('counts the discontinuities that have left the list', { timeout: 120_000 }, async () => {
    const encoder = () =>
      Number([...ingest.log().matchAll(/"pid":(\d+),"skipSeconds":[\d.]+,"msg":"ffmpeg started"/g)].at(-1)?.[1])
    for (let i = 0; i < 2; i++) {
      const before = encoder()
      process.kill(before, 'SIGKILL')
      await vi.waitFor(() => expect(encoder()).not.toBe(before), SOON)
      await vi.waitFor(async () => {
        const { segments, text } = await playlistOf('360p')
        const left = Number(/DISCONTINUITY-SEQUENCE:(\d+)/.exec(text)?.[1])
        expect(left + segments.filter(({ isDiscontinuity }) => isDiscontinuity).length).toBe(i + 1)
      }, SOON)
    }
    await vi.waitFor(async () => {
      const { text, segments } = await playlistOf('360p')
      expect(segments.some(({ isDiscontinuity }) => isDiscontinuity)).toBe(false)
      expect(text).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:2\n')
    }, SOON)
  })
})
