/** Takes a picture of every page in e2e/screenshots/: wide and narrow, dark and light, with rows as they could be. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createBroadcast, setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import { createChannel } from '@shoal/db/channels'
import { recordRefusal } from '@shoal/db/publish-refusals'
import { sampleRung } from '@shoal/db/testing/sample-rows'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { type Browser, chromium, type Page } from 'playwright-core'
import { addSampleAudience } from '../src/testing/sample-audience.ts'
import { buildWeb, SETUP_TOKEN, startWeb } from '../src/testing/start-web.ts'

const folder = join(import.meta.dirname, '../../../e2e/screenshots')
const SIZES = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'phone', width: 390, height: 844 },
]
const THEMES = ['light', 'dark'] as const
/** For a chart to find its size, and colours to fade. */
const SETTLE_MS = 400
const BROADCAST = 'screenshot0000000001'

await mkdir(folder, { recursive: true })
await buildWeb()
await using parts = new AsyncDisposableStack()
const { url: databaseUrl, db } = parts.use(await startTestDatabase())
const web = parts.use(await startWeb({ DATABASE_URL: databaseUrl }))
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
parts.defer(() => browser.close())

await picture('home-new', '/')
await picture('setup', `/setup?token=${SETUP_TOKEN}`)
await picture('setup-wrong-link', '/setup?token=wrong')

const signedIn = await setUp(browser)
await picture('studio-first-key', null, signedIn)
const storageState = await signedIn.context().storageState()
const owner = { storageState }

await picture('sign-in', '/sign-in')
await picture('watch-offline', '/@harbour')
await picture('dashboard-empty', '/dashboard', owner)
await picture('not-found', '/@nobody')
await seed()
await picture('home', '/')
await picture('studio', '/studio/harbour', owner)
await picture('dashboard', '/dashboard', owner)
await picture('watch-live', '/@harbour')
await setBroadcastState(db, { id: BROADCAST, state: 'ended', at: new Date(), endReason: 'publisher-left' })
await picture('watch-ended', '/@harbour')

type Visitor = Parameters<Browser['newContext']>[0]

/** `path` in a new window each, or the page that is open already, each size and theme. */
async function picture(name: string, path: string | null, visitor: Visitor | Page = {}) {
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
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`${name}: ${message.text()}`)
      })
      page.on('pageerror', (error) => console.error(`${name}: ${error.message}`))
      await page.goto(web.url + path, { waitUntil: 'load' })
      await page.evaluate(() => document.fonts.ready)
      await page.locator('h1').first().waitFor()
      await page.waitForTimeout(SETTLE_MS)
      await page.screenshot({ path: file, fullPage: true })
    }
  }
}

async function setUp(through: Browser): Promise<Page> {
  const page = await (await through.newContext()).newPage()
  await page.goto(`${web.url}/setup?token=${SETUP_TOKEN}`)
  await page.getByLabel('Name', { exact: true }).fill('Ada')
  await page.getByLabel('E-mail').fill('ada@example.org')
  await page.getByLabel('Password').fill('a long enough password')
  await page.getByLabel('Channel name').fill('The harbour')
  await page.getByLabel('Address').fill('harbour')
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.waitForURL('**/studio/harbour')
  await page.getByLabel('Stream key', { exact: true }).waitFor()
  return page
}

async function seed() {
  const channel = await db.prisma.channel.findUniqueOrThrow({ where: { slug: 'harbour' } })
  await createChannel(db, { slug: 'night-radio', title: 'Night radio', ownerId: channel.ownerId })
  const from = new Date(Date.now() - 3600_000)
  // some of it lies ahead, so that the broadcast still has viewers when its turn comes
  const until = new Date(Date.now() + 300_000)
  await createBroadcast(db, {
    id: BROADCAST,
    channelId: channel.id,
    startedAt: from,
    source: '1280x720 30 fps H.264 + AAC',
  })
  await startEpoch(db, { broadcastId: BROADCAST, epoch: 1, rungs: [sampleRung] })
  await setBroadcastState(db, { id: BROADCAST, state: 'live', at: from })
  await recordRefusal(db, { channelId: channel.id, reason: 'revoked-key' })
  await recordRefusal(db, { channelId: channel.id, reason: 'unsupported-source', detail: 'VP6 video' })
  await addSampleAudience(db, { broadcastId: BROADCAST, from, until })
}
