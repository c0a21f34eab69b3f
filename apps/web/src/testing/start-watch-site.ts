/** A watch page with everything behind it: a live origin, a plain tracker, a database, the web app, a browser. */

import { setTimeout } from 'node:timers/promises'
import { createBroadcast, setBroadcastState } from '@shoal/db/broadcasts'
import { finishRecording, markForDeletion, recordingDeleted, startRecording } from '@shoal/db/recordings'
import { readServerSettings, writeServerSettings } from '@shoal/db/server-settings'
import { addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { launchBrowser } from '@shoal/player/testing/launch-browser'
import { startLiveOrigin } from '@shoal/player/testing/live-origin'
import { makeBroadcast } from '@shoal/player/testing/segments'
import { startTestTracker } from '@shoal/player/testing/test-tracker'
import type { ServerSettings } from '@shoal/protocol/server-settings'
import type { Page } from 'playwright-core'
import { buildWeb, startWeb } from './start-web.ts'

/** The one that the test's origin has. */
const BROADCAST = 'testbroadcast0000001'
const BROADCAST_SECONDS = 300
/** For so long a web app may still go by what it read before (server/settings.ts). */
const SETTINGS_KEPT_MS = 2000

export type WatchSite = AsyncDisposable & {
  /** The watch page in a browser's profile of its own; `before` runs in it ahead of its own scripts. */
  watch(before: () => void): Promise<Page>
  /** The broadcast ends, and its recording can be watched. */
  endWithRecording(): Promise<void>
  deleteRecording(): Promise<void>
  /** The operator's rule, as pages that are opened from now on have it. */
  setConsent(consent: ServerSettings['p2p']['consent']): Promise<void>
}

/** P2P from two viewers on; `env` says the rest. */
export async function startWatchSite(env: Record<string, string>): Promise<WatchSite> {
  await using started = new AsyncDisposableStack()
  const [made] = await Promise.all([makeBroadcast(BROADCAST_SECONDS), buildWeb()])
  const origin = started.adopt(await startLiveOrigin(made, ''), (running) => running.close())
  const tracker = started.adopt(await startTestTracker(), (running) => running.kill())
  const database = started.use(await startTestDatabase())
  const web = started.use(
    await startWeb({
      ...{ DATABASE_URL: database.url, SHOAL_ORIGIN_URL: origin.url, SHOAL_P2P_LEAST_VIEWERS: '2' },
      SHOAL_TRACKER_URL: new URL(tracker.url).origin.replace(/^ws/, 'http'),
      ...env,
    }),
  )
  const browser = started.adopt(await launchBrowser(), (running) => running.close())
  const { channelId } = await addOperatorWithChannel(database.db)
  await createBroadcast(database.db, { id: BROADCAST, channelId, startedAt: new Date() })
  await setBroadcastState(database.db, { id: BROADCAST, state: 'live', at: new Date() })
  origin.startBroadcast()
  const disposable = started.move()
  return {
    async watch(before) {
      const page = await (await browser.newContext()).newPage()
      page.setDefaultTimeout(60_000)
      await page.addInitScript(before)
      await page.goto(`${web.url}/@harbour`)
      return page
    },
    async endWithRecording() {
      origin.endBroadcast()
      const over = { broadcastId: BROADCAST, at: new Date() }
      await setBroadcastState(database.db, { id: BROADCAST, state: 'ended', at: over.at })
      await startRecording(database.db, over)
      await finishRecording(database.db, { ...over, seconds: BROADCAST_SECONDS, bytes: 1, segments: 150 })
    },
    async deleteRecording() {
      await markForDeletion(database.db, BROADCAST)
      origin.brokenStatus = 404
      await recordingDeleted(database.db, { broadcastId: BROADCAST, at: new Date() })
    },
    async setConsent(consent) {
      const settings = await readServerSettings(database.db)
      await writeServerSettings(database.db, { ...settings, p2p: { ...settings.p2p, consent } })
      await setTimeout(SETTINGS_KEPT_MS)
    },
    [Symbol.asyncDispose]: () => disposable.disposeAsync(),
  }
}
