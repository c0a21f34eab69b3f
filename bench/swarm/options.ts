/** The command line of bench:swarm. */

import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type ScenarioName, scenarios } from './scenarios.ts'
import { type SettingName, settings } from './settings.ts'

const number = z.coerce.number()
const scenarioNames = Object.keys(scenarios) as [ScenarioName, ...ScenarioName[]]
const settingNames = Object.keys(settings) as [SettingName, ...SettingName[]]

const schema = z.object({
  scenario: z.enum(scenarioNames).default('home'),
  viewers: number.int().min(1).max(500).default(40),
  /** Measured, after the warm-up. */
  seconds: number.min(5).max(3600).default(40),
  'warm-up': number.min(0).max(600).default(25),
  'segment-seconds': number.min(0.5).max(10).default(2),
  latency: number.min(1).max(60).default(8),
  settings: z
    .string()
    .default('ours,peertube,defaults,plain')
    .transform((names) => names.split(','))
    .pipe(z.array(z.enum(settingNames)).min(1)),
  'rung-kbps': number.min(50).max(20_000).default(800),
  'publish-delay': number.min(0).max(10).default(0.5),
  rounds: number.int().min(1).max(25).default(1),
  seed: number.int().default(1),
  /** In place of the scenario's own. */
  loss: number.min(0).max(0.5).optional(),
  delay: number.min(0).max(2000).optional(),
  malicious: number.min(0).max(0.9).optional(),
  'receive-only': number.min(0).max(1).optional(),
  'downlink-kbps': number.min(100).default(20_000),
  /** All of the project's bars, one after the other, instead of one scenario. */
  bars: z.boolean().default(false),
})
export type SwarmOptions = z.infer<typeof schema>

const NAMES = Object.keys(schema.shape)

/** Says what is wrong with it, and ends the process, when it cannot be understood. */
export function parseOptions(args: string[]): SwarmOptions {
  const parsed = schema.safeParse(readArguments(args))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return refuse(`--${issue?.path.join('.')}: ${issue?.message}`)
}

function readArguments(args: string[]) {
  try {
    const options = Object.fromEntries(
      NAMES.map((name) => [name, { type: name === 'bars' ? ('boolean' as const) : ('string' as const) }]),
    )
    return { ...parseArgs({ args, options }).values }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

function refuse(problem: string): never {
  console.error(`bench:swarm: ${problem}\nOptions: ${NAMES.map((name) => `--${name}`).join(' ')}`)
  process.exit(2)
}
