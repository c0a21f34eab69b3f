/**
 * Takes a picture of every page in e2e/screenshots/: wide and narrow, dark and light, and narrow in Arabic, with rows as
 * they could be. With names as arguments, such as `dashboard watch-live`, of those pages alone; `--only=wide-light,phone-dark`
 * and the like takes them in those looks alone. `--readme` takes those of the README, into docs/images/.
 */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { addNotice, clearNotice } from '@shoal/db/broadcast-notices'
import { setBroadcastState } from '@shoal/db/broadcasts'
import { finishRecording } from '@shoal/db/recordings'
import type { BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { addSampleBroadcasts, SAMPLE_BROADCAST } from '../src/testing/sample-broadcasts.ts'
import { FIRST_PAGES, SAMPLE_PAGES, type SamplePage } from '../src/testing/sample-pages.ts'
import { setUpSite, startSampleSite, untilPicture } from '../src/testing/sample-site.ts'

const folder = join(import.meta.dirname, '../../../e2e/screenshots')
const docs = join(import.meta.dirname, '../../../docs/images')
const WIDE = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const LOOKS: Record<string, BrowserContextOptions> = {
  'wide-light': { viewport: WIDE, colorScheme: 'light' },
  'wide-dark': { viewport: WIDE, colorScheme: 'dark' },
  'phone-light': { viewport: PHONE, colorScheme: 'light' },
  'phone-dark': { viewport: PHONE, colorScheme: 'dark' },
  'phone-arabic': { viewport: PHONE, colorScheme: 'light', locale: 'ar' },
}
/** For a chart to find its size, and colours to fade. */
const SETTLE_MS = 500
/** A busy machine takes its time. */
const PATIENCE_MS = 180_000
const { values, positionals } = parseArgs({
  options: { only: { type: 'string' }, readme: { type: 'boolean', default: false } },
  allowPositionals: true,
})
/** Page and look, and what the picture is called there. */
const OF_README: Record<string, string> = {
  'watch-live wide-dark': 'watch',
  'dashboard wide-light': 'dashboard',
  'studio wide-light': 'studio',
}
const README_QUALITY = 82

await mkdir(folder, { recursive: true })
await using site = await startSampleSite({ isDrawn: true })
const { browser, db, origin } = site
const open = new Map<string, Page>()

for (const page of FIRST_PAGES) await picture(page)
const signedIn = await setUpSite(site)
const storageState = await signedIn.context().storageState()
if (isWanted('studio-first-key') && !values.readme) await shoot('studio-first-key', 'wide-light', signedIn)
await picture({ name: 'dashboard-empty', path: '/dashboard', who: 'operator' })
await picture({ name: 'watch-never-live', path: '/@harbour' })

await addSampleBroadcasts(db)
for (const page of SAMPLE_PAGES) await picture(page)

const press = (name: string) => (page: Page) => page.getByRole('button', { name }).first().click()
await picture({ name: 'home-menu', path: '/', who: 'operator' }, press('Account of'))
await picture({ name: 'studio-delete', path: '/studio/harbour/broadcasts', who: 'operator' }, press('Delete recording'))
await picture({ name: 'studio-ladder', path: '/studio/harbour/settings', who: 'operator' }, async (page) => {
  await page.getByRole('radio', { name: 'I choose' }).click()
  await page.getByRole('radio', { name: 'Low latency' }).click()
})
await picture({ name: 'watch-share', path: '/@harbour', hasPicture: true }, press('Share'))
await picture({ name: 'watch-settings', path: '/@harbour', hasPicture: true }, async (page) => {
  await page.locator('video').hover()
  await page.getByRole('button', { name: 'Settings' }).click()
})
await picture({ name: 'watch-rewound', path: '/@harbour', hasPicture: true }, async (page) => {
  await page.getByRole('button', { name: 'Rewind' }).click()
  await page.getByText(/behind live/).waitFor()
})
await picture({ name: 'watch-no-network', path: '/@harbour', hasPicture: true }, async (page) => {
  await page.context().setOffline(true)
  await page.waitForTimeout(SETTLE_MS)
})
const paused = { broadcastId: SAMPLE_BROADCAST, kind: 'p2p-paused', at: new Date() } as const
await addNotice(db, paused)
await picture({ name: 'dashboard-p2p-paused', path: '/dashboard', who: 'operator' })
await clearNotice(db, paused)
await setBroadcastState(db, { id: SAMPLE_BROADCAST, state: 'interrupted', at: new Date() })
await picture({ name: 'watch-interrupted', path: '/@harbour', hasPicture: true })
origin.endBroadcast()
await setBroadcastState(db, { id: SAMPLE_BROADCAST, state: 'ended', at: new Date(), endReason: 'publisher-left' })
await picture({ name: 'watch-ended', path: '/@harbour' })
await finishRecording(db, {
  ...{ broadcastId: SAMPLE_BROADCAST, at: new Date(), seconds: 3600, bytes: 1_400_000_000, segments: 1800 },
})
await picture({ name: 'watch-ended-recording', path: '/@harbour', hasPicture: true })

function isWanted(name: string): boolean {
  return positionals.length === 0 || positionals.includes(name)
}

/** In every look. `prepare` works with English names: such states have no picture in Arabic. */
async function picture(sample: SamplePage, prepare?: (page: Page) => Promise<unknown>): Promise<void> {
  if (!isWanted(sample.name)) return
  for (const look of Object.keys(LOOKS)) {
    if (values.only?.split(',').includes(look) === false || (prepare && look === 'phone-arabic')) continue
    if (values.readme && !OF_README[`${sample.name} ${look}`]) continue
    if (sample.hasPicture && !sample.name.startsWith('watch-ended')) origin.startBroadcast() // it lasts for some minutes
    const page = await pageOf(look, sample.who)
    await page.goto(site.url + sample.path, { waitUntil: 'load' })
    await page.evaluate(() => document.fonts.ready)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    if (sample.hasPicture) await untilPicture(page)
    try {
      await prepare?.(page)
      await shoot(sample.name, look, page)
    } catch (error) {
      console.error(`${sample.name} ${look}: ${error instanceof Error ? error.message : error}`)
    }
    await page.context().setOffline(false)
  }
}

async function shoot(name: string, look: string, page: Page): Promise<void> {
  await page.waitForTimeout(SETTLE_MS)
  if (values.readme) {
    const picture = sharp(await page.screenshot()) // what fits the window
    await picture.webp({ quality: README_QUALITY }).toFile(join(docs, `${OF_README[`${name} ${look}`]}.webp`))
    return
  }
  await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true })
}

async function pageOf(look: string, who: SamplePage['who']): Promise<Page> {
  const known = open.get(`${look} ${who}`)
  if (known) return known
  const context = await browser.newContext({ ...LOOKS[look], ...(who === 'operator' ? { storageState } : {}) })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('console', (message) => {
    const isNetwork = /Failed to load resource|WebSocket|ERR_INTERNET_DISCONNECTED/.test(message.text()) // no tracker runs
    if (message.type() === 'error' && !isNetwork) console.error(`${page.url()} ${look}: ${message.text()}`)
  })
  page.on('pageerror', (error) => console.error(`${page.url()} ${look}: ${error.message}`))
  await site.dress(page)
  open.set(`${look} ${who}`, page)
  return page
}
