/** One swarm of one setting, all of its viewers in this process, measured once. */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { startAudience } from './audience.ts'
import { readOriginCounts, startOriginCounts } from './origin-counts.ts'
import type { RunOptions } from './run-setting.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'
import type { SettingName } from './settings.ts'
import { Tally } from './tally.ts'

export type SwarmOrder = {
  setting: SettingName
  options: RunOptions
  scenario: ScenarioName
  originUrl: string
  trackerUrl: string
  /** For our own tracker, one a viewer. */
  tickets: Record<'on' | 'receive-only', string[]>
}

const LATENCY_SAMPLE_MS = 500

process.once('message', (order) => void measure(order as SwarmOrder).catch(fail)) // from our own parent

/** The loader leaves some of its own errors to the page, which shows them in its console and goes on. */
process.on('unhandledRejection', (error) => console.error('unhandled', error instanceof Error ? error.message : error))

function fail(error: unknown): void {
  console.error(error)
  process.exit(1)
}

async function measure(order: SwarmOrder): Promise<void> {
  const { options, originUrl } = order
  const scenario = scenarios[order.scenario]
  const tally = new Tally()
  const audience = await startAudience({ ...order, tally })
  if (scenario.isMeasuredAtOnce) void audience.join()
  else await audience.join()
  const startedAtMs = performance.now()
  if (!scenario.isMeasuredAtOnce) await pause(Math.max(0, (options['warm-up'] - scenario.joinSeconds) * 1000))
  await startOriginCounts(originUrl)
  tally.start(audience.viewers)
  audience.startMeasuring()
  const lateness = monitorEventLoopDelay({ resolution: 5 })
  lateness.enable()
  const cpuBefore = process.cpuUsage()
  const measuredFromMs = performance.now()
  while (performance.now() - measuredFromMs < options.seconds * 1000) {
    await pause(LATENCY_SAMPLE_MS)
    for (const viewer of audience.viewers) tally.sampleLatency(viewer)
  }
  const seconds = (performance.now() - measuredFromMs) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  for (const viewer of audience.viewers) tally.finish(viewer)
  const figures = {
    ...tally.figures(await readOriginCounts(originUrl), {
      cpuSeconds: (user + system) / 1e6,
      seconds,
      allHttpBytesPerSecond: options.viewers * options['rung-kbps'] * 125,
    }),
    ...audience.figures(),
    /** How late this process was with its own work: above some 50 ms, the machine is what was measured. */
    latenessP99Seconds: lateness.percentile(99) / 1e9,
  }
  process.send?.({ figures, ranSeconds: (performance.now() - startedAtMs) / 1000 })
  process.disconnect()
  process.exit(0)
}
