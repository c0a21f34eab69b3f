/** The model beside bench/swarm with real data channels: both run the same swarms, and the errors are what comes out. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { engineRules } from './rules.ts'
import { type ScenarioName, scenarios } from './scenario.ts'
import { SwarmModel } from './swarm-model.ts'

const BITRATE_KBPS = 800
/** The same swarms for both; `latency` is the bench's own, from the end of the newest listed segment. */
const SWARMS: { scenario: ScenarioName; viewers: number; segmentSeconds: number; latency: number }[] = [
  { scenario: 'home', viewers: 20, segmentSeconds: 2, latency: 8 },
  { scenario: 'home', viewers: 40, segmentSeconds: 2, latency: 8 },
  { scenario: 'home', viewers: 80, segmentSeconds: 2, latency: 8 },
  { scenario: 'home', viewers: 40, segmentSeconds: 2, latency: 6 },
  { scenario: 'home', viewers: 40, segmentSeconds: 1, latency: 5 },
  { scenario: 'home', viewers: 40, segmentSeconds: 1, latency: 3 },
  { scenario: 'tight', viewers: 40, segmentSeconds: 2, latency: 8 },
  { scenario: 'tight', viewers: 40, segmentSeconds: 1, latency: 8 },
]

const sideSchema = z.object({
  offloadOrigin: z.number(),
  originFetchesPerSegment: z.number(),
  latencyP50Seconds: z.number(),
  latencyP95Seconds: z.number(),
  stalls: z.number(),
})
const benchSchema = z.object({ ours: sideSchema })
type Side = z.infer<typeof sideSchema>

type Comparison = {
  scenario: string
  viewers: number
  segmentSeconds: number
  latencyP50Seconds: number
  benchOffloadOrigin: number
  modelOffloadOrigin: number
  /** The model's less the bench's. */
  errorPoints: number
  benchFetchesPerSegment: number
  modelFetchesPerSegment: number
}

/** `only` keeps those swarms whose line begins with it, such as `home 40`. */
export async function calibrate(options: { seconds: number; only: string }): Promise<Comparison[]> {
  const compared: Comparison[] = []
  for (const swarm of SWARMS) {
    const { scenario, viewers, segmentSeconds } = swarm
    if (!`${scenario} ${viewers} ${segmentSeconds}`.startsWith(options.only)) continue
    const bench = await runBench({ ...swarm, seconds: options.seconds })
    const model = runModel({ ...swarm, bench })
    const comparison = {
      ...{ scenario, viewers, segmentSeconds, latencyP50Seconds: bench.latencyP50Seconds },
      benchOffloadOrigin: bench.offloadOrigin,
      modelOffloadOrigin: model.offloadOrigin,
      errorPoints: 100 * (model.offloadOrigin - bench.offloadOrigin),
      benchFetchesPerSegment: bench.originFetchesPerSegment,
      modelFetchesPerSegment: model.originFetchesPerSegment,
    }
    console.log(comparison)
    compared.push(comparison)
  }
  return compared
}

async function runBench(swarm: (typeof SWARMS)[number] & { seconds: number }): Promise<Side> {
  const named = { ...swarm, 'segment-seconds': swarm.segmentSeconds, segmentSeconds: undefined, settings: 'ours' }
  const flags = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  )
  const bench = fileURLToPath(new URL('../swarm.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...flags, '--rung-kbps', String(BITRATE_KBPS)])
  return benchSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).ours
}

/** Viewers join at any moment of a segment, so that their distances to the edge are spread evenly about the median. */
function runModel({ scenario, viewers, segmentSeconds, bench }: (typeof SWARMS)[number] & { bench: Side }) {
  const latencySpreadSeconds = Math.max(0, (2 * (bench.latencyP95Seconds - bench.latencyP50Seconds)) / 0.9)
  const runs = [1, 2, 3].map((seed) =>
    new SwarmModel({
      ...{ viewers, segmentSeconds, latencySeconds: bench.latencyP50Seconds, bitrateKbps: BITRATE_KBPS, seed },
      ...{ uplinkRatios: scenarios[scenario], seconds: 60, warmupSeconds: 10 },
      rules: { ...engineRules, latencySpreadSeconds },
    }).run(),
  )
  const mean = (of: (run: (typeof runs)[number]) => number) => runs.reduce((sum, run) => sum + of(run), 0) / runs.length
  return {
    offloadOrigin: mean((run) => run.offloadOrigin),
    originFetchesPerSegment: mean((run) => run.originFetchesPerSegment),
  }
}
