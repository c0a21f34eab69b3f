/** Viewers as they are: pages in headless Chromium, each in a context of its own. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { z } from 'zod'

const snapshotSchema = z.object({
  originBytes: z.number(),
  peerBytes: z.number(),
  uploadedBytes: z.number(),
  peers: z.number(),
  stalls: z.number(),
  stalledMs: z.number(),
  playedMs: z.number(),
  latencyMs: z.number().optional(),
  firstFrameMs: z.number().optional(),
  rejectedSegments: z.number(),
  rung: z.string().optional(),
  mode: z.enum(['on', 'receive-only', 'off']),
})
export type Snapshot = z.infer<typeof snapshotSchema>

/** The page has no engine while there is nothing to play; what is past tells of no stalls. */
const NOT_PLAYING: Snapshot = {
  originBytes: 0,
  peerBytes: 0,
  uploadedBytes: 0,
  peers: 0,
  stalls: 0,
  stalledMs: 0,
  playedMs: 0,
  rejectedSegments: 0,
  mode: 'off',
}

export type Viewer = { page: Page; context: BrowserContext; snapshot(): Promise<Snapshot>; errors: string[] }

/** Opens the watch page, in `been` where that browser has been here before; counts what it opens in `window.peerConnections`. */
export async function openViewer(
  browser: Browser,
  watchUrl: string,
  script?: () => void,
  been?: BrowserContext,
): Promise<Viewer> {
  const context = been ?? (await browser.newContext({ viewport: { width: 640, height: 480 } }))
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  if (script) await page.addInitScript(script)
  await page.goto(watchUrl)
  await page.waitForFunction(() => 'shoal' in window, undefined, { timeout: 30_000 })
  return {
    page,
    context,
    errors,
    snapshot: async () =>
      snapshotSchema.parse({ ...NOT_PLAYING, ...(await page.evaluate<object | null>('window.shoal?.snapshot()')) }),
  }
}

/** Share of delivered bytes that came from peers, 0 to 1. */
export function offload(snapshots: Pick<Snapshot, 'originBytes' | 'peerBytes'>[]): number {
  const sum = (key: 'originBytes' | 'peerBytes') => snapshots.reduce((total, snapshot) => total + snapshot[key], 0)
  return sum('peerBytes') / (sum('peerBytes') + sum('originBytes'))
}
