/**
 * Audio and video in one segment beside audio apart: what four real viewers cost the origin and each other.
 *
 *     npm run bench:audio-layout -- [--rounds 2] [--no-election]
 *
 * The player elects a seeder for each segment of the picture. Without the election both layouts are left to the panic
 * window alone, which treats sound and picture alike.
 */

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { type Figures, median, printResult } from './compare.ts'
import { startCountingTracker } from './layouts/counting-tracker.ts'
import { startLayoutOrigin } from './layouts/layout-origin.ts'
import { type LayoutName, type MadeLayout, makeLayouts } from './layouts/made-layouts.ts'
import { countWithin, readOptions } from './read-options.ts'

const VIEWERS = 4
const { rounds: ROUNDS, 'no-election': isWithoutElection } = readOptions(
  'bench:audio-layout',
  z.object({
    rounds: countWithin(1, 25).default(2),
    'no-election': z.boolean().default(false),
  }),
)
const elects = !isWithoutElection
const WARM_UP_MS = 15_000
const MEASURED_MS = 40_000
const BROADCAST_SECONDS = 130
const FIRST_PICTURE_WITHIN_MS = 30_000

const layouts = await makeLayouts(BROADCAST_SECONDS)
const pageScript = await bundlePage()
await using parts = new AsyncDisposableStack()
const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())

const results: Record<LayoutName, Figures[]> = { together: [], apart: [] }
for (let round = 0; round < ROUNDS; round++) {
  const order: LayoutName[] = round % 2 === 0 ? ['together', 'apart'] : ['apart', 'together']
  for (const name of order) {
    const figures = await watch(browser, layouts[name], pageScript)
    console.log(name, figures)
    results[name].push(figures)
  }
}
const together = medians(results.together)
const apart = medians(results.apart)
const ratio = Object.fromEntries(Object.entries(together).map(([name, value]) => [name, value / (apart[name] ?? 0)]))
const about = { bench: 'audio-layout', peer: 'audio apart', viewers: VIEWERS, rounds: ROUNDS, elects }
printResult({ ...about, ours: together, apart, ratio })

async function watch(browser: Browser, layout: MadeLayout, pageScript: string): Promise<Figures> {
  await using tracker = await startCountingTracker()
  await using origin = await startLayoutOrigin({ layout, pageScript, trackerUrl: tracker.url })
  await using opened = new AsyncDisposableStack()
  const pages: Page[] = []
  for (let i = 0; i < VIEWERS; i++) {
    const context = opened.adopt(await browser.newContext(), (one) => one.close())
    const page = await context.newPage()
    page.on('pageerror', (error) => console.error('in the page:', error.message))
    await page.goto(`${origin.url}/?elects=${elects ? 'yes' : 'no'}`)
    const plays = () => window.layout?.figures().playedMs > 0
    await page.waitForFunction(plays, undefined, { timeout: FIRST_PICTURE_WITHIN_MS })
    pages.push(page)
  }
  await pause(WARM_UP_MS)
  const measure = async () => ({
    pages: await Promise.all(pages.map((page) => page.evaluate(() => window.layout.figures()))),
    served: { ...origin.served },
    announces: tracker.announces(),
  })
  const before = await measure()
  await pause(MEASURED_MS)
  const after = await measure()

  type Key = keyof (typeof after.pages)[number]
  const sum = (key: Key, of = after) => of.pages.reduce((total, page) => total + page[key], 0)
  const grown = (key: Key) => sum(key) - sum(key, before)
  const served = (key: keyof typeof after.served) => after.served[key] - before.served[key]
  const viewerMinutes = (VIEWERS * MEASURED_MS) / 60_000
  return {
    offload: 1 - served('segmentBytes') / grown('appendedBytes'),
    peerConnectionsPerViewer: sum('connected') / VIEWERS,
    peerConnectionsOpenedPerViewer: sum('opened') / VIEWERS,
    swarms: tracker.swarms(),
    announcesPerViewerMinute: (after.announces - before.announces) / viewerMinutes,
    originRequestsPerViewerMinute: (served('segments') + served('playlists') + served('inits')) / viewerMinutes,
    originSegmentsPerViewerMinute: served('segments') / viewerMinutes,
    playlistsPerViewerMinute: served('playlists') / viewerMinutes,
    playedShare: grown('playedMs') / (VIEWERS * MEASURED_MS),
    stalls: grown('stalls'),
    deliveredKilobytesPerViewerSecond: grown('appendedBytes') / VIEWERS / MEASURED_MS,
    madeBytesPerSecond: madeBytesPerSecond(layout),
  }
}

/** What the best rung with its sound weighs. */
function madeBytesPerSecond({ rungs }: MadeLayout): number {
  return ['360p', 'audio'].reduce((total, name) => {
    const segments = rungs.get(name)?.segments ?? []
    const seconds = segments.reduce((sum, one) => sum + one.durationSeconds, 0)
    return segments.length === 0 ? total : total + segments.reduce((sum, { bytes }) => sum + bytes.length, 0) / seconds
  }, 0)
}

function medians(runs: readonly Figures[]): Figures {
  return Object.fromEntries(Object.keys(runs[0] ?? {}).map((key) => [key, median(runs.map((run) => run[key] ?? 0))]))
}

/** The player as it is, but with all of hls.js: its light build has no audio apart from video. */
async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('pages/audio-layout.ts', import.meta.url))],
    ...{ bundle: true, write: false, format: 'esm', logLevel: 'error' },
    alias: { 'hls.js/light': 'hls.js' },
  })
  return outputFiles[0]?.text ?? ''
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
