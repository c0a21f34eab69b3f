/** The plots of docs/capacity.md, from the table of `shoal capacity`. */

import { writeFile } from 'node:fs/promises'
import { loadOffloadTable, selectCurve } from '../../scripts/shoal/capacity/offload-table.ts'
import { planCapacity } from '../../scripts/shoal/capacity/plan-capacity.ts'
import { serverCosts } from '../../scripts/shoal/capacity/server-costs.ts'
import { type Axis, drawChart, type Line } from './svg-chart.ts'

const folder = new URL('../../docs/images/', import.meta.url)
const WATCHED_KBPS = 2500

/** Returns the files that it wrote. */
export async function drawPlots(): Promise<string[]> {
  const charts = { 'offload-by-viewers.svg': drawOffload(), 'viewers-by-uplink.svg': drawViewers() }
  for (const [name, svg] of Object.entries(charts)) await writeFile(new URL(name, folder), svg)
  return Object.keys(charts).map((name) => `docs/images/${name}`)
}

function drawOffload(): string {
  const table = loadOffloadTable()
  const most = table.viewers.at(-1) ?? 0
  const x: Axis = {
    label: 'viewers of one rung (logarithmic)',
    scale: 'log',
    ticks: table.viewers.filter((viewers) => Number.isInteger(Math.log10(viewers))),
    from: table.viewers[0] ?? 1,
    to: most,
    format: (viewers) => viewers.toLocaleString('en'),
  }
  const y: Axis = {
    ...{ label: 'offload: share of bytes from peers (%)', scale: 'nines', from: 0, to: 0.9995 },
    ticks: [0, 0.5, 0.9, 0.95, 0.99, 0.999],
    format: (share) => `${Math.round(share * 1000) / 10}`,
  }
  const panel = (segmentSeconds: number) => ({
    title: `segments of ${segmentSeconds} s`,
    lines: [10, 8, 6, 4].map((latencySeconds, index): Line => {
      const row = table.rows.find(
        (one) =>
          one.scenario === 'home' && one.segmentSeconds === segmentSeconds && one.latencySeconds === latencySeconds,
      )
      const points = table.viewers.map((viewers, i): [number, number] => [
        viewers,
        Math.max(0, row?.offloadOrigin[i] ?? 0),
      ])
      return { label: `${latencySeconds} s`, tone: index, points }
    }),
  })
  return drawChart({
    title: 'What peers carry, by the size of the swarm and the latency',
    about:
      'Modelled, home uplinks. Each line is a latency from the camera to the screen; one in a hundred seeds, of more than 800 fewer.',
    ...{ x, y, panels: [panel(2), panel(1)] },
  })
}

function drawViewers(): string {
  const table = loadOffloadTable()
  const uplinks = Array.from({ length: 61 }, (_, i) => 10 * 10 ** (i / 20))
  const carried = (scenario: string | null): [number, number][] =>
    uplinks.map((uplinkMbps) => {
      const curve = scenario === null ? null : selectCurve(table, { scenario, segmentSeconds: 2, latencySeconds: 8 })
      const { viewers } = planCapacity({
        ...{ server: { uplinkMbps, cores: 4, memoryMegabytes: 8000 }, rungs: [{ kbps: WATCHED_KBPS, share: 1 }] },
        ...{ segmentSeconds: 2, costs: serverCosts, curve },
      })
      return [uplinkMbps, Math.max(1, viewers)]
    })
  const x: Axis = {
    ...{ label: "the server's uplink (Mbit/s, logarithmic)", scale: 'log', from: 10, to: 10_000 },
    ticks: [10, 100, 1000, 10_000],
    format: (mbps) => mbps.toLocaleString('en'),
  }
  const y: Axis = {
    ...{ label: 'viewers (logarithmic)', scale: 'log', from: 1, to: 100_000 },
    ticks: [1, 10, 100, 1000, 10_000, 100_000],
    format: (viewers) => viewers.toLocaleString('en'),
  }
  const lines: Line[] = [
    { label: 'home uplinks', tone: 0, points: carried('home') },
    { label: 'mixed uplinks', tone: 1, points: carried('mixed') },
    { label: 'tight uplinks', tone: 2, points: carried('tight') },
    { label: 'without P2P', tone: 4, points: carried(null) },
  ]
  return drawChart({
    title: 'Viewers that one server carries',
    about: `Modelled: ${WATCHED_KBPS / 1000} Mbit/s, segments of 2 s, 8 s behind the camera, 4 cores, 8 GB, a fifth kept free. Above ${table.viewers.at(-1)?.toLocaleString('en')} extrapolated.`,
    ...{ x, y, panels: [{ title: '', lines }] },
  })
}
