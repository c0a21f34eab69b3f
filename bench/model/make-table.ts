/** Runs the model over the scenarios, latencies and swarm sizes that `shoal capacity` looks up, and keeps what it found. */

import { writeFile } from 'node:fs/promises'
import { type OffloadTable, tableFile } from '../../scripts/shoal/capacity/offload-table.ts'
import { engineRules } from './rules.ts'
import { meanRatio, type ScenarioName, scenarios } from './scenario.ts'
import { SwarmModel } from './swarm-model.ts'

const BITRATE_KBPS = 800
const VIEWERS = [10, 30, 100, 300, 1000, 3000, 10_000]
const LATENCIES_SECONDS = [4, 6, 8, 10, 14]
const SEGMENTS_SECONDS = [1, 2]
/** The figures move little with time: a minute is 30 to 60 segments of each viewer, and fewer do for a large swarm. */
const countedSecondsOf = (viewers: number) => (viewers <= 100 ? 60 : viewers <= 300 ? 30 : viewers <= 1000 ? 16 : 10)

/** `most` leaves larger swarms at what the largest one had. */
export async function makeTable(options: { most: number }): Promise<OffloadTable> {
  const viewers = [...VIEWERS, 30_000, 100_000].filter((size) => size <= options.most)
  const rows: OffloadTable['rows'] = []
  for (const scenario of Object.keys(scenarios) as ScenarioName[]) {
    for (const segmentSeconds of SEGMENTS_SECONDS) {
      for (const latencySeconds of LATENCIES_SECONDS) {
        const offloadOrigin = viewers.map((size) =>
          offloadOf({ scenario, segmentSeconds, latencySeconds, viewers: size }),
        )
        rows.push({ scenario, uplinkRatio: meanRatio(scenario), segmentSeconds, latencySeconds, offloadOrigin })
        console.log(scenario, segmentSeconds, latencySeconds, offloadOrigin)
      }
    }
  }
  const table = { madeBy: 'npm run bench:model -- --table', bitrateKbps: BITRATE_KBPS, viewers, rows }
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`)
  const head = JSON.stringify({ ...table, rows: undefined }, null, 2).replace(/\[[^\]]*\]/, (list) =>
    list.replace(/\s+/g, ' '),
  )
  await writeFile(tableFile, `${head.slice(0, -2)},\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`)
  return table
}

function offloadOf(run: {
  scenario: ScenarioName
  segmentSeconds: number
  latencySeconds: number
  viewers: number
}): number {
  const { offloadOrigin } = new SwarmModel({
    ...{ viewers: run.viewers, latencySeconds: run.latencySeconds, segmentSeconds: run.segmentSeconds },
    ...{ bitrateKbps: BITRATE_KBPS, uplinkRatios: scenarios[run.scenario], rules: engineRules, seed: 1 },
    ...{ seconds: countedSecondsOf(run.viewers), warmupSeconds: 6 },
  }).run()
  return Math.round(offloadOrigin * 1e4) / 1e4
}
