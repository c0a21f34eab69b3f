/** One segment from a peer, checked, beside the same segment over HTTP, in a real browser on loopback. */

import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { contentHash } from '@shoal/protocol/content-hash'
import { buildLivePath } from '@shoal/protocol/hls-path'
import { build } from 'esbuild'
import { z } from 'zod'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { BROADCAST_ID, RUNG, SEGMENT_BYTES } from './broadcast.ts'
import { compare, median, printResult } from './compare.ts'
import { readOptions } from './read-options.ts'
import { listenOnLoopback } from './servers/ready.ts'

readOptions('bench:data-channel', z.object({}))

const ROUNDS = 9
const SEGMENTS_PER_ROUND = 20

const bytes = randomBytes(SEGMENT_BYTES)
const hash = contentHash(createHash('sha256').update(bytes).digest())
await using parts = new AsyncDisposableStack()
const origin = parts.adopt(createServer(answer), (server) => {
  server.closeAllConnections()
  server.close()
})
const url = `http://127.0.0.1:${await listenOnLoopback(origin)}`
const segmentUrl =
  url + buildLivePath({ kind: 'segment', broadcastId: BROADCAST_ID, epoch: 1, rung: RUNG, number: 0, hash })

const bundle = await build({
  entryPoints: [fileURLToPath(new URL('pages/data-channel.ts', import.meta.url))],
  ...{ bundle: true, write: false, format: 'esm', logLevel: 'error' },
})
const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())
const page = await browser.newPage()
await page.goto(url)
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

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
  else response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes)
}

async function medianMs(once: () => Promise<number>) {
  const times: number[] = []
  for (let i = 0; i < SEGMENTS_PER_ROUND; i++) times.push(await once())
  return { milliseconds: median(times) }
}
