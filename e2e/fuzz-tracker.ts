/**
 * `npm run fuzz:tracker -- --messages 1000000 --seed 1 --seconds 1800`: what no viewer should say, to a real tracker on
 * loopback, while two honest ones go on. Ends at the first of both bounds. The last line is one JSON object; exits with
 * 1 when a bound of verdict.ts is broken.
 */

import { z } from 'zod'
import { countWithin, numberOption, numberWithin, readOptions } from '../bench/read-options.ts'
import { fuzzTracker } from './fuzz-tracker/fuzz-tracker.ts'
import { brokenBounds } from './fuzz-tracker/verdict.ts'

const { messages, seconds, seed } = readOptions(
  'fuzz:tracker',
  z.object({
    messages: countWithin(1, Number.MAX_SAFE_INTEGER).default(1_000_000),
    seconds: numberWithin(1, 86_400).default(3600),
    seed: numberOption.pipe(z.int()).default(1),
  }),
)

const startedMs = performance.now()
const figures = await fuzzTracker({ messages, seconds, seed, note: (line) => console.log(line) })
const broken = brokenBounds(figures)
const took = Math.round((performance.now() - startedMs) / 1000)
console.log(JSON.stringify({ fuzz: broken.length === 0 ? 'passed' : 'failed', broken, seconds: took, ...figures }))
process.exitCode = broken.length === 0 ? 0 : 1
