/** Real viewers: pages of a real headless Chromium, each in a context of its own. */

import { type Browser, chromium, type Page } from 'playwright-core'
import type { PlaybackEvent, PlaybackSnapshot } from '../playback.ts'

export type Viewer = {
  page: Page
  snapshot(): Promise<PlaybackSnapshot>
  events(): Promise<PlaybackEvent[]>
  stop(): Promise<void>
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.SHOAL_CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking',
      '--disable-component-update --disable-sync --mute-audio --autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ].flatMap((line) => line.split(' ')),
  })
}

/** `before` runs in the page ahead of every script of its own. */
export async function startViewer(
  browser: Browser,
  options: { url: string; electsSeeders?: boolean; before?: () => void },
): Promise<Viewer> {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error('in the page:', error))
  if (options.before) await page.addInitScript(options.before)
  await page.goto(options.url)
  await page.evaluate((policy) => window.shoal.start(policy), { electsSeeders: options.electsSeeders ?? true })
  return {
    page,
    snapshot: () => page.evaluate(() => window.shoal.playback?.snapshot() ?? Promise.reject('not started')),
    events: () => page.evaluate(() => window.shoal.events),
    async stop() {
      await page.evaluate(() => window.shoal.playback?.stop())
      await context.close()
    },
  }
}
