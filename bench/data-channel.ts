/** One segment from a peer, checked, beside the same segment from the origin, in a real browser on loopback. */

import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { launchBrowser } from '../e2e/viewers.ts'
import { mediaPlaylistPath, SEGMENT_BYTES, uploadInit, uploadSegment } from './broadcast.ts'
import { startChildServer } from './child-server.ts'
import { compare, median, printResult } from './compare.ts'

const ROUNDS = 9
const SEGMENTS_PER_ROUND = 20

await using origin = await startChildServer('ingest.ts')
await uploadInit(origin.uploadUrl ?? '')
await uploadSegment(origin.uploadUrl ?? '', 0, randomBytes(SEGMENT_BYTES))
const playlistUrl = `http://127.0.0.1:${origin.port}${mediaPlaylistPath}`
const name = (await (await fetch(playlistUrl)).text()).trim().split('\n').at(-1) ?? ''
const segmentUrl = new URL(name, playlistUrl).href

const bundle = await build({
  entryPoints: [fileURLToPath(new URL('pages/data-channel.ts', import.meta.url))],
  ...{ bundle: true, write: false, format: 'esm', logLevel: 'error' },
})
await using parts = new AsyncDisposableStack()
const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())
const page = await browser.newPage()
await page.goto(new URL('/not-found', playlistUrl).href) // any page of the origin
await page.addScriptTag({ type: 'module', content: bundle.outputFiles[0]?.text ?? '' })
await page.waitForFunction(() => 'fetchSegment' in window)
await page.evaluate((url) => window.fetchSegment.fromOrigin(url), segmentUrl) // the peer's copy

const checksMs: number[] = []
const segment = await compare({
  ours: () =>
    medianMs(async () => {
      const { ms, checkMs } = await page.evaluate((url) => window.fetchSegment.fromPeer(url), segmentUrl)
      checksMs.push(checkMs)
      return ms
    }),
  peer: () => medianMs(() => page.evaluate((url) => window.fetchSegment.fromOrigin(url), segmentUrl)),
  rounds: ROUNDS,
})
console.log(segment)
printResult({ bench: 'data-channel', peer: 'HTTP', segmentBytes: SEGMENT_BYTES, segment, checkMs: median(checksMs) })

async function medianMs(once: () => Promise<number>) {
  const times: number[] = []
  for (let i = 0; i < SEGMENTS_PER_ROUND; i++) times.push(await once())
  return { milliseconds: median(times) }
}
