/** What the swarm must reach, one run of the bench after the other: the bars of the project, and whether they are held. */

import { type RunOptions, runSettings } from './run-setting.ts'
import type { Figures } from './tally.ts'

type Row = { name: string; change: Partial<RunOptions>; bars: readonly Bar[] }
type Bar = {
  figure: string
  least?: number
  most?: number
  /** The bound is this far from the same figure of the first row (`home`), or is that of plain HTTP in this row. */
  from?: 'home' | 'plain'
  /** The bound is `most` times the same figure of plain HTTP in this row. */
  timesPlain?: true
}
type Verdict = { row: string; figure: string; value: number | null; bound: string; isHeld: boolean }

const TIMER_NOISE_SECONDS = 0.03
const NO_STALLS: Bar = { figure: 'stalls', most: 0 }
const NO_PEAK: Bar = { figure: 'originPeakShare', most: 0.25, timesPlain: true }

/** `home` comes first: others are compared with it. */
const ROWS: readonly Row[] = [
  {
    name: 'home',
    change: { scenario: 'home', settings: ['ours', 'peertube', 'defaults', 'plain'] },
    bars: [
      { figure: 'offloadOrigin', least: 0.95 },
      { figure: 'latencyP50Seconds', most: 9.5 },
      NO_STALLS,
      { figure: 'firstPeerByteP50Seconds', most: 1.5 },
      { figure: 'firstFrameP50Seconds', most: TIMER_NOISE_SECONDS, from: 'plain' },
      { figure: 'stallSeconds', most: 0, from: 'plain' },
    ],
  },
  { name: 'home, 80', change: { viewers: 80 }, bars: [{ figure: 'offloadOrigin', least: 0.94 }, NO_STALLS] },
  {
    name: 'home, 1 s',
    change: { 'segment-seconds': 1, latency: 5 },
    bars: [{ figure: 'offloadOrigin', least: 0.94 }, { figure: 'latencyP50Seconds', most: 6 }, NO_STALLS],
  },
  {
    name: 'near the edge',
    change: { 'segment-seconds': 1, latency: 3.2 },
    bars: [
      { figure: 'offloadOrigin', least: 0.85 },
      { figure: 'latencyP50Seconds', most: 4 },
    ],
  },
  {
    name: 'tight',
    change: { scenario: 'tight', latency: 7.5, settings: ['ours', 'peertube', 'plain'] },
    bars: [
      { figure: 'offloadOrigin', least: 0.8 },
      { figure: 'latencyP50Seconds', most: 10 },
      { figure: 'stallSeconds', most: 0, from: 'plain' },
    ],
  },
  {
    name: 'malicious',
    change: { scenario: 'malicious', malicious: 0.2 },
    bars: [
      { figure: 'wrongBytesPlayed', most: 0 },
      { figure: 'offloadOrigin', least: -0.02, from: 'home' },
      { figure: 'secondsUntilOffendersOut', most: 10 },
      { figure: 'offendersStillIn', most: 0 },
    ],
  },
  {
    name: 'loss',
    change: { scenario: 'loss' },
    bars: [{ figure: 'offloadOrigin', least: -0.03, from: 'home' }, NO_STALLS],
  },
  { name: 'locality', change: { scenario: 'locality' }, bars: [{ figure: 'samePrefixByteShare', least: 0.6 }] },
  { name: 'churn', change: { scenario: 'churn', settings: ['ours', 'plain'] }, bars: [NO_PEAK, NO_STALLS] },
  { name: 'flash crowd', change: { scenario: 'flash', settings: ['ours', 'plain'] }, bars: [NO_PEAK, NO_STALLS] },
]

export async function runBars(options: RunOptions) {
  const verdicts: Verdict[] = []
  const figures: Record<string, Awaited<ReturnType<typeof runSettings>>> = {}
  for (const { name, change, bars } of ROWS) {
    console.log(`\n${name}`)
    const result = await runSettings({ ...options, settings: ['ours'], ...change })
    figures[name] = result
    for (const bar of bars) {
      const base = bar.from === 'plain' || bar.timesPlain ? result.plain : bar.from === 'home' ? figures.home?.ours : {}
      verdicts.push({ row: name, ...judge(bar, result.ours ?? {}, base ?? {}) })
    }
  }
  console.table(verdicts)
  return { isHeld: verdicts.every(({ isHeld }) => isHeld), verdicts, figures }
}

function judge(bar: Bar, ours: Figures, base: Figures): Omit<Verdict, 'row'> {
  const value = ours[bar.figure] ?? null
  const from = bar.from ? (base[bar.figure] ?? 0) : 0
  const least = bar.least === undefined ? Number.NEGATIVE_INFINITY : from + bar.least
  const times = bar.timesPlain ? (base[bar.figure] ?? 0) : 1
  const most = bar.most === undefined ? Number.POSITIVE_INFINITY : from + bar.most * times
  const bound = bar.least === undefined ? `≤ ${most.toPrecision(3)}` : `≥ ${least.toPrecision(3)}`
  return { figure: bar.figure, value, bound, isHeld: value !== null && value >= least && value <= most }
}
