/** The watch page in a real browser: it holds the picture, rewinds, and turns into the recording. */

import { createBroadcast, setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import { finishRecording, startRecording } from '@shoal/db/recordings'
import { addOperatorWithChannel, sampleRung } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { launchBrowser } from '@shoal/player/testing/launch-browser'
import { type LiveOrigin, startLiveOrigin } from '@shoal/player/testing/live-origin'
import { makeBroadcast } from '@shoal/player/testing/segments'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildWeb, startWeb } from './testing/start-web.ts'

declare global {
  interface Window {
    blackFrames: number
    marker: string
  }
}

/** The one that the test's origin has. */
const BROADCAST = 'testbroadcast0000001'
const NEXT_BROADCAST = 'testbroadcast0000002'
const SOON = { timeout: 30_000, interval: 250 }

const parts = new AsyncDisposableStack()
let database: TestDatabase
let origin: LiveOrigin
let browser: Browser
let page: Page
let channelId: string

beforeAll(async () => {
  const [made] = await Promise.all([makeBroadcast(180), buildWeb()])
  origin = parts.adopt(await startLiveOrigin(made, ''), (running) => running.close())
  database = parts.use(await startTestDatabase())
  const web = parts.use(await startWeb({ DATABASE_URL: database.url, SHOAL_P2P: 'off', SHOAL_ORIGIN_URL: origin.url }))
  browser = parts.adopt(await launchBrowser(), (running) => running.close())
  channelId = (await addOperatorWithChannel(database.db)).channelId
  await createBroadcast(database.db, { id: BROADCAST, channelId, startedAt: new Date() })
  await startRecording(database.db, { broadcastId: BROADCAST })
  await become('live')
  origin.startBroadcast()
  page = await browser.newPage()
  await page.goto(`${web.url}/@harbour`)
}, 180_000)

afterAll(() => parts.disposeAsync())

const become = (state: 'live' | 'interrupted' | 'ended', id = BROADCAST) =>
  setBroadcastState(database.db, { id, state, at: new Date() })
const video = () =>
  page.evaluate(() => {
    const { currentTime, duration, paused, readyState } = document.querySelector('video') ?? new Audio()
    return { currentTime, duration, paused, readyState }
  })
const text = async () => (await page.locator('main').textContent()) ?? ''

async function untilPictureMoves(): Promise<void> {
  const before = (await video()).currentTime
  await expect.poll(async () => Math.abs((await video()).currentTime - before), SOON).toBeGreaterThan(1)
}

it('plays what is live', async () => {
  await untilPictureMoves()
  await page.evaluate(watchForBlack)
  expect(await text()).toContain('Live')
})

it('holds the last picture while the streamer is away, and goes on by itself with a new ladder', async () => {
  await become('interrupted')
  await expect.poll(text, SOON).toContain('The streamer is reconnecting…')
  expect((await video()).readyState).toBeGreaterThanOrEqual(2)
  await startEpoch(database.db, { broadcastId: BROADCAST, epoch: 2, rungs: [sampleRung] })
  const moved = page.waitForResponse((response) => response.url().includes(`/${BROADCAST}/2/`))
  await become('live')
  await moved
  await expect.poll(text, SOON).not.toContain('reconnecting')
  await untilPictureMoves()
  expect(await page.evaluate(() => window.blackFrames)).toBe(0)
})

it('rewinds, and comes back to live', async () => {
  await page.getByRole('button', { name: 'Rewind' }).click()
  await expect.poll(text, SOON).toMatch(/Rewound, 0:[2-5]\d behind live/)
  await untilPictureMoves()
  await page.getByRole('button', { name: 'Back to live' }).click()
  await expect.poll(text, SOON).toContain('Behind live')
  await untilPictureMoves()
  expect(await page.evaluate(() => window.blackFrames)).toBe(0)
})

it('turns into the recording when the broadcast has ended, and waits for the viewer', async () => {
  origin.endBroadcast()
  await become('ended')
  await expect.poll(text, SOON).toContain('Its recording is here in a moment')
  await finishRecording(database.db, { broadcastId: BROADCAST, at: new Date(), seconds: 60, bytes: 1, segments: 30 })
  const watch = page.getByRole('button', { name: 'Watch the recording' })
  await watch.waitFor()
  await expect.poll(async () => (await video()).readyState, SOON).toBeGreaterThanOrEqual(2)
  const waiting = await video()
  expect(waiting.paused).toBe(true)
  expect(waiting.currentTime).toBeLessThan(1)
  expect(waiting.duration).toBeGreaterThan(30)
  await watch.click()
  await untilPictureMoves()
  expect(await page.evaluate(() => window.marker)).toBe('never reloaded')
})

it('lets a recording be seen to its end when the channel goes live again', async () => {
  await createBroadcast(database.db, { id: NEXT_BROADCAST, channelId, startedAt: new Date() })
  await become('live', NEXT_BROADCAST)
  await page.getByRole('button', { name: 'Back to live' }).waitFor()
  await untilPictureMoves()
  expect(await text()).toContain('Recording')
})

/** Counts the frames in which neither the video nor the held picture has anything to show. */
function watchForBlack(): void {
  window.marker = 'never reloaded'
  window.blackFrames = 0
  const look = () => {
    const [shown, held] = [document.querySelector('video'), document.querySelector('canvas')]
    if ((shown?.readyState ?? 0) < 2 && held?.hidden !== false) window.blackFrames += 1
    requestAnimationFrame(look)
  }
  look()
}
