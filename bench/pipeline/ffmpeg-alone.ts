/** An ffmpeg command by itself: fed at the pace of the broadcast, its tracks taken by a server that only reads. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { listenOnLoopback } from '../servers/ready.ts'
import { cpuSecondsOf, peakMegabytesOf } from './cost.ts'
import { ffmpegPath, type PacedBytes } from './test-picture.ts'

/** Where the tracks of a command go, in place of ingest's own door. */
export const SINK_URL = 'http://sink.invalid/track'
const LOOK_MS = 500

/** @param args an upload URL in them begins with `SINK_URL` */
export async function runFfmpegAlone(args: readonly string[], input: readonly PacedBytes[]) {
  await using sink = await startSink()
  const own = args.map((argument) => argument.replace(SINK_URL, sink.url))
  const before = await cpuSecondsOf('self') // nothing else that we started ends in between
  const child = spawn(ffmpegPath, own, { stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-2000)
  })
  child.stdin.on('error', () => {}) // its exit tells
  const ended = once(child, 'close')
  let peakMegabytes = 0
  const timer = setInterval(async () => {
    peakMegabytes = Math.max(peakMegabytes, await peakMegabytesOf(child.pid ?? 0))
  }, LOOK_MS)
  try {
    await feed(input, (bytes) => child.stdin.write(bytes))
    child.stdin.end()
    const [code] = await ended
    if (code !== 0) throw new Error(`ffmpeg alone ended with ${code}: ${said}`)
  } finally {
    clearInterval(timer)
  }
  const cpuSeconds = (await cpuSecondsOf('self')).children - before.children
  return { cpuSeconds, peakMegabytes, tracksBytes: sink.bytes() }
}

async function feed(input: readonly PacedBytes[], write: (bytes: Buffer) => void): Promise<void> {
  const startedMs = performance.now()
  for (const { atMs, bytes } of input) {
    const waitMs = startedMs + atMs - performance.now()
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs))
    write(bytes)
  }
}

async function startSink() {
  let bytes = 0
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    request.on('end', () => response.end())
  })
  server.requestTimeout = 0
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}/track`
  return {
    ...{ url, bytes: () => bytes },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
