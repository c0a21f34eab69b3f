/** A broadcast behind a password, in real browsers: its door, its swarm, and what a bare request gets. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { type Publisher, startPublisher } from './publisher.ts'
import { type Shoal, startShoal } from './shoal.ts'
import { signIn } from './sign-in.ts'
import { openViewer, type Viewer } from './viewers.ts'

const PASSWORD = 'cormorant and tide'

let shoal: Shoal
let setup: Awaited<ReturnType<Shoal['setUp']>>
let publisher: Publisher
let browser: Browser
let operator: Page
const viewers: Viewer[] = []
const contexts: BrowserContext[] = []

beforeAll(async () => {
  shoal = await startShoal({ SHOAL_P2P_LEAST_VIEWERS: '2' })
  setup = await shoal.setUp()
  browser = await launchBrowser()
  operator = await browser.newPage()
  await signIn(operator, setup)
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await publisher?.stop()
  await shoal?.[Symbol.asyncDispose]()
})

const apiPath = (path: string) => new URL(`/api/v1/channels/${setup.channel}${path}`, setup.watchUrl).href

async function setNextBroadcast(words: object): Promise<number> {
  const told = { title: 'Evening', description: '', category: '', ...words }
  const answer = await operator.request.patch(apiPath('/next-broadcast'), { data: told })
  return answer.status()
}

/** Goes through the password page as a person does, and leaves the cookie in the context. */
async function givePassword(context: BrowserContext, password: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(setup.watchUrl)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Watch' }).click()
  return page
}

it('asks for the password, says when it is wrong, and plays with peers once it is right', async () => {
  expect(await setNextBroadcast({ privacy: 'password', password: PASSWORD })).toBe(204)
  publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`)

  const context = await browser.newContext()
  contexts.push(context)
  const wrong = await givePassword(context, 'gull and tide')
  await wrong.getByText('That is not the password.').waitFor()
  await wrong.getByLabel('Password').fill(PASSWORD)
  await wrong.getByRole('button', { name: 'Watch' }).click()
  await wrong.locator('video').waitFor()
  viewers.push(await openViewer(browser, setup.watchUrl, undefined, context))

  const second = await browser.newContext()
  contexts.push(second)
  await (await givePassword(second, PASSWORD)).locator('video').waitFor()
  viewers.push(await openViewer(browser, setup.watchUrl, undefined, second))
  const snapshots = () => Promise.all(viewers.map((viewer) => viewer.snapshot()))
  await expect
    .poll(snapshots, { timeout: 90_000, interval: 500 })
    .toSatisfy(
      (all: Awaited<ReturnType<typeof snapshots>>) =>
        all.every(({ playedMs }) => playedMs > 3000) && all.some(({ peerBytes }) => peerBytes > 0),
    )
})

it('gives a bare request nothing: no playlist, no segment, no ticket', async () => {
  const asked: string[] = []
  viewers[0]?.page.on('request', (request) => asked.push(request.url()))
  await expect.poll(() => asked.some((url) => url.includes('index.m3u8')), { timeout: 30_000 }).toBe(true)
  for (const url of asked.filter((one) => one.includes('/live/')).slice(0, 5)) {
    expect((await fetch(url)).status).toBe(200)
    const bare = new URL(url)
    bare.search = ''
    expect((await fetch(bare)).status).toBe(403)
  }
  const ticket = await fetch(new URL('/api/v1/tickets', setup.watchUrl), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ channel: setup.channel, mode: 'off' }),
  })
  expect([ticket.status, (await ticket.json()).error]).toEqual([403, 'password-needed'])
})
