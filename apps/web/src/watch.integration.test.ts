/** The watch page in a real browser: it holds the picture, rewinds, and turns into the recording. */

import { createBroadcast, setBroadcastState, startEpoch, updateBroadcast } from '@shoal/db/broadcasts'
import { deleteChannel } from '@shoal/db/channel-profile'
import { finishRecording, markForDeletion, recordingDeleted, startRecording } from '@shoal/db/recordings'
import { addOperatorWithChannel, sampleRung } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { launchBrowser } from '@shoal/player/testing/launch-browser'
import { type LiveOrigin, startLiveOrigin } from '@shoal/player/testing/live-origin'
import { beAnIPhone } from '@shoal/player/testing/page-scripts'
import { CAPTIONED_PICTURE, makeBroadcast } from '@shoal/player/testing/segments'
import { buildLivePath } from '@shoal/protocol/hls-path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { frameCode } from './features/watch/frame-code.ts'
import { servePage } from './testing/serve-page.ts'
import { buildWeb, type RunningWeb, startWeb } from './testing/start-web.ts'

declare global {
  interface Window {
    blackFrames: number
    marker: string
    /** What the player in a frame told the page around it. */
    heard: { tell: string; state?: string; isPaused?: boolean; isMuted?: boolean; qualities?: string[] }[]
    ShoalEmbed: (frame: Element | null) => {
      play(): void
      pause(): void
      mute(): void
      quality(rung: string | null): void
      on: (...all: unknown[]) => void
    }
    player: ReturnType<Window['ShoalEmbed']>
  }
}

/** The one that the test's origin has. */
const BROADCAST = 'testbroadcast0000001'
const NEXT_BROADCAST = 'testbroadcast0000002'
const SOON = { timeout: 30_000, interval: 250 }

const parts = new AsyncDisposableStack()
let database: TestDatabase
let origin: LiveOrigin
/** Another server's, of which the web app knows nothing. */
let elsewhere: LiveOrigin
let browser: Browser
let page: Page
let channelId: string
let web: RunningWeb

