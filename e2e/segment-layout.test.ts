/** What ingest cuts, in a real browser: pictures first, then sound, each a fragment of its own, to the end without an error. */

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { SegmentSet } from '../apps/ingest/src/hls/segment-intake.ts'
import { readCodecs } from '../apps/ingest/src/mp4/codecs.ts'
import { makeRun } from '../apps/ingest/src/testing/test-run.ts'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { portOf } from '../packages/player/src/testing/live-origin.ts'

const PAGE_SCRIPT = `
import Hls from 'hls.js/light'
const video = document.querySelector('video')
const ranges = (buffered) => Array.from({ length: buffered?.length ?? 0 }, (_, i) => [buffered.start(i), buffered.end(i)])
window.play = (url) => new Promise((resolve) => {
  const hls = new Hls({ maxBufferLength: 60, backBufferLength: Infinity })
  const errors = []
  const finish = () => resolve({ errors, ended: video.ended, seconds: video.currentTime,
    frames: video.getVideoPlaybackQuality().totalVideoFrames, dropped: video.getVideoPlaybackQuality().droppedVideoFrames,
    tracks: Object.fromEntries(Object.entries(tracks).map(([name, { buffer }]) => [name, ranges(buffer.buffered)])),
    buffered: ranges(video.buffered) })
  let tracks = {}
  hls.on(Hls.Events.BUFFER_CREATED, (_, data) => { tracks = data.tracks })
  hls.on(Hls.Events.ERROR, (_, { type, details, reason, fatal }) => { errors.push([type, details, reason].join(' ')); if (fatal) finish() })
  video.addEventListener('ended', finish)
  video.addEventListener('error', finish)
  hls.attachMedia(video)
  hls.loadSource(url)
  hls.on(Hls.Events.MANIFEST_PARSED, () => video.play())
})`

const rangesSchema = z.array(z.tuple([z.number(), z.number()]))
const resultSchema = z.object({
  errors: z.array(z.string()),
  ended: z.boolean(),
  seconds: z.number(),
  frames: z.number(),
  dropped: z.number(),
  tracks: z.record(z.string(), rangesSchema),
  buffered: rangesSchema,
})

const files = new Map<string, { type: string; body: Buffer | string }>()
const server = createServer((request, response) => {
  const file = files.get(request.url ?? '')
  if (file) response.writeHead(200, { 'content-type': file.type }).end(file.body)
  else response.writeHead(404).end()
})
let browser: Awaited<ReturnType<typeof launchBrowser>>

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PAGE_SCRIPT, resolveDir: fileURLToPath(new URL('../packages/player', import.meta.url)) },
    ...{ bundle: true, write: false, format: 'esm', logLevel: 'error' },
  })
  files.set('/page.js', { type: 'text/javascript', body: outputFiles[0]?.text ?? '' })
  files.set('/', { type: 'text/html', body: '<video></video><script type="module" src="/page.js"></script>' })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  server.closeAllConnections()
  server.close()
})

/** As a finished broadcast, in one rung. */
function publish(sets: readonly SegmentSet[], rung: string): void {
  const lines = sets.flatMap(({ parts, durationSeconds }, i) => {
    const part = parts.get(rung)
    if (!part) throw new Error(`no ${rung} in segment ${i}`)
    files.set(`/${i}.m4s`, { type: 'video/mp4', body: part.bytes })
    if (i === 0) files.set('/init.mp4', { type: 'video/mp4', body: part.init })
    return [`#EXTINF:${durationSeconds.toFixed(5)},`, `${i}.m4s`]
  })
  const head = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-TARGETDURATION:3', '#EXT-X-PLAYLIST-TYPE:VOD']
  const media = [...head, '#EXT-X-MAP:URI="init.mp4"', ...lines, '#EXT-X-ENDLIST', '']
  files.set('/index.m3u8', { type: 'application/vnd.apple.mpegurl', body: media.join('\n') })
  const codecs = Object.values(readCodecs(sets[0]?.parts.get(rung)?.init ?? Buffer.alloc(0))).filter((codec) => codec)
  const multivariant = ['#EXTM3U', `#EXT-X-STREAM-INF:BANDWIDTH=1000000,CODECS="${codecs}"`, 'index.m3u8', '']
  files.set('/all.m3u8', { type: 'application/vnd.apple.mpegurl', body: multivariant.join('\n') })
}

async function play() {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${portOf(server.address())}/`)
  const result = resultSchema.parse(await page.evaluate(`play('/all.m3u8')`))
  await context.close()
  return result
}

it.each([
  { name: 'a copied rung with B-frames', rung: 'high', options: { pictureArguments: ['-g', '30', '-bf', '3'] } },
  { name: 'an encoded rung', rung: 'low', options: { pictureArguments: ['-g', '15', '-bf', '2'] } },
  { name: 'silence for sound that ends', rung: 'high', options: { sound: 'sine=f=440:r=48000,atrim=end=3.1' } },
  {
    name: 'sound that is copied',
    rung: 'high',
    options: { copiesSound: true, sound: 'sine=f=440:r=44100', soundArguments: ['-ac', '1'] },
  },
  { name: 'the rung of sound alone', rung: 'audio', options: {} },
])('plays $name to its end', async ({ rung, options }) => {
  const { sets } = await makeRun({ ...options, seconds: 4 })
  publish(sets, rung)
  const result = await play()
  expect(result).toMatchObject({ errors: [], ended: true })
  expect(result.buffered).toHaveLength(1)
  for (const ranges of Object.values(result.tracks)) expect(ranges).toHaveLength(1)
  const [[from, to] = [0, 0]] = result.buffered
  expect(to - from).toBeGreaterThan(3.9)
  if (rung !== 'audio') expect(result.frames).toBeGreaterThan(4 * 30 * 0.97)
})
