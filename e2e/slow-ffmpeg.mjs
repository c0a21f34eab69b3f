#!/usr/bin/env node
/** For tests: an ffmpeg that is too slow as long as it has a 720p rung to make: it reads its input at half the pace. */

import { spawn } from 'node:child_process'
import { Transform } from 'node:stream'

/** Of what the test's publisher sends, sound included, about a half. */
const SLOW_BYTES_A_SECOND = 60_000

const args = process.argv.slice(2)
const isSlow = args.some((arg) => arg.endsWith('/720p'))
const child = spawn('ffmpeg', args, { stdio: [isSlow ? 'pipe' : 'inherit', 'inherit', 'inherit'] })
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => {
  process.exit(code ?? 255)
})

if (isSlow) {
  const slow = new Transform({
    highWaterMark: 16_384,
    transform(bytes, _, done) {
      setTimeout(done, (bytes.length / SLOW_BYTES_A_SECOND) * 1000, null, bytes)
    },
  })
  child.stdin?.on('error', () => {})
  if (child.stdin) process.stdin.pipe(slow).pipe(child.stdin)
}
