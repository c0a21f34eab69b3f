/** What a test of the swarm stands on: a made broadcast, its origin, a plain tracker, and viewers in a real browser. */

import type { Browser } from 'playwright-core'
import { vi } from 'vitest'
import type { PlaybackEvent, PlaybackSnapshot } from '../playback.ts'
import { bundlePage } from './bundle-page.ts'
import { launchBrowser } from './launch-browser.ts'
import { EVERYBODY_SHARES, type LiveOrigin, startLiveOrigin } from './live-origin.ts'
import { LOW_PICTURE, type MadeBroadcast, makeBroadcast } from './segments.ts'
import { startTestTracker, type TestTracker } from './test-tracker.ts'
import { startViewer, type Viewer } from './viewers.ts'

export type TestSwarm = {
  made: MadeBroadcast
  origin: LiveOrigin
  /** The one of this test. */
  tracker(): TestTracker
  /** Before each test: the broadcast from its beginning, and nobody there. */
  begin(): Promise<void>
  /** `before` run in the page ahead of every script of its own. */
  watch(...before: (() => void)[]): Promise<Viewer>
  /** After each test. */
  end(): Promise<void>
  close(): Promise<void>
}

/** With `hasLowRung` the lower of the two rungs is one; otherwise it has the segments of the other. */
export async function startTestSwarm(seconds: number, { hasLowRung = false } = {}): Promise<TestSwarm> {
  const [made, script] = await Promise.all([makeBroadcast(seconds), bundlePage()])
  const low = hasLowRung ? await makeBroadcast(seconds, LOW_PICTURE) : made
  const origin = await startLiveOrigin(made, script, low)
  const browser: Browser = await launchBrowser()
  let tracker = await startTestTracker()
  let viewers: Viewer[] = []
  return {
    ...{ made, origin, tracker: () => tracker },
    async begin() {
      tracker.kill()
      tracker = await startTestTracker()
      origin.grant = { mode: 'on', lifetimeMs: 600_000, trackerUrls: [tracker.url], policy: EVERYBODY_SHARES }
      origin.startBroadcast()
    },
    async watch(...before) {
      const viewer = await startViewer(browser, { url: origin.url, before })
      viewers.push(viewer)
      return viewer
    },
    async end() {
      await Promise.all(viewers.map((viewer) => viewer.stop()))
      viewers = []
      tracker.kill()
    },
    async close() {
      await browser.close()
      await origin.close()
    },
  }
}

/** Waits until every snapshot is as wanted, and gives them. */
export function until(
  watched: readonly Viewer[],
  isReached: (snapshot: PlaybackSnapshot) => boolean,
  timeout = 45_000,
): Promise<PlaybackSnapshot[]> {
  return vi.waitUntil(
    async () => {
      const snapshots = await Promise.all(watched.map((viewer) => viewer.snapshot()))
      return snapshots.every(isReached) ? snapshots : null
    },
    { timeout, interval: 200 },
  )
}

/** Until all of them have played for so much longer. */
export async function playOn(watched: readonly Viewer[], ms: number): Promise<PlaybackSnapshot[]> {
  const before = await Promise.all(watched.map((viewer) => viewer.snapshot()))
  const aimsMs = Math.max(...before.map(({ playedMs }) => playedMs)) + ms
  return until(watched, ({ playedMs }) => playedMs >= aimsMs, ms + 45_000)
}

/** Until this viewer tells of such an event. */
export function untilTold(viewer: Viewer, isWanted: (event: PlaybackEvent) => boolean): Promise<PlaybackEvent> {
  return vi.waitUntil(async () => (await viewer.events()).find(isWanted), { timeout: 45_000, interval: 200 })
}