beforeAll(async () => {
  const [made] = await Promise.all([makeBroadcast(180, CAPTIONED_PICTURE), buildWeb()])
  origin = parts.adopt(await startLiveOrigin(made, ''), (running) => running.close())
  elsewhere = parts.adopt(await startLiveOrigin(made, ''), (running) => running.close())
  elsewhere.startBroadcast()
  database = parts.use(await startTestDatabase())
  web = parts.use(await startWeb({ DATABASE_URL: database.url, SHOAL_P2P: 'off', SHOAL_ORIGIN_URL: origin.url }))
  browser = parts.adopt(await launchBrowser(), (running) => running.close())
  channelId = (await addOperatorWithChannel(database.db)).channelId
  // nobody goes back beyond the start
  const startedAt = new Date(Date.now() - 600_000)
  await createBroadcast(database.db, { id: BROADCAST, channelId, startedAt })
  await startRecording(database.db, { broadcastId: BROADCAST })
  await setBroadcastState(database.db, { id: BROADCAST, state: 'live', at: startedAt })
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

/** A playhead that is put to its place moves too, and nothing is seen yet. */
async function untilPictureMoves(): Promise<void> {
  await expect.poll(async () => (await video()).readyState, SOON).toBeGreaterThanOrEqual(2)
  const before = (await video()).currentTime
  await expect.poll(async () => Math.abs((await video()).currentTime - before), SOON).toBeGreaterThan(1)
}

it('plays what is live', async () => {
  await untilPictureMoves()
  await page.evaluate(watchForBlack)
  expect(await text()).toContain('Live')
})

const shownCaption = (on = page) =>
  on.evaluate(() => {
    const [cue] = [...(document.querySelector('video')?.textTracks ?? [])].flatMap(({ mode, activeCues }) =>
      mode === 'showing' ? [...(activeCues ?? [])] : [],
    )
    return cue ? String(Reflect.get(cue, 'text')) : ''
  })

it('shows the captions of a broadcast that has some, when they are asked for', async () => {
  await page.getByRole('button', { name: 'Turn captions on' }).waitFor()
  expect(await shownCaption()).toBe('')
  await page.keyboard.press('c')
  await expect.poll(() => shownCaption(), SOON).toMatch(/^CAPTION \d+$/)
})

it('shows them at the next visit, and no more once they are turned off', async () => {
  const context = await browser.newContext({ storageState: await page.context().storageState() })
  const next = await context.newPage()
  await next.goto(`${web.url}/@harbour`)
  await expect.poll(() => shownCaption(next), SOON).toMatch(/^CAPTION \d+$/)
  await next.keyboard.press('c')
  const kept = () => next.evaluate(() => localStorage.getItem('shoal.player'))
  await expect.poll(kept, SOON).toContain('"captions":null')
  await context.close()
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
  await expect.poll(() => shownCaption(), SOON).toMatch(/^CAPTION \d+$/)
})

it('stays paused over a new ladder', async () => {
  await page.evaluate(() => document.querySelector('video')?.pause())
  await startEpoch(database.db, { broadcastId: BROADCAST, epoch: 3, rungs: [sampleRung] })
  const moved = page.waitForResponse((response) => response.url().includes(`/${BROADCAST}/3/`))
  await become('live')
  await moved
  const aheadSeconds = () =>
    page.evaluate(() => {
      const { buffered, currentTime } = document.querySelector('video') ?? new Audio()
      return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1) - currentTime
    })
  await expect.poll(aheadSeconds, SOON).toBeGreaterThan(3)
  expect((await video()).paused).toBe(true)
  await page.evaluate(() => document.querySelector('video')?.play())
  await untilPictureMoves()
})

it('rewinds, and comes back to live', async () => {
  await page.getByRole('button', { name: 'Rewind' }).click()
  await expect.poll(text, SOON).toMatch(/Rewound, 0:[2-5]\d behind live/)
  const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  expect(fetched.filter((url) => /\.m4s\?past=1$/.test(url)).length).toBeGreaterThan(0)
  await untilPictureMoves()
  await page.getByRole('button', { name: 'Back to live' }).click()
  await expect.poll(text, SOON).toContain('Behind live')
  await untilPictureMoves()
  expect(await page.evaluate(() => window.blackFrames)).toBe(0)
})

it('is worked by keys, and a dialog tells of them', async () => {
  await page.locator('main h1').click()
  await page.keyboard.press('k')
  expect((await video()).paused).toBe(true)
  await page.keyboard.press('Space')
  await expect.poll(async () => (await video()).paused, SOON).toBe(false)
  const isMuted = () => page.evaluate(() => document.querySelector('video')?.muted)
  const before = await isMuted()
  for (let held = 0; held < 2; held += 1) await page.keyboard.down('m')
  await page.keyboard.up('m')
  expect(await isMuted()).toBe(!before)
  await page.keyboard.press('m')
  await page.keyboard.press('t')
  await expect.poll(() => page.evaluate(() => localStorage.getItem('shoal.player')), SOON).toContain('"isTheatre":true')
  await page.keyboard.press('t')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  const volume = () => page.evaluate(() => document.querySelector('video')?.volume)
  await page.locator('media-volume-range input').focus()
  await page.keyboard.press('Home')
  await expect.poll(volume, SOON).toBe(0)
  await page.keyboard.press('ArrowRight')
  await expect.poll(volume, SOON).toBeGreaterThan(0)
  await page.keyboard.press('End')
  await expect.poll(volume, SOON).toBe(1)
  expect(await text()).toContain('Behind live')
  await page.locator('main h1').click()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect.poll(text, SOON).toMatch(/Rewound, 0:[2-4]\d behind live/)
  await page.getByRole('button', { name: 'Back to live' }).click()
  await expect.poll(text, SOON).toContain('Behind live')
})

it('plays the quality that the viewer chooses', async () => {
  const choose = async (name: RegExp) => {
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('menuitem', { name: 'Quality' }).click()
    await page.getByRole('menuitemradio', { name }).click()
    await page.keyboard.press('Escape')
  }
  const rung = () => page.evaluate(() => window.shoal?.snapshot()?.rung)
  await choose(/^90p/)
  expect(await page.evaluate(() => document.querySelector('canvas')?.hidden)).toBe(true) // the picture goes on
  await expect.poll(rung, SOON).toBe('90p')
  await choose(/^180p/)
  await expect.poll(rung, SOON).toBe('180p')
  await choose(/^Automatic/)
})

it('has its controls within a phone’s width', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true })
  const phone = await context.newPage()
  await phone.addInitScript(beAnIPhone)
  await phone.goto(`${web.url}/@harbour`)
  await phone.getByRole('button', { name: 'Full screen' }).waitFor()
  const airPlay = phone.getByRole('button', { name: 'AirPlay' })
  await airPlay.waitFor()
  const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  const boxes = await Promise.all(
    ['Settings', 'Full screen'].map((name) => phone.getByRole('button', { name }).boundingBox()),
  )
  for (const box of boxes) {
    expect(box?.width).toBeGreaterThanOrEqual(24)
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390)
  }
  // without an address that the other screen could fetch from there is nothing to press
  await phone.evaluate(() => document.querySelector('video > source[src^=http]')?.remove())
  await airPlay.waitFor({ state: 'hidden' })
  await context.close()
})

