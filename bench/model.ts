/** The swarm as a model of 100 to 100,000 viewers: offload, stalls and waits for a scenario, a latency, a segment length. */

import { parseArgs } from 'node:util'
import { printResult } from './compare.ts'
import { engineRules } from './model/rules.ts'
import { isScenarioName, scenarios } from './model/scenario.ts'
import { SwarmModel } from './model/swarm-model.ts'

const { values } = parseArgs({
  options: {
    viewers: { type: 'string', default: '500' },
    latency: { type: 'string', default: '6' },
    'segment-seconds': { type: 'string', default: '2' },
    'bitrate-kbps': { type: 'string', default: '800' },
    scenario: { type: 'string', default: 'home' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
})
const { scenario } = values
if (!isScenarioName(scenario)) throw new Error(`--scenario is one of ${Object.keys(scenarios).join(', ')}`)
const options = {
  viewers: Number(values.viewers),
  latencySeconds: Number(values.latency),
  segmentSeconds: Number(values['segment-seconds']),
  bitrateKbps: Number(values['bitrate-kbps']),
  uplinkRatios: scenarios[scenario],
  seconds: Number(values.seconds),
  warmupSeconds: 10,
  seed: Number(values.seed),
  rules: engineRules,
}
printResult({ bench: 'model', scenario, ...new SwarmModel(options).run() })
