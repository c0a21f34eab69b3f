/** The capacity of a server in plain words, with a table. */

import { type Bound, type Carried, MOST_VIEWERS, type Rung, type Server } from './plan-capacity.ts'

const BOUNDS: Record<Bound, string> = {
  uplink: "the server's uplink",
  'origin CPU': "the origin's core",
  'tracker CPU': "the tracker's core",
  memory: 'memory',
}

export function describeCapacity(about: {
  server: Server
  rungs: readonly Rung[]
  scenario: string
  latencySeconds: number
  segmentSeconds: number
  withP2p: Carried
  withoutP2p: Carried
}): string {
  const { server, rungs, withP2p, withoutP2p } = about
  const bitrates = rungs.map(({ kbps, share }) => `${kbps} kbit/s${rungs.length > 1 ? ` (${percent(share)})` : ''}`)
  const lines = [
    `With P2P this server carries about ${count(withP2p.viewers)} viewers, without it ${count(withoutP2p.viewers)}.`,
    `First to run out: ${BOUNDS[withP2p.bound]} with P2P, ${BOUNDS[withoutP2p.bound]} without.`,
    `Of what ${count(withP2p.viewers)} viewers watch, peers carry ${percent(withP2p.offload)}.`,
    '',
    `${'viewers, by'.padEnd(22)}${'that has'.padEnd(14)}${'with P2P'.padStart(14)}${'without'.padStart(14)}`,
    ...(['uplink', 'origin CPU', 'tracker CPU', 'memory'] as const).map((bound) => {
      const without = bound === 'tracker CPU' ? '–' : count(withoutP2p.bounds[bound])
      const has = hasOf(server, bound).padEnd(14)
      return `${BOUNDS[bound].padEnd(22)}${has}${count(withP2p.bounds[bound]).padStart(14)}${without.padStart(14)}`
    }),
    '',
    `Reckoned for ${bitrates.join(', ')}, segments of ${about.segmentSeconds} s, ${about.latencySeconds} s behind the camera,`,
    `viewers' uplinks as in "${about.scenario}", and a fifth of uplink, cores and memory kept free.`,
    'Encoding is not in it: `npm run shoal -- calibrate` measures that. How it is reckoned: docs/capacity.md.',
  ]
  return `${lines.join('\n')}\n`
}

function hasOf({ uplinkMbps, cores, memoryMegabytes }: Server, bound: Bound): string {
  if (bound === 'uplink') return `${uplinkMbps} Mbit/s`
  if (bound === 'memory') return `${(memoryMegabytes / 1000).toFixed(1)} GB`
  return cores < 1 ? `${cores} core` : '1 core'
}

/** Two figures are as much as the model knows. */
function count(viewers: number): string {
  if (viewers >= MOST_VIEWERS) return 'over 1 million'
  const rounded = viewers < 100 ? viewers : Number(viewers.toPrecision(2))
  return rounded.toLocaleString('en')
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0.9 ? 1 : 0)} %`
}