it('plays in a frame of another site, and does what that site says', async () => {
  const frame = frameCode({ title: 'Harbour', url: `${web.url}/embed/@harbour` })
  const script = `window.heard = []; window.player = ShoalEmbed(document.querySelector('iframe'))
    for (const kind of ['ready', 'state', 'time', 'ended']) player.on(kind, (one) => heard.push(one))`
  await using site = await servePage(`${frame}<script src="${web.url}/embed.js"></script><script>${script}</script>`)
  const foreign = await browser.newPage()
  await foreign.goto(site.url)
  const newest = (tell: string) => foreign.evaluate((kind) => window.heard.findLast(({ tell }) => tell === kind), tell)
  await expect.poll(() => newest('state'), SOON).toMatchObject({ state: 'live', isPaused: true })
  const shape = () =>
    foreign.evaluate(() => {
      const { width = 0, height = 0 } = document.querySelector('iframe')?.getBoundingClientRect() ?? {}
      return { width, ratio: width / height, overflow: document.documentElement.scrollWidth - innerWidth }
    })
  expect(await shape()).toMatchObject({ width: 640, ratio: expect.closeTo(16 / 9, 3), overflow: 0 })
  await foreign.setViewportSize({ width: 390, height: 844 })
  expect(await shape()).toMatchObject({ ratio: expect.closeTo(16 / 9, 3), overflow: 0 })
  await foreign.evaluate(() => window.player.play())
  await expect.poll(() => newest('time'), SOON).toMatchObject({ duration: null })
  await foreign.evaluate(() => {
    window.player.quality('zz') // none of its qualities
    window.player.mute()
  })
  await expect.poll(() => newest('state'), SOON).toMatchObject({ isMuted: true, isPaused: false, quality: null })
  const [rung = ''] = (await newest('state'))?.qualities ?? []
  await foreign.evaluate((one) => window.player.quality(one), rung)
  await expect.poll(() => newest('state'), SOON).toMatchObject({ quality: rung })
  await foreign.evaluate(() => window.player.pause())
  await expect.poll(() => newest('state'), SOON).toMatchObject({ isPaused: true })
  await foreign.close()
})

it('is in nobody’s frame but for the player', async () => {
  const header = async (path: string, name: string) => (await fetch(web.url + path)).headers.get(name) ?? ''
  for (const path of ['/', '/@harbour', '/sign-in', '/player']) {
    expect(await header(path, 'x-frame-options')).toBe('DENY')
    expect(await header(path, 'content-security-policy')).toContain("frame-ancestors 'none'")
  }
  expect(await header('/embed/@harbour', 'x-frame-options')).toBe('')
  expect(await header('/embed/@harbour', 'content-security-policy')).toContain('frame-ancestors *')
})

it('plays as an element of another site’s page', async () => {
  await using site = await servePage(
    `<script type="module" src="${web.url}/shoal-player.js"></script>
    <shoal-player channel="${web.url}/@harbour" autoplay muted></shoal-player>`,
  )
  const foreign = await browser.newPage()
  await foreign.goto(site.url)
  const at = () =>
    foreign.evaluate(() => document.querySelector('shoal-player')?.shadowRoot?.querySelector('video')?.currentTime ?? 0)
  await expect.poll(at, SOON).toBeGreaterThan(0)
  const before = await at()
  await expect.poll(at, SOON).toBeGreaterThan(before + 1)
  await foreign.close()
})

