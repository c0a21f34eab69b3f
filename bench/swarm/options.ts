/** The command line of bench:swarm. */

import { z } from 'zod'
import { numberOption, readOptions } from '../read-options.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'
import { type SettingName, settings } from './settings.ts'

const number = (least: number, most: number) => numberOption.pipe(z.number().min(least).max(most))
const count = (least: number, most: number) => numberOption.pipe(z.int().min(least).max(most))
const scenarioNames = Object.keys(scenarios) as [ScenarioName, ...ScenarioName[]]
const settingNames = Object.keys(settings) as [SettingName, ...SettingName[]]

const schema = z.object({
  scenario: z.enum(scenarioNames).default('home'),
  viewers: count(1, 500).default(40),
  /** Measured, after the warm-up. */
  seconds: number(5, 3600).default(40),
  'warm-up': number(0, 600).default(25),
  'segment-seconds': number(0.5, 10).default(2),
  latency: number(1, 60).default(8),
  settings: z
    .string()
    .default('ours,peertube,defaults,plain')
    .transform((names) => names.split(','))
    .pipe(z.array(z.enum(settingNames)).min(1)),
  'rung-kbps': number(50, 20_000).default(800),
  'publish-delay': number(0, 10).default(0.5),
  rounds: count(1, 25).default(1),
  seed: numberOption.pipe(z.int()).default(1),
  /** In place of the scenario's own. */
  loss: number(0, 0.5).optional(),
  delay: number(0, 2000).optional(),
  malicious: number(0, 0.9).optional(),
  'receive-only': number(0, 1).optional(),
  'downlink-kbps': number(100, 10_000_000).default(20_000),
  /** All of the project's bars, one after the other, instead of one scenario. */
  bars: z.boolean().default(false),
})
export type SwarmOptions = z.infer<typeof schema>

export const parseOptions = (): SwarmOptions => readOptions('swarm', schema)
