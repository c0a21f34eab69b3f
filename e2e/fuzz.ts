/**
 * `npm run fuzz -- --messages 1000000 --seed 1`: bytes that nobody should send, to a real ingest on loopback and to the
 * code that reads them, while a broadcast goes on. The last line is one JSON object; exits with 1 when a bound is broken.
 */

import { parseArgs } from 'node:util'
import { fuzzIngest } from './fuzz/fuzz-ingest.ts'
import { brokenBounds } from './fuzz/verdict.ts'

const { values } = parseArgs({
  options: { messages: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
})
const [messages, seed] = [Number(values.messages), Number(values.seed)]
if (!Number.isSafeInteger(messages) || messages < 1) throw new Error('--messages must be a whole number from 1')
if (!Number.isSafeInteger(seed)) throw new Error('--seed must be a whole number')

const startedMs = performance.now()
const figures = await fuzzIngest({ messages, seed, note: (line) => console.log(line) })
const broken = brokenBounds(figures)
const seconds = Math.round((performance.now() - startedMs) / 1000)
console.log(JSON.stringify({ fuzz: broken.length === 0 ? 'passed' : 'failed', broken, seconds, ...figures }, rounded))
process.exitCode = broken.length === 0 ? 0 : 1

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}
