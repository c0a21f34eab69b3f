/** A whole site with something on it, for pictures and examinations of every page: a live origin, rows, an operator. */

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Database } from '@shoal/db/database'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { launchBrowser } from '@shoal/player/testing/launch-browser'
import { type LiveOrigin, startLiveOrigin } from '@shoal/player/testing/live-origin'
import { makeBroadcast } from '@shoal/player/testing/segments'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildWeb, SETUP_TOKEN, startWeb } from './start-web.ts'

const BROADCAST_SECONDS = 400
const PICTURE_WAIT_MS = 30_000

export type SampleSite = AsyncDisposable & {
  url: string
  db: Database
  origin: LiveOrigin
  browser: Browser
  /** Routes what the test's origin does not have. */
  dress(page: Page): Promise<void>
}

/** Nobody has set it up yet. `env` goes to the web app. */
export async function startSampleSite(env: Record<string, string> = {}): Promise<SampleSite> {
  await using started = new AsyncDisposableStack()
  const [made, poster] = await Promise.all([makeBroadcast(BROADCAST_SECONDS), makePoster(), buildWeb()])
  const { url: databaseUrl, db } = started.use(await startTestDatabase())
  const origin = started.adopt(await startLiveOrigin(made, ''), (one) => one.close())
  const web = started.use(await startWeb({ DATABASE_URL: databaseUrl, SHOAL_ORIGIN_URL: origin.url, ...env }))
  const browser = started.adopt(await launchBrowser(), (running) => running.close())
  const disposable = started.move()
  return {
    ...{ url: web.url, db, origin, browser },
    async dress(page) {
      await page.route('**/poster.jpg*', (route) => route.fulfill({ body: poster, contentType: 'image/jpeg' }))
      await page.route('**/storyboard.vtt*', (route) => route.fulfill({ body: 'WEBVTT\n', contentType: 'text/vtt' }))
    },
    [Symbol.asyncDispose]: () => disposable.disposeAsync(),
  }
}

/** Through the page that an operator uses: Ada, who owns the channel `harbour`. The page then shows its first key. */
export async function setUpSite({ browser, url }: SampleSite): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${url}/setup?token=${SETUP_TOKEN}`)
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

export type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

export async function untilPicture(page: Page): Promise<void> {
  const hasPicture = () => (document.querySelector('video')?.readyState ?? 0) >= 2
  await page.waitForFunction(hasPicture, undefined, { timeout: PICTURE_WAIT_MS })
}

async function makePoster(): Promise<Buffer> {
  const frame = '-v error -f lavfi -i mandelbrot=size=1280x720:start_scale=0.4 -frames:v 1 -f mjpeg pipe:1'
  const made = await promisify(execFile)(process.env.SHOAL_FFMPEG || 'ffmpeg', frame.split(' '), { encoding: 'buffer' })
  return made.stdout
}
