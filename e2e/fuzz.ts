/**
 * `npm run fuzz -- --messages 1000000 --seed 1`: bytes that nobody should send, to a real ingest on loopback and to the
 * code that reads them, while a broadcast goes on. The last line is one JSON object; exits with 1 when a bound is broken.
 */

import { z } from 'zod'
import { countWithin, numberOption, readOptions } from '../bench/read-options.ts'
import { fuzzIngest } from './fuzz/fuzz-ingest.ts'
import { brokenBounds } from './fuzz/verdict.ts'

const { messages, seed } = readOptions(
  'fuzz',
  z.object({
    messages: countWithin(1, Number.MAX_SAFE_INTEGER).default(1_000_000),
    seed: numberOption.pipe(z.int()).default(1),
  }),
)

const startedMs = performance.now()
const figures = await fuzzIngest({ messages, seed, note: (line) => console.log(line) })
const broken = brokenBounds(figures)
const seconds = Math.round((performance.now() - startedMs) / 1000)
console.log(JSON.stringify({ fuzz: broken.length === 0 ? 'passed' : 'failed', broken, seconds, ...figures }, rounded))
process.exitCode = broken.length === 0 ? 0 : 1

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}
