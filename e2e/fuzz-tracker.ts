/**
 * `npm run fuzz:tracker -- --messages 1000000 --seed 1 --seconds 1800`: what no viewer should say, to a real tracker on
 * loopback, while two honest ones go on. Ends at the first of both bounds. The last line is one JSON object; exits with
 * 1 when a bound of verdict.ts is broken.
 */

import { parseArgs } from 'node:util'
import { fuzzTracker } from './fuzz-tracker/fuzz-tracker.ts'
import { brokenBounds } from './fuzz-tracker/verdict.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: '1' },
  },
})
const [messages, seconds, seed] = [Number(values.messages), Number(values.seconds), Number(values.seed)]
if (!Number.isSafeInteger(messages) || messages < 1) throw new Error('--messages must be a whole number from 1')
if (!(seconds > 0)) throw new Error('--seconds must be more than 0')
if (!Number.isSafeInteger(seed)) throw new Error('--seed must be a whole number')

const startedMs = performance.now()
const figures = await fuzzTracker({ messages, seconds, seed, note: (line) => console.log(line) })
const broken = brokenBounds(figures)
const took = Math.round((performance.now() - startedMs) / 1000)
console.log(JSON.stringify({ fuzz: broken.length === 0 ? 'passed' : 'failed', broken, seconds: took, ...figures }))
process.exitCode = broken.length === 0 ? 0 : 1
