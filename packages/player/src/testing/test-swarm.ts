/** What tests of swarms stand on: a made broadcast and a real browser for all of them, an origin and a tracker for each. */

import { vi } from 'vitest'
import type { PlaybackEvent, PlaybackSnapshot } from '../playback.ts'
import { bundlePage } from './bundle-page.ts'
import { launchBrowser } from './launch-browser.ts'
import { EVERYBODY_SHARES, type LiveOrigin, startLiveOrigin } from './live-origin.ts'
import { LOW_PICTURE, type MadeBroadcast, makeBroadcast } from './segments.ts'
import { startTestTracker, type TestTracker } from './test-tracker.ts'
import { startViewer, type Viewer } from './viewers.ts'

export type TestStage = {
  made: MadeBroadcast
  /** The broadcast from its beginning, and nobody there: tests that run at the same time have one each. */
  open(): Promise<TestSwarm>
  close(): Promise<void>
}

export type TestSwarm = AsyncDisposable & {
  origin: LiveOrigin
  tracker: TestTracker
  /** `before` run in the page ahead of every script of its own. */
  watch(...before: (() => void)[]): Promise<Viewer>
}

/** With `hasLowRung` the lower of the two rungs is one; otherwise it has the segments of the other. */
export async function startTestStage(seconds: number, { hasLowRung = false } = {}): Promise<TestStage> {
  const [made, low, script, browser] = await Promise.all([
    makeBroadcast(seconds),
    hasLowRung ? makeBroadcast(seconds, LOW_PICTURE) : undefined,
    bundlePage(),
    launchBrowser(),
  ])
  return {
    made,
    async open() {
      const parts = new AsyncDisposableStack()
      const tracker = parts.adopt(await startTestTracker(), ({ kill }) => kill())
      const origin = parts.adopt(await startLiveOrigin(made, script, low), (started) => started.close())
      origin.grant = { mode: 'on', lifetimeMs: 600_000, trackerUrls: [tracker.url], policy: EVERYBODY_SHARES }
      const viewers: Viewer[] = []
      parts.defer(async () => void (await Promise.all(viewers.map((viewer) => viewer.stop()))))
      return {
        ...{ origin, tracker },
        async watch(...before) {
          const viewer = await startViewer(browser, { url: origin.url, before })
          viewers.push(viewer)
          return viewer
        },
        [Symbol.asyncDispose]: () => parts.disposeAsync(),
      }
    },
    close: () => browser.close(),
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
