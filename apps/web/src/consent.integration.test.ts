/** The viewer's say about P2P on the watch page, in real browsers with real connections. */

import { watchConnections } from '@shoal/player/testing/page-scripts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWatchSite, type WatchSite } from './testing/start-watch-site.ts'

const SOON = { timeout: 60_000, interval: 250 }

let site: WatchSite

beforeAll(async () => {
  site = await startWatchSite({})
}, 180_000)

afterAll(() => site?.[Symbol.asyncDispose]())

const peers = (page: Page) => page.evaluate(() => window.shoal?.snapshot()?.peers ?? 0)
const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).click()
const picture = (page: Page) =>
  page.evaluate(() => {
    const { src = '', currentTime = 0 } = document.querySelector('video') ?? {}
    return { src, currentTime }
  })

it('closes every connection within a second of “off”, and the picture goes on', async () => {
  const [one, other] = await Promise.all([site.watch(watchConnections), site.watch(watchConnections)])
  for (const page of [one, other]) await expect.poll(() => peers(page), SOON).toBeGreaterThan(0)
  const before = await picture(one)

  await one.getByText('Viewers help carry').click()
  await choose(one, 'Off')
  await expect.poll(() => one.evaluate(() => window.closedAfterMs), SOON).not.toBeNull()
  expect(await one.evaluate(() => window.closedAfterMs)).toBeLessThan(1000)
  await expect.poll(() => peers(other), SOON).toBe(0)
  await expect.poll(async () => (await picture(one)).currentTime, SOON).toBeGreaterThan(before.currentTime + 2)
  expect((await picture(one)).src).toBe(before.src)
  const opened = await one.evaluate(() => window.connections.length)

  await choose(one, 'On')
  await expect.poll(() => peers(one), SOON).toBeGreaterThan(0)
  expect(await one.evaluate(() => window.connections.length)).toBeGreaterThan(opened)

  await choose(one, 'Off')
  await one.reload()
  await expect.poll(async () => (await picture(one)).currentTime, SOON).toBeGreaterThan(3)
  await one.getByText('Viewers help carry').click()
  await one.getByText('No connection to another viewer is opened').waitFor()
  expect(await one.evaluate(() => window.connections.length)).toBe(0)
}, 240_000)

it('opens no connection before a yes where the operator asks first, and plays meanwhile', async () => {
  await site.setConsent('ask')
  const page = await site.watch(watchConnections)
  await page.getByText('May your browser help carry this broadcast?').waitFor()
  await expect.poll(async () => (await picture(page)).currentTime, SOON).toBeGreaterThan(3)
  const before = await picture(page)
  await expect.poll(async () => (await picture(page)).currentTime, SOON).toBeGreaterThan(before.currentTime + 3)
  expect(await page.evaluate(() => window.connections.length)).toBe(0)
  const other = await site.watch(watchConnections)
  for (const one of [page, other]) await one.getByRole('button', { name: 'Yes, help' }).click()
  await expect.poll(() => peers(page), SOON).toBeGreaterThan(0)
  expect((await picture(page)).src).toBe(before.src)
  expect(await page.getByText('May your browser help carry this broadcast?').count()).toBe(0)
}, 240_000)

it('offers the choice to who opens it before the page’s scripts have come', async () => {
  const page = await site.watch(openWhatIsParsed)
  await page.getByRole('radio', { name: 'Receive only', exact: true }).waitFor()
})

it('asks for no help with a recording that was deleted', async () => {
  await site.setConsent('ask')
  await site.endWithRecording()
  const page = await site.watch(watchConnections)
  const question = page.getByText('May your browser help carry this broadcast?')
  await page.getByRole('button', { name: 'Watch the recording' }).click()
  await question.waitFor()
  await site.deleteRecording()
  await page.getByText('This recording is deleted').waitFor()
  expect(await question.count()).toBe(0)
})

/** Runs in the page ahead of its own scripts. */
function openWhatIsParsed(): void {
  new MutationObserver((_, observer) => {
    const details = document.querySelectorAll('main details')
    for (const one of details) one.setAttribute('open', '')
    if (document.readyState !== 'loading') observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}
