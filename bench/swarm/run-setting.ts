/** One swarm of one setting: an origin, a tracker and the viewers, each in a process of its own. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { signTicket } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { type ChildServer, startChildServer } from '../child-server.ts'
import { median } from '../compare.ts'
import { BROADCAST } from './made-broadcast.ts'
import type { SwarmOptions } from './options.ts'
import { MOST_VISITS } from './seat.ts'
import { type SettingName, settings } from './settings.ts'
import type { SwarmOrder } from './swarm-process.ts'
import type { Figures } from './tally.ts'

export type RunOptions = Omit<SwarmOptions, 'bars'>

const ORIGIN_DELAY_MS = 20
const resultSchema = z.object({ figures: z.record(z.string(), z.number().nullable()) })

/** Each of `options.settings` in turn, as often as there are rounds: the medians. */
export async function runSettings(options: RunOptions): Promise<Partial<Record<SettingName, Figures>>> {
  const rounds = new Map<SettingName, Figures[]>(options.settings.map((name) => [name, []]))
  for (let round = 0; round < options.rounds; round++) {
    for (const [setting, results] of rounds) {
      const figures = await runSetting(setting, { ...options, seed: options.seed + round })
      console.log(setting, figures)
      results.push(figures)
    }
  }
  return Object.fromEntries([...rounds].map(([setting, results]) => [setting, medians(results)]))
}

async function runSetting(setting: SettingName, options: RunOptions): Promise<Figures> {
  await using origin = await startOrigin(options)
  const isOurs = settings[setting].engine === 'shoal'
  await using tracker = await startChildServer(`../swarm/${isOurs ? 'shoal' : 'plain'}-tracker-process.ts`, {
    rungKbps: options['rung-kbps'],
  })
  const count = isOurs ? MOST_VISITS * options.viewers : 0
  const tickets = { on: await signTickets('on', count), 'receive-only': await signTickets('receive-only', count) }
  const child = fork(new URL('swarm-process.ts', import.meta.url), {
    execArgv: ['--conditions=p2pml:core-as-bundle'],
  })
  const order: SwarmOrder = {
    ...{ setting, options, scenario: options.scenario, tickets },
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

function signTickets(mode: 'on' | 'receive-only', count: number): Promise<string[]> {
  const { broadcastId } = BROADCAST
  return Promise.all(Array.from({ length: count }, () => signTicket({ broadcast: broadcastId, mode })))
}

function startOrigin(options: RunOptions): Promise<ChildServer> {
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
