/** Viewers who share, and never see each other's address: the watch page with a real TURN server between them. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTurnServer, startTurnServer, TURN_SECRET } from './testing/start-turn-server.ts'
import { startWatchSite, type WatchSite } from './testing/start-watch-site.ts'

declare global {
  interface Window {
    /** What was sent to the tracker. */
    told: string[]
  }
}

const SOON = { timeout: 60_000, interval: 500 }

const parts = new AsyncDisposableStack()
let site: WatchSite

const snapshot = (page: Page) => page.evaluate(() => window.shoal?.snapshot())
const told = (page: Page) => page.evaluate(() => window.told.join('\n'))

describe.skipIf(!hasTurnServer)('relay only (skipped where coturn’s turnserver is not installed)', () => {
  beforeAll(async () => {
    const turn = parts.use(await startTurnServer())
    site = parts.use(
      await startWatchSite({
        ...{ SHOAL_P2P_RELAY_ONLY: 'on', SHOAL_TURN_URLS: turn.url, SHOAL_TURN_SECRET: TURN_SECRET },
      }),
    )
  }, 180_000)
  afterAll(() => parts.disposeAsync())

  it('shares through the relay, and tells the tracker no address but the relay’s', async () => {
    const pages = await Promise.all([site.watch(keepTold), site.watch(keepTold)])
    const fromPeers = async () => {
      const shown = await Promise.all(pages.map(snapshot))
      return shown.reduce((sum, one) => sum + (one?.peerBytes ?? 0), 0)
    }
    await expect.poll(fromPeers, SOON).toBeGreaterThan(100_000)
    for (const page of pages) {
      const sent = await told(page)
      expect(sent).toContain('typ relay')
      expect(sent).not.toMatch(/typ (host|srflx|prflx)/)
      await page.getByText('Viewers help carry').click()
      await page.getByText('no other viewer sees your network address').waitFor()
    }
  }, 240_000)
})

/** Runs in the page ahead of its own scripts. */
function keepTold(): void {
  window.told = []
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (message) {
    window.told.push(String(message))
    send.call(this, message)
  }
}