it('plays any playlist on the page about the element, which its link loads anew', async () => {
  const reader = await browser.newPage()
  await reader.goto(`${web.url}/@harbour`)
  await reader.getByRole('button', { name: 'Share' }).click()
  await reader.getByRole('link', { name: 'a player for any page' }).click()
  await reader.waitForURL(`${web.url}/player`)
  const playlist = buildLivePath({ kind: 'multivariant', broadcastId: BROADCAST, epoch: 1 })
  const field = reader.getByRole('textbox', { name: /any HLS playlist/ })
  await reader.getByRole('button', { name: 'Show' }).click()
  await reader.getByText('That is no address').waitFor() // the page's scripts are there
  await field.fill(elsewhere.url + playlist)
  await reader.getByRole('button', { name: 'Show' }).click()
  await reader.locator('shoal-player').getByRole('button', { name: 'Play' }).click()
  const at = () =>
    reader.evaluate(() => document.querySelector('shoal-player')?.shadowRoot?.querySelector('video')?.currentTime ?? 0)
  await expect.poll(at, SOON).toBeGreaterThan(0)
  expect(await reader.getByText('It could not be played').count()).toBe(0)
  await reader.close()
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
  expect(await page.evaluate(() => window.shoal?.snapshot()?.rung)).toMatch(/p$/)
  await expect.poll(() => shownCaption(), SOON).toMatch(/^CAPTION \d+$/)
  expect(await page.evaluate(() => window.marker)).toBe('never reloaded')
})

it('lets a recording be seen to its end when the channel goes live again', async () => {
  await updateBroadcast(database.db, BROADCAST, { title: 'Boats', description: 'All that came in' })
  const title = () => page.locator('main h1').textContent()
  await expect.poll(title, SOON).toBe('Boats')
  await createBroadcast(database.db, { id: NEXT_BROADCAST, channelId, startedAt: new Date() })
  await updateBroadcast(database.db, NEXT_BROADCAST, { title: 'Birds', description: 'All that flew by' })
  await become('live', NEXT_BROADCAST)
  const toLive = page.getByRole('button', { name: 'Back to live' })
  await toLive.waitFor()
  await untilPictureMoves()
  expect(await text()).toContain('Recording')
  expect(await title()).toBe('Boats')
  expect(await text()).toContain('All that came in')
  expect(await page.locator('main video').getAttribute('poster')).toContain(BROADCAST)
  await toLive.click()
  await expect.poll(title, SOON).toBe('Birds')
  expect(await text()).toContain('All that flew by')
})

it('says that a recording, or all of its channel, is deleted to who watches it meanwhile', async () => {
  await using site = await servePage(
    `<script type="module" src="${web.url}/shoal-player.js"></script>
    <shoal-player channel="${web.url}/watch/${BROADCAST}" autoplay muted></shoal-player>`,
  )
  const [element, ...watching] = await Promise.all(
    [site.url, ...['watch', 'embed'].map((place) => `${web.url}/${place}/${BROADCAST}`)].map(openRecording),
  )
  const cutOff = await openRecording(`${web.url}/watch/${BROADCAST}`)
  await cutOff.route('**/api/v1/**', (route) => route.abort())
  await markForDeletion(database.db, BROADCAST)
  origin.brokenStatus = 404
  await recordingDeleted(database.db, { broadcastId: BROADCAST, at: new Date() })
  for (const viewer of watching) {
    await viewer.getByText('This recording is deleted').waitFor({ timeout: 60_000 })
    expect(await viewer.getByText('trying again').count()).toBe(0)
    expect(await viewer.getByRole('alert').getByRole('link').getAttribute('href')).toBe('/@harbour')
    await viewer.close()
  }
  await element?.getByText('This recording is deleted').waitFor({ timeout: 60_000 })
  await element?.close()
  await cutOff.getByText('The picture does not arrive').waitFor()
  await become('ended', NEXT_BROADCAST)
  expect(await deleteChannel(database.db, channelId)).toBe('deleted')
  await cutOff.unroute('**/api/v1/**')
  await cutOff.getByText('Its channel is deleted as well').waitFor({ timeout: 60_000 })
  await cutOff.close()
})

async function openRecording(url: string): Promise<Page> {
  const viewer = await browser.newPage()
  await viewer.goto(url)
  const start = viewer.getByRole('button', { name: 'Watch', exact: true })
  if (url.includes('/embed/')) await start.click()
  await expect
    .poll(
      () =>
        viewer
          .locator('video')
          .first()
          .evaluate((video: HTMLVideoElement) => video.readyState),
      SOON,
    )
    .toBeGreaterThanOrEqual(2)
  return viewer
}

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
