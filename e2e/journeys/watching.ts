/** A viewer at a desk and one with a phone: picture, keys, menus, and the way back and forth in time. */

import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openViewer } from '../viewers.ts'
import { readVideo, sidewaysPixels, untilPictureMoves } from './picture.ts'
import { SOON, type World } from './world.ts'

const REWOUND = /Rewound, (\d+):(\d\d) behind live/

/** Seconds behind live that the page says; 0 at the live edge. */
async function behindSeconds(page: Page): Promise<number> {
  const [, minutes, seconds] = REWOUND.exec((await page.locator('main').textContent()) ?? '') ?? []
  return Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
}

async function backToLive(page: Page, press: 'click' | 'tap'): Promise<void> {
  await page.getByRole('button', { name: 'Back to live' })[press]()
  await page.getByRole('button', { name: /^Live/ }).waitFor()
  await untilPictureMoves(page)
}

/** A broadcast that has just begun has no past yet. */
function rewindableSeconds(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { seekable } = document.querySelector('video') ?? document.createElement('video')
    return seekable.length > 0 ? seekable.end(0) - seekable.start(0) : 0
  })
}

export function watching(its: () => World): void {
  it('plays at a desk, goes back in time and comes back by the badge', async () => {
    const { browser, watchUrl, errors } = its()
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const viewer = await openViewer(browser, watchUrl, putScreenNear, context)
    const { page } = viewer
    page.on('pageerror', (error) => errors.push(error.message))
    await untilPictureMoves(page)
    await page.getByRole('button', { name: /^Live/ }).waitFor()
    await page.getByRole('button', { name: 'Rewind 30 seconds' }).click()
    await expect.poll(() => behindSeconds(page), SOON).toBeGreaterThan(8)
    await untilPictureMoves(page)
    await backToLive(page, 'click')

    await worksByKeys(page)
    await choosesQuality(viewer)
    await page.getByRole('button', { name: 'Cast to a screen' }).click()
    await page.getByRole('button', { name: 'Stop casting' }).waitFor()
    await fillsTheWindow(page)
    await keepsItsVolume(page)
    await context.close()
  })

  it('plays on a phone, within its width and by touch', async () => {
    const { browser, watchUrl, errors } = its()
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      ...{ deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    })
    const { page } = await openViewer(browser, watchUrl, undefined, context)
    page.on('pageerror', (error) => errors.push(error.message))
    await untilPictureMoves(page)
    expect(await sidewaysPixels(page)).toBe(0)
    for (const name of ['Settings', 'Full screen']) {
      const box = await page.getByRole('button', { name, exact: true }).boundingBox()
      expect(box?.height).toBeGreaterThanOrEqual(40)
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390)
    }
    await page.getByRole('button', { name: 'Rewind 30 seconds' }).tap()
    await expect.poll(() => behindSeconds(page), SOON).toBeGreaterThan(8)
    await untilPictureMoves(page)
    await backToLive(page, 'tap')
    await page.getByRole('button', { name: 'Settings' }).tap()
    await page.getByRole('menuitem', { name: 'Quality' }).tap()
    await page.getByRole('menuitemradio', { name: /^Automatic/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Turn sound off' }).tap()
    await expect.poll(async () => (await readVideo(page)).muted, SOON).toBe(true)
    await context.close()
  })
}

/** As a browser tells of one that it can cast to; runs in the page. */
function putScreenNear(): void {
  const remote = Object.assign(new EventTarget(), {
    state: 'disconnected',
    watchAvailability: async (tell: (isThere: boolean) => void) => tell(true),
    cancelWatchAvailability: async () => {},
    async prompt() {
      remote.state = 'connected'
      remote.dispatchEvent(new Event('connect'))
    },
  })
  Object.defineProperty(HTMLMediaElement.prototype, 'remote', { get: () => remote })
}

async function worksByKeys(page: Page): Promise<void> {
  const { keyboard } = page
  await page.locator('main h1').click()
  await keyboard.press('Space')
  await expect.poll(async () => (await readVideo(page)).paused, SOON).toBe(true)
  await keyboard.press('k')
  await expect.poll(async () => (await readVideo(page)).paused, SOON).toBe(false)

  const { muted } = await readVideo(page)
  await keyboard.press('m')
  expect((await readVideo(page)).muted).toBe(!muted)
  await keyboard.press('m')
  expect((await readVideo(page)).muted).toBe(muted)

  const isFull = () => page.evaluate(() => document.fullscreenElement !== null)
  await keyboard.press('f')
  await expect.poll(isFull, SOON).toBe(true)
  await keyboard.press('f')
  await expect.poll(isFull, SOON).toBe(false)

  await expect.poll(() => rewindableSeconds(page), SOON).toBeGreaterThan(25)
  await keyboard.press('0')
  await expect.poll(() => behindSeconds(page), SOON).toBeGreaterThan(20)
  await untilPictureMoves(page)
  const first = await behindSeconds(page)
  await keyboard.press('l')
  await expect.poll(() => behindSeconds(page), SOON).toBeLessThan(first - 7)
  await untilPictureMoves(page)
  const second = await behindSeconds(page)
  await keyboard.press('ArrowLeft')
  await expect.poll(() => behindSeconds(page), SOON).toBeGreaterThan(second + 3)
  await keyboard.press('ArrowRight')
  await expect.poll(() => behindSeconds(page), SOON).toBeLessThan(second + 3)
  await keyboard.press('9')
  await page.getByRole('button', { name: /^Live/ }).waitFor()
  await untilPictureMoves(page)
  await keyboard.press('j')
  await expect.poll(() => behindSeconds(page), SOON).toBeGreaterThan(11)
  await backToLive(page, 'click')

  await page.locator('main h1').click()
  await keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' })
}

async function choosesQuality({ page, snapshot }: Awaited<ReturnType<typeof openViewer>>): Promise<void> {
  const choose = async (name: RegExp) => {
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('menuitem', { name: 'Quality' }).click()
    await page.getByRole('menuitemradio', { name }).click()
    await page.getByRole('menu').waitFor({ state: 'detached' })
  }
  await choose(/^240p/)
  await expect.poll(async () => (await snapshot()).rung, SOON).toBe('240p')
  await choose(/^Sound only/)
  await page.locator('main').getByText('Sound only').first().waitFor()
  await choose(/^Automatic/)
  await untilPictureMoves(page)
}

async function fillsTheWindow(page: Page): Promise<void> {
  const width = async () => (await page.locator('video').boundingBox())?.width ?? 0
  expect(await width()).toBeLessThan(1300)
  await page.getByRole('button', { name: 'Theatre mode' }).click()
  await expect.poll(width, SOON).toBe(1440)
  await page.reload()
  await expect.poll(width, SOON).toBe(1440)
  await untilPictureMoves(page)
  await page.locator('main h1').click()
  await page.keyboard.press('t')
  await expect.poll(width, SOON).toBeLessThan(1300)
}

async function keepsItsVolume(page: Page): Promise<void> {
  await page.locator('main h1').click()
  for (let presses = 0; presses < 8; presses++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  const { volume } = await readVideo(page)
  expect(volume).toBeCloseTo(0.65)
  await page.reload()
  await untilPictureMoves(page)
  expect((await readVideo(page)).volume).toBeCloseTo(0.65)
}
