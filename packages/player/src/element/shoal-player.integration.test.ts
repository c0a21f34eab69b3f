/** The element in a real browser, on a page of another origin than its server: what it says about helping, and keeps. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../testing/launch-browser.ts'
import { bundleElement } from './bundle-element.ts'

const SERVER = 'https://live.example'
const PAGE = 'https://page.example/'
const OPEN = { 'Access-Control-Allow-Origin': '*' }
const WORDS = {
  ...{ play: 'Play', offline: 'Offline', starting: 'Soon', ended: 'Over' },
  ...{ ask: 'May it help?', yes: 'Yes', no: 'No' },
  ...{ notice: 'It helps.', metered: 'It only receives.', fine: 'Fine', turnOff: 'Turn it off' },
}

let folder: string
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-element-'))
  await bundleElement(join(folder, 'shoal-player.js'))
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

type Visit = { consent: string; attributes?: string; connection?: object; failures?: number }

/** A visitor of the page; `modes` are those that tickets were asked for with. No ticket is given: nothing need play. */
async function visit({ consent, attributes = `channel="${SERVER}/@harbour"`, connection, failures = 0 }: Visit) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const modes: string[] = []
  if (connection) {
    await page.addInitScript((value) => Object.defineProperty(navigator, 'connection', { value }), connection)
  }
  await page.route(PAGE, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><script type="module" src="${SERVER}/shoal-player.js"></script>
        <shoal-player ${attributes} autoplay muted style="width: 640px"></shoal-player>`,
    }),
  )
  await page.route(`${SERVER}/shoal-player.js`, (route) =>
    route.fulfill({ path: join(folder, 'shoal-player.js'), contentType: 'text/javascript', headers: OPEN }),
  )
  const told = {
    ...{ originUrl: SERVER, consent, recording: null, words: WORDS },
    event: { state: 'live', broadcastId: 'testbroadcast0000001', epoch: 1 },
  }
  let failed = 0
  await page.route(`${SERVER}/embed/*/events`, (route) => {
    if (failed < failures) {
      failed += 1
      return route.fulfill({ status: 502, headers: OPEN })
    }
    return route.fulfill({
      ...{ contentType: 'text/event-stream', headers: OPEN, body: `data: ${JSON.stringify(told)}\n\n` },
    })
  })
  await page.route(`${SERVER}/embed/*/ticket`, async (route) => {
    modes.push(route.request().postDataJSON().mode)
    await route.fulfill({ status: 503, headers: OPEN })
  })
  const come = async () => {
    modes.length = 0
    await page.goto(PAGE)
    await expect.poll(() => modes.length).toBeGreaterThan(0)
  }
  await come()
  return { page, modes, come, [Symbol.asyncDispose]: () => context.close() }
}

const box = (page: Page) => page.locator('shoal-player').getByRole('region')

it('says that it helps, takes the answer by keyboard, and keeps it', async () => {
  await using visitor = await visit({ consent: 'notice' })
  const { page, modes, come } = visitor
  expect(modes[0]).toBe('on')
  const notice = page.getByRole('region', { name: WORDS.notice })
  await notice.waitFor()
  expect(await notice.getByRole('status').textContent()).toBe(WORDS.notice)
  await notice.getByRole('button', { name: 'Fine' }).press('Enter')
  expect(await box(page).count()).toBe(0)
  await come()
  expect(modes[0]).toBe('on')
  expect(await box(page).count()).toBe(0)
})

it('only receives, and says so, where bytes are paid for', async () => {
  await using visitor = await visit({ consent: 'notice', connection: { type: 'wimax' } })
  expect(visitor.modes[0]).toBe('receive-only')
  await visitor.page.getByRole('region', { name: WORDS.metered }).waitFor()
})

it('is turned off from the notice, for the next time too', async () => {
  await using visitor = await visit({ consent: 'notice' })
  const { page, modes, come } = visitor
  await box(page).getByRole('button', { name: 'Turn it off' }).click()
  expect(await box(page).count()).toBe(0)
  await come()
  expect(modes[0]).toBe('off')
  expect(await box(page).count()).toBe(0)
})

it('asks where the server asks, and a page that has asked itself is not asked again', async () => {
  await using visitor = await visit({ consent: 'ask' })
  expect(visitor.modes[0]).toBe('off')
  await visitor.page.getByRole('region', { name: WORDS.ask }).getByRole('button', { name: 'Yes' }).waitFor()
  await using agreed = await visit({ consent: 'ask', attributes: `channel="${SERVER}/@harbour" p2p="on"` })
  expect(agreed.modes[0]).toBe('on')
  expect(await box(agreed.page).count()).toBe(0)
})

it('holds a playlist’s tickets to the rule of the server that gives them', async () => {
  const src = `${SERVER}/live/testbroadcast0000001/1/index.m3u8`
  const attributes = `src="${src}" tickets="${SERVER}/embed/@harbour/ticket"`
  await using visitor = await visit({ consent: 'ask', attributes })
  expect(visitor.modes[0]).toBe('off')
  await visitor.page.getByRole('region', { name: WORDS.ask }).waitFor()
})

it('comes back by itself after its server was away', async () => {
  await using visitor = await visit({ consent: 'off', failures: 1 })
  expect(visitor.modes[0]).toBe('off')
  await expect.poll(() => visitor.modes.length).toBeGreaterThan(1)
})
