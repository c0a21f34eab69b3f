/**
 * Takes a picture of every page in e2e/screenshots/: wide and narrow, dark and light, with rows as they could be. With
 * names as arguments, such as `dashboard watch-live`, of those pages alone.
 */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { addNotice, clearNotice } from '@shoal/db/broadcast-notices'
import { setBroadcastState } from '@shoal/db/broadcasts'
import { finishRecording } from '@shoal/db/recordings'
import type { Browser, Page } from 'playwright-core'
import { addSampleBroadcasts, SAMPLE_BROADCAST } from '../src/testing/sample-broadcasts.ts'
import { setUpSite, startSampleSite, untilPicture } from '../src/testing/sample-site.ts'
import { SETUP_TOKEN } from '../src/testing/start-web.ts'

const folder = join(import.meta.dirname, '../../../e2e/screenshots')
const SIZES = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
]
const THEMES = ['light', 'dark'] as const
/** For a chart to find its size, and colours to fade. */
const SETTLE_MS = 400
const only = new Set(process.argv.slice(2))
/** A busy machine takes its time. */
const PATIENCE_MS = 120_000

await mkdir(folder, { recursive: true })
await using site = await startSampleSite()
const { browser, db, origin } = site

await picture('home-new', '/')
await picture('setup', `/setup?token=${SETUP_TOKEN}`)
await picture('setup-wrong-link', '/setup?token=wrong')

const signedIn = await setUpSite(site)
await picture('studio-first-key', null, signedIn)
const storageState = await signedIn.context().storageState()
const owner = { storageState }

await picture('sign-in', '/sign-in')
await picture('watch-offline', '/@harbour')
await picture('dashboard-empty', '/dashboard', owner)
await picture('not-found', '/@nobody')
await addSampleBroadcasts(db)
origin.startBroadcast()
await picture('home', '/')
await picture('home-arabic', '/', { locale: 'ar' })
await picture('home-search', '/?q=ada')
await picture('home-menu', '/', owner, (page) => page.getByRole('button', { name: 'Account of' }).click())
await picture('studio', '/studio/harbour', owner)
await picture('studio-settings', '/studio/harbour/settings', owner, async (page) => {
  await page.getByRole('radio', { name: 'I choose' }).click()
  await page.getByRole('radio', { name: 'Low latency' }).click()
})
await picture('studio-keys', '/studio/harbour/keys', owner)
await picture('studio-broadcasts', '/studio/harbour/broadcasts', owner)
await picture('studio-broadcast', `/studio/harbour/broadcasts/${SAMPLE_BROADCAST}`, owner)
await picture('studio-delete', '/studio/harbour/broadcasts', owner, (page) =>
  page.getByRole('button', { name: 'Delete recording' }).first().click(),
)
await picture('studio-channels', '/studio', owner)
await picture('dashboard', '/dashboard', owner)
const paused = { broadcastId: SAMPLE_BROADCAST, kind: 'p2p-paused', at: new Date() } as const
await addNotice(db, paused)
await picture('dashboard-p2p-paused', '/dashboard', owner)
await clearNotice(db, paused)
await picture('watch-live', '/@harbour', {}, untilPicture)
for (const group of ['swarm', 'control'] as const) {
  await picture(`watch-helping-${group}`, '/@harbour', {}, async (page) => {
    await page.route('**/api/v1/tickets', async (route) => {
      const answer = await (await route.fetch()).json()
      await route.fulfill({ json: { ...answer, group, mode: group === 'control' ? 'off' : 'on' } })
    })
    await page.reload()
    await untilPicture(page)
    await page.getByText('Viewers help carry').click()
  })
}
await picture('watch-rewound', '/@harbour', {}, async (page) => {
  await untilPicture(page)
  await page.getByRole('button', { name: 'Rewind' }).click()
  await page.getByText(/behind live/).waitFor()
})
await setBroadcastState(db, { id: SAMPLE_BROADCAST, state: 'interrupted', at: new Date() })
await picture('watch-interrupted', '/@harbour', {}, untilPicture)
origin.endBroadcast()
await setBroadcastState(db, { id: SAMPLE_BROADCAST, state: 'ended', at: new Date(), endReason: 'publisher-left' })
await picture('watch-ended', '/@harbour')
await finishRecording(db, {
  ...{ broadcastId: SAMPLE_BROADCAST, at: new Date() },
  ...{ seconds: 3600, bytes: 1_400_000_000, segments: 1800 },
})
await picture('watch-ended-recording', '/@harbour', {}, untilPicture)
await picture('recording', `/watch/${SAMPLE_BROADCAST}`, {}, async (page) => {
  await untilPicture(page)
  await page.locator('video').hover() // for the controls
})

type Visitor = Parameters<Browser['newContext']>[0]

/** `path` in a new window each, or the page that is open already, each size and theme. */
async function picture(
  name: string,
  path: string | null,
  visitor: Visitor | Page = {},
  prepare: (page: Page) => Promise<unknown> = async () => {},
) {
  if (only.size > 0 && !only.has(name)) return
  if (name.startsWith('watch-') && !name.startsWith('watch-ended')) origin.startBroadcast() // it lasts for these alone
  for (const size of SIZES) {
    for (const colorScheme of THEMES) {
      const file = join(folder, `${name}-${size.name}-${colorScheme}.png`)
      if (path === null) {
        if (!('screenshot' in visitor)) throw new Error('a picture without a path needs an open page')
        await visitor.setViewportSize(size)
        await visitor.emulateMedia({ colorScheme })
        await visitor.waitForTimeout(SETTLE_MS)
        await visitor.screenshot({ path: file, fullPage: true })
        continue
      }
      await using context = await browser.newContext({
        viewport: size,
        colorScheme,
        ...('screenshot' in visitor ? {} : visitor),
      })
      const page = await context.newPage()
      page.setDefaultTimeout(PATIENCE_MS)
      page.on('console', (message) => {
        if (message.type() !== 'error' || message.text().includes('ERR_CONNECTION_REFUSED')) return // no tracker runs
        console.error(`${name}: ${message.text()}`)
      })
      page.on('pageerror', (error) => console.error(`${name}: ${error.message}`))
      await site.dress(page)
      await page.goto(site.url + path, { waitUntil: 'load' })
      await page.evaluate(() => document.fonts.ready)
      await page.locator('h1').first().waitFor()
      await prepare(page)
      await page.waitForTimeout(SETTLE_MS)
      await page.screenshot({ path: file, fullPage: true })
    }
  }
}
