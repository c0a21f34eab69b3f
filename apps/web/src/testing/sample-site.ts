/** A whole site with something on it, for pictures and examinations of every page: a live origin, rows, an operator. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '@shoal/db/database'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { launchBrowser } from '@shoal/player/testing/launch-browser'
import { type LiveOrigin, startLiveOrigin } from '@shoal/player/testing/live-origin'
import { makeBroadcast } from '@shoal/player/testing/segments'
import type { Browser, Page } from 'playwright-core'
import { SAMPLE_BROADCAST, SAMPLE_RECORDING } from './sample-broadcasts.ts'
import { drawScene, type Scene } from './sample-scenes.ts'
import { buildWeb, SETUP_TOKEN, startWeb } from './start-web.ts'

/** Begun anew for each page that plays it. */
const BROADCAST_SECONDS = 90
const PICTURE_WAIT_MS = 90_000

export type SampleSite = AsyncDisposable & {
  url: string
  db: Database
  origin: LiveOrigin
  browser: Browser
  /** Routes what the test's origin does not have. */
  dress(page: Page): Promise<void>
}

/** Nobody has set it up yet. `isDrawn`: what plays is a harbour, in place of a test picture that is quicker to make. */
export async function startSampleSite({ isDrawn = false } = {}): Promise<SampleSite> {
  await using started = new AsyncDisposableStack()
  const [made, posters] = await Promise.all([
    isDrawn ? drawnBroadcast() : makeBroadcast(BROADCAST_SECONDS),
    drawPosters(),
    buildWeb(),
  ])
  const { url: databaseUrl, db } = started.use(await startTestDatabase())
  const origin = started.adopt(await startLiveOrigin(made, ''), (one) => one.close())
  const web = started.use(
    await startWeb({
      ...{ DATABASE_URL: databaseUrl, SHOAL_ORIGIN_URL: origin.url },
      // nothing is there, and nothing is sent
      ...{ SHOAL_SMTP_URL: 'smtp://127.0.0.1:9', SHOAL_MAIL_FROM: 'live@example.org' },
    }),
  )
  const browser = started.adopt(await launchBrowser(), (running) => running.close())
  const disposable = started.move()
  return {
    ...{ url: web.url, db, origin, browser },
    async dress(page) {
      await page.route('**/poster.jpg*', (route) => {
        const body = posters.find(({ broadcastId }) => route.request().url().includes(broadcastId))?.body
        return body ? route.fulfill({ body, contentType: 'image/jpeg' }) : route.fulfill({ status: 404 })
      })
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

export async function untilPicture(page: Page): Promise<void> {
  const hasPicture = () => (document.querySelector('video')?.readyState ?? 0) >= 2
  await page.waitForFunction(hasPicture, undefined, { timeout: PICTURE_WAIT_MS })
}

const POSTERS: readonly { broadcastId: string; scene: Scene }[] = [
  { broadcastId: SAMPLE_BROADCAST, scene: 'tide' },
  { broadcastId: SAMPLE_RECORDING, scene: 'fog' },
  { broadcastId: 'samplerecording00002', scene: 'noon' },
]

function drawPosters(): Promise<{ broadcastId: string; body: Buffer }[]> {
  return Promise.all(POSTERS.map(async ({ broadcastId, scene }) => ({ broadcastId, body: await drawScene(scene) })))
}

/** The evening's picture, as a camera in the wind has it. */
async function drawnBroadcast(): ReturnType<typeof makeBroadcast> {
  await using parts = new AsyncDisposableStack()
  const folder = parts.adopt(await mkdtemp(join(tmpdir(), 'shoal-scene-')), (path) => rm(path, { recursive: true }))
  const file = join(folder, 'scene.jpg')
  await writeFile(file, await drawScene('tide'))
  const sway = "crop=1200:675:'40+24*sin(t/9)':'22+14*sin(t/7)'"
  const source = `movie=${file},loop=loop=-1:size=1,fps=25,setpts=N/(25*TB),${sway},scale=640:360`
  return await makeBroadcast(BROADCAST_SECONDS, { size: '640x360', kbps: 900, source })
}
