/** One audience from its first viewer on: pages of a browser that is all theirs, measured once they have settled. */

import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../../packages/player/src/testing/launch-browser.ts'
import { EVERYBODY_SHARES, type LiveOrigin } from '../../packages/player/src/testing/live-origin.ts'
import { startTestTracker } from '../../packages/player/src/testing/test-tracker.ts'
import { type Figures, median } from '../compare.ts'
import type { ViewerFigures } from '../pages/offload.ts'
import { readBrowserCost } from './browser-cost.ts'

const JOIN_EVERY_MS = 500
const WARM_UP_MS = 12_000
const MEASURED_MS = 25_000
const SAMPLE_MS = 1000

export async function watchBroadcast(options: {
  origin: LiveOrigin
  side: 'ours' | 'plain'
  viewers: number
}): Promise<Figures> {
  const { origin, side, viewers } = options
  await using parts = new AsyncDisposableStack()
  const tracker = parts.adopt(await startTestTracker(), (started) => started.kill())
  const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())
  origin.grant = { mode: 'on', lifetimeMs: 600_000, trackerUrls: [tracker.url], policy: EVERYBODY_SHARES }
  origin.startBroadcast()

  const pages: Page[] = []
  for (let i = 0; i < viewers; i++) {
    const page = await (await browser.newContext()).newPage()
    await page.goto(origin.url)
    await page.evaluate((kind) => window.offload.start(kind), side)
    pages.push(page)
    await wait(JOIN_EVERY_MS)
  }
  const look = () => Promise.all(pages.map((page) => page.evaluate(() => window.offload.figures())))
  await wait(WARM_UP_MS)

  const before = { viewers: await look(), cost: await readBrowserCost(browser), servedBytes: origin.segmentBytes }
  const beganAtMs = performance.now()
  const latencies: number[] = []
  while (performance.now() - beganAtMs < MEASURED_MS) {
    await wait(SAMPLE_MS)
    latencies.push(...(await look()).flatMap(({ latencyMs }) => latencyMs ?? []))
  }
  const after = { viewers: await look(), cost: await readBrowserCost(browser), servedBytes: origin.segmentBytes }
  const seconds = (performance.now() - beganAtMs) / 1000

  const gained = (of: (figures: ViewerFigures) => number) => sum(after.viewers.map(of)) - sum(before.viewers.map(of))
  const deliveredBytes = gained(({ originBytes, peerBytes }) => originBytes + peerBytes)
  return {
    offloadOrigin: 1 - (after.servedBytes - before.servedBytes) / deliveredBytes,
    offloadSegments: gained(({ peerBytes }) => peerBytes) / deliveredBytes,
    deliveredMbps: (deliveredBytes * 8) / 1e6 / seconds,
    latencyP50Seconds: median(latencies) / 1000,
    latencyP95Seconds: (latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.95)] ?? Number.NaN) / 1000,
    stalls: sum(after.viewers.map(({ stalls }) => stalls)),
    stalledSeconds: sum(after.viewers.map(({ stalledMs }) => stalledMs)) / 1000,
    firstFrameP50Seconds: median(after.viewers.flatMap(({ firstFrameMs }) => firstFrameMs ?? [])) / 1000,
    firstPeerByteP50Seconds: median(after.viewers.slice(1).flatMap((one) => one.firstPeerByteMs ?? [])) / 1000,
    peers: median(after.viewers.map(({ peers }) => peers)),
    cpuCoresPerViewer: (after.cost.cpuSeconds - before.cost.cpuSeconds) / seconds / viewers,
    rendererCpuCoresPerViewer: (after.cost.rendererCpuSeconds - before.cost.rendererCpuSeconds) / seconds / viewers,
    rendererMegabytesPerViewer: after.cost.rendererBytes / 1e6 / viewers,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
