/** The swarm as a model of 100 to 100,000 viewers: offload, stalls and waits for a scenario, a latency, a segment length. */

import { z } from 'zod'
import { printResult } from './compare.ts'
import { calibrate } from './model/calibrate.ts'
import { makeTable } from './model/make-table.ts'
import { drawPlots } from './model/plots.ts'
import { engineRules } from './model/rules.ts'
import { type ScenarioName, scenarios } from './model/scenario.ts'
import { SwarmModel } from './model/swarm-model.ts'
import { countWithin, numberOption, numberWithin, readOptions } from './read-options.ts'

const scenarioNames = Object.keys(scenarios) as [ScenarioName, ...ScenarioName[]]

const flags = readOptions(
  'bench:model',
  z.object({
    viewers: countWithin(2, 1_000_000).default(500),
    /** From the camera to the screen, of the viewer in the middle. */
    latency: numberWithin(1, 60).default(6),
    'segment-seconds': numberWithin(0.5, 10).default(2),
    'bitrate-kbps': numberWithin(50, 100_000).default(800),
    scenario: z.enum(scenarioNames).default('home'),
    /** Counted time; by itself less for very large swarms. */
    seconds: numberWithin(1, 3600).optional(),
    seed: numberOption.pipe(z.int()).default(1),
    /** Runs bench/swarm too, and prints how far the model is off; `--only "home 40"` for some of them. */
    calibrate: z.boolean().default(false),
    only: z.string().default(''),
    /** Makes the table of `shoal capacity` anew, for swarms of up to `--most` viewers, and the plots of it. */
    table: z.boolean().default(false),
    most: numberWithin(10, 1_000_000).default(10_000),
    plots: z.boolean().default(false),
  }),
)

if (flags.calibrate) {
  const compared = await calibrate({ seconds: flags.seconds ?? 40, only: flags.only })
  const largestErrorPoints = Math.max(...compared.map(({ errorPoints }) => Math.abs(errorPoints)))
  printResult({ bench: 'model', largestErrorPoints, compared })
} else if (flags.table || flags.plots) {
  const table = flags.table ? await makeTable({ most: flags.most }) : null
  printResult({ bench: 'model', plots: await drawPlots(), ...(table ? { rows: table.rows.length } : {}) })
} else {
  const { scenario, viewers, seed } = flags
  const given = {
    viewers,
    latencySeconds: flags.latency,
    segmentSeconds: flags['segment-seconds'],
    bitrateKbps: flags['bitrate-kbps'],
    seconds: flags.seconds ?? (viewers <= 2000 ? 60 : viewers <= 20_000 ? 30 : 10),
    seed,
  }
  const run = new SwarmModel({
    ...given,
    uplinkRatios: scenarios[scenario],
    warmupSeconds: 10,
    rules: engineRules,
  }).run()
  printResult({ bench: 'model', scenario, ...given, ...run })
}
