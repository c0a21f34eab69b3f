/** Swarms of viewers with real data channels on shaped uplinks: our engine beside the loader's settings and plain HTTP. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { type ChildServer, startChildServer } from './child-server.ts'
import { median, printResult } from './compare.ts'
import { parseOptions, type SwarmOptions } from './swarm/options.ts'
import type { SettingName } from './swarm/settings.ts'
import type { SwarmOrder } from './swarm/swarm-process.ts'

const ORIGIN_DELAY_MS = 20
const resultSchema = z.object({ figures: z.record(z.string(), z.number().nullable()) })
type Figures = z.infer<typeof resultSchema>['figures']

const options = parseOptions(process.argv.slice(2))
const rounds = new Map<SettingName, Figures[]>(options.settings.map((name) => [name, []]))
for (let round = 0; round < options.rounds; round++) {
  for (const [setting, results] of rounds) {
    const figures = await runSwarm(setting, { ...options, seed: options.seed + round })
    console.log(setting, figures)
    results.push(figures)
  }
}
const bySetting = Object.fromEntries([...rounds].map(([setting, results]) => [setting, medians(results)]))
printResult({ bench: 'swarm', ...options, ...bySetting })

async function runSwarm(setting: SettingName, options: SwarmOptions): Promise<Figures> {
  await using origin = await startOrigin(options)
  await using tracker = await startChildServer('../swarm/plain-tracker-process.ts')
  const child = fork(new URL('./swarm/swarm-process.ts', import.meta.url), {
    execArgv: ['--conditions=p2pml:core-as-bundle'],
  })
  const order: SwarmOrder = {
    ...{ setting, options, scenario: options.scenario },
    originUrl: `http://127.0.0.1:${origin.port}`,
    trackerUrl: `ws://127.0.0.1:${tracker.port}/swarm`,
  }
  child.send(order)
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the swarm of ${setting} did not finish`)))
  try {
    const [message] = await Promise.race([once(child, 'message'), ended])
    return resultSchema.parse(message).figures
  } finally {
    ended.catch(() => {})
    child.kill()
  }
}

function startOrigin(options: SwarmOptions): Promise<ChildServer> {
  return startChildServer('../swarm/origin-process.ts', {
    segmentSeconds: options['segment-seconds'],
    rungKbps: options['rung-kbps'],
    publishDelaySeconds: options['publish-delay'],
    downlinkKbps: options['downlink-kbps'],
    roundTripMs: 2 * ORIGIN_DELAY_MS,
  })
}

function medians(results: Figures[]): Figures {
  const names = Object.keys(results[0] ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const values = results.flatMap((figures) => figures[name] ?? [])
      return [name, values.length > 0 ? median(values) : null]
    }),
  )
}
