/** Real viewers: pages of a real headless Chromium, each in a context of its own. */

import type { Browser, Page } from 'playwright-core'
import type { PlaybackEvent, PlaybackSnapshot } from '../playback.ts'

export type Viewer = {
  page: Page
  snapshot(): Promise<PlaybackSnapshot>
  events(): Promise<PlaybackEvent[]>
  stop(): Promise<void>
}

/** `before` run in the page ahead of every script of its own. */
export async function startViewer(
  browser: Browser,
  options: { url: string; before?: readonly (() => void)[] },
): Promise<Viewer> {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error('in the page:', error))
  for (const script of options.before ?? []) await page.addInitScript(script)
  await page.goto(options.url)
  await page.evaluate(() => window.shoal.start())
  return {
    page,
    snapshot: () => page.evaluate(() => window.shoal.playback?.snapshot() ?? Promise.reject('not started')),
    events: () => page.evaluate(() => window.shoal.events),
    async stop() {
      if (page.isClosed()) return
      await page.evaluate(() => window.shoal.playback?.stop())
      await context.close()
    },
  }
}
