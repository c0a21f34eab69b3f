/** The swarm as a model of 100 to 100,000 viewers: offload, stalls and waits for a scenario, a latency, a segment length. */

import { parseArgs } from 'node:util'
import { printResult } from './compare.ts'
import { calibrate } from './model/calibrate.ts'
import { makeTable } from './model/make-table.ts'
import { drawPlots } from './model/plots.ts'
import { engineRules } from './model/rules.ts'
import { isScenarioName, scenarios } from './model/scenario.ts'
import { SwarmModel } from './model/swarm-model.ts'

const { values: flags } = parseArgs({
  options: {
    viewers: { type: 'string', default: '500' },
    /** From the camera to the screen, of the viewer in the middle. */
    latency: { type: 'string', default: '6' },
    'segment-seconds': { type: 'string', default: '2' },
    'bitrate-kbps': { type: 'string', default: '800' },
    scenario: { type: 'string', default: 'home' },
    /** Counted time; by itself less for very large swarms. */
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** Runs bench/swarm too, and prints how far the model is off; `--only "home 40"` for some of them. */
    calibrate: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    /** Makes the table of `shoal capacity` anew, for swarms of up to `--most` viewers, and the plots of it. */
    table: { type: 'boolean', default: false },
    most: { type: 'string', default: '10000' },
    plots: { type: 'boolean', default: false },
  },
})

if (flags.calibrate) {
  const compared = await calibrate({ seconds: Number(flags.seconds ?? 40), only: flags.only })
  const largestErrorPoints = Math.max(...compared.map(({ errorPoints }) => Math.abs(errorPoints)))
  printResult({ bench: 'model', largestErrorPoints, compared })
} else if (flags.table || flags.plots) {
  const table = flags.table ? await makeTable({ most: Number(flags.most) }) : null
  printResult({ bench: 'model', plots: await drawPlots(), ...(table ? { rows: table.rows.length } : {}) })
} else {
  const { scenario } = flags
  if (!isScenarioName(scenario)) throw new Error(`--scenario is one of ${Object.keys(scenarios).join(', ')}`)
  const viewers = Number(flags.viewers)
  const given = {
    viewers,
    latencySeconds: Number(flags.latency),
    segmentSeconds: Number(flags['segment-seconds']),
    bitrateKbps: Number(flags['bitrate-kbps']),
    seconds: Number(flags.seconds ?? (viewers <= 2000 ? 60 : viewers <= 20_000 ? 30 : 10)),
    seed: Number(flags.seed),
  }
  const run = new SwarmModel({
    ...given,
    uplinkRatios: scenarios[scenario],
    warmupSeconds: 10,
    rules: engineRules,
  }).run()
  printResult({ bench: 'model', scenario, ...given, ...run })
}
