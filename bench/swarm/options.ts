/** The command line of bench:swarm. */

import { z } from 'zod'
import { countWithin, numberOption, numberWithin, readOptions } from '../read-options.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'
import { type SettingName, settings } from './settings.ts'

const scenarioNames = Object.keys(scenarios) as [ScenarioName, ...ScenarioName[]]
const settingNames = Object.keys(settings) as [SettingName, ...SettingName[]]

const schema = z.object({
  scenario: z.enum(scenarioNames).default('home'),
  viewers: countWithin(1, 500).default(40),
  /** Measured, after the warm-up. */
  seconds: numberWithin(5, 3600).default(40),
  'warm-up': numberWithin(0, 600).default(25),
  'segment-seconds': numberWithin(0.5, 10).default(2),
  latency: numberWithin(1, 60).default(8),
  settings: z
    .string()
    .default('ours,peertube,defaults,plain')
    .transform((names) => names.split(','))
    .pipe(z.array(z.enum(settingNames)).min(1)),
  'rung-kbps': numberWithin(50, 20_000).default(800),
  'publish-delay': numberWithin(0, 10).default(0.5),
  rounds: countWithin(1, 25).default(1),
  seed: numberOption.pipe(z.int()).default(1),
  /** In place of the scenario's own. */
  loss: numberWithin(0, 0.5).optional(),
  delay: numberWithin(0, 2000).optional(),
  malicious: numberWithin(0, 0.9).optional(),
  'receive-only': numberWithin(0, 1).optional(),
  'downlink-kbps': numberWithin(100, 10_000_000).default(20_000),
  /** All of the project's bars, one after the other, instead of one scenario. */
  bars: z.boolean().default(false),
})
export type SwarmOptions = z.infer<typeof schema>

export const parseOptions = (): SwarmOptions => readOptions('bench:swarm', schema)
