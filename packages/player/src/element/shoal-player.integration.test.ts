/** The element in a real browser, on a page of another origin than its server: what it says about helping, and keeps. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../testing/launch-browser.ts'
import { makeBroadcast, SEGMENT_SECONDS } from '../testing/segments.ts'
import { bundleElement } from './bundle-element.ts'

const SERVER = 'https://live.example'
const PAGE = 'https://page.example/'
const OPEN = { 'Access-Control-Allow-Origin': '*' }
const WORDS = {
  ...{ play: 'Play', offline: 'Offline', starting: 'Soon', ended: 'Over', deleted: 'Deleted' },
  ...{ ask: 'May it help?', yes: 'Yes', no: 'No' },
  ...{ notice: 'It helps.', metered: 'It only receives.', fine: 'Fine', turnOff: 'Turn it off' },
}

const TAPE_SECONDS = 4
const TAPE_PLAYLIST = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:${SEGMENT_SECONDS}
#EXT-X-MAP:URI="init.mp4"
${Array.from({ length: TAPE_SECONDS / SEGMENT_SECONDS }, (_, n) => `#EXTINF:${SEGMENT_SECONDS},\n${n}.m4s`).join('\n')}
#EXT-X-ENDLIST
`

declare global {
  interface Window {
    /** Reasons of `shoalerror`. */
    failures: string[]
    /** What the page's Content-Security-Policy refused. */
    refusals: string[]
    /** Details of `shoalstate`. */
    states: { state: string; because?: string }[]
  }
}

let folder: string
let browser: Browser
/** A short playlist's files. */
let tape: Map<string, Buffer>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-element-'))
  const [{ init, segments }] = await Promise.all([
    makeBroadcast(TAPE_SECONDS),
    bundleElement(join(folder, 'shoal-player.js')),
  ])
  tape = new Map([['init.mp4', init.bytes], ...segments.map(({ bytes }, n) => [`${n}.m4s`, bytes] as const)])
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

type Visit = { consent: string; attributes?: string; connection?: object; failures?: number; events?: object[] }

const LIVE = { event: { state: 'live', broadcastId: 'testbroadcast0000001', epoch: 1 }, recording: null }

/** A visitor of the page; `modes` are those that tickets were asked for with. No ticket is given: nothing need play. */
async function visit({
  consent,
  attributes = `channel="${SERVER}/@harbour"`,
  connection,
  failures = 0,
  ...more
}: Visit) {
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
    ...{ originUrl: SERVER, consent, words: WORDS },
  }
  const { events = [LIVE] } = more
  let answered = 0
  let failed = 0
  await page.route(`${SERVER}/embed/*/events`, (route) => {
    if (failed < failures) {
      failed += 1
      return route.fulfill({ status: 502, headers: OPEN })
    }
    const event = events[Math.min(answered, events.length - 1)]
    answered += 1
    const body = `retry: 600000\n\ndata: ${JSON.stringify({ ...told, ...event })}\n\n`
    return route.fulfill({ contentType: 'text/event-stream', headers: OPEN, body })
  })
  await page.route(`${SERVER}/live/**`, (route) => route.fulfill({ status: 404, headers: OPEN }))
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

it('takes an answer for all players of a page', async () => {
  await using visitor = await visit({ consent: 'notice' })
  const { page } = visitor
  await box(page).waitFor()
  await page.evaluate(() => document.body.append(document.querySelector('shoal-player')?.cloneNode() ?? ''))
  await expect.poll(() => box(page).count()).toBe(2)
  await box(page).first().getByRole('button', { name: 'Turn it off' }).click()
  expect(await box(page).count()).toBe(0)
})

it('comes back by itself after its server was away', async () => {
  await using visitor = await visit({ consent: 'off', failures: 1 })
  expect(visitor.modes[0]).toBe('off')
  await expect.poll(() => visitor.modes.length).toBeGreaterThan(1)
})

it('says that the recording is deleted, and asks for no help with it any more', async () => {
  const events = [
    { event: null, recording: 'testbroadcast0000001' },
    { event: null, recording: null },
  ]
  const attributes = `channel="${SERVER}/watch/testbroadcast0000001"`
  await using visitor = await visit({ consent: 'ask', attributes, events })
  const { page } = visitor
  await expect.poll(() => page.locator('shoal-player [part=note]').textContent()).toBe(WORDS.deleted)
  expect(await box(page).count()).toBe(0)
})

type PlaylistVisit = {
  swarm?: (context: BrowserContext) => Promise<unknown>
  attributes?: string
  /** The page's Content-Security-Policy. */
  policy?: string
}

/** A page with the element on a playlist whose answers are given one after the other, the last one from then on. */
async function visitPlaylist(
  answers: { status: number; body: string; contentType: string }[],
  { swarm, attributes = '', policy }: PlaylistVisit = {},
) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addInitScript(() => {
    window.failures = []
    window.states = []
    Reflect.deleteProperty(URL, 'parse') // younger than some of the browsers that play
    window.refusals = []
    addEventListener('securitypolicyviolation', (event) => window.refusals.push(event.violatedDirective))
    addEventListener('shoalstate', (event) => window.states.push((event as CustomEvent).detail), true)
    addEventListener('shoalerror', (event) => window.failures.push((event as CustomEvent).detail.reason), true)
  })
  await page.route(PAGE, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: policy === undefined ? {} : { 'Content-Security-Policy': policy },
      body: `<!doctype html><script type="module" src="${SERVER}/shoal-player.js"></script>
        <shoal-player src="${SERVER}/tape/index.m3u8" ${attributes} autoplay muted></shoal-player>`,
    }),
  )
  await page.route(`${SERVER}/shoal-player.js`, (route) =>
    route.fulfill({ path: join(folder, 'shoal-player.js'), contentType: 'text/javascript', headers: OPEN }),
  )
  const askedAtMs: number[] = []
  await page.route(`${SERVER}/tape/*`, (route) => {
    const name = route.request().url().split('/').at(-1) ?? ''
    const part = tape.get(name)
    if (part) return route.fulfill({ body: part, contentType: 'video/mp4', headers: OPEN })
    const answer = answers[Math.min(askedAtMs.length, answers.length - 1)]
    askedAtMs.push(Date.now())
    return answer ? route.fulfill({ ...answer, headers: OPEN }) : route.abort()
  })
  await swarm?.(context)
  await page.goto(PAGE)
  const player = page.locator('shoal-player')
  return {
    ...{ page, askedAtMs, note: player.locator('[part=note]'), play: player.getByRole('button', { name: 'Play' }) },
    states: () => page.evaluate(() => window.states),
    reasons: () => page.evaluate(() => window.failures),
    playedSeconds: () => player.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime),
    [Symbol.asyncDispose]: () => context.close(),
  }
}

const PLAYLIST = { status: 200, body: TAPE_PLAYLIST, contentType: 'application/vnd.apple.mpegurl' }
const MISSING = { status: 404, body: 'not found', contentType: 'text/plain' }
const A_PAGE = { status: 200, body: '<!doctype html><title>Sign in</title>', contentType: 'text/html' }

it.each([
  ['is not there', MISSING],
  ['is a web page', A_PAGE],
])('tries a playlist that %s again by itself, and says so meanwhile', async (_, failing) => {
  await using visitor = await visitPlaylist([failing, PLAYLIST])
  await visitor.note.waitFor()
  expect(await visitor.note.textContent()).toContain('tried again')
  expect((await visitor.reasons())[0]).toBe('network')
  await expect.poll(visitor.playedSeconds).toBeGreaterThan(0)
  await visitor.note.waitFor({ state: 'hidden' })
  expect(await visitor.play.isVisible()).toBe(false)
})

it('tries a failed playlist at once when play is pressed', async () => {
  await using visitor = await visitPlaylist([MISSING])
  for (let failures = 1; failures <= 2; failures++) {
    await expect.poll(async () => (await visitor.reasons()).length).toBe(failures)
    const asked = visitor.askedAtMs.length
    await visitor.play.click()
    await expect.poll(() => visitor.askedAtMs.length, { timeout: 2500 }).toBeGreaterThan(asked)
  }
})

it('keeps the sound that its viewer has set, whatever else the page changes', async () => {
  await using visitor = await visitPlaylist([PLAYLIST])
  const isMuted = () => visitor.page.locator('shoal-player video').evaluate((video: HTMLVideoElement) => video.muted)
  expect(await isMuted()).toBe(true)
  await visitor.page.evaluate(() => {
    const player = document.querySelector('shoal-player')
    const video = player?.shadowRoot?.querySelector('video')
    if (video) video.muted = false
    player?.setAttribute('poster', 'poster.jpg')
    document.body.append(player ?? '') // as pages do that move their parts about
  })
  expect(await isMuted()).toBe(false)
  await visitor.page.evaluate(() => document.querySelector('shoal-player')?.toggleAttribute('muted'))
  await visitor.page.evaluate(() => document.querySelector('shoal-player')?.toggleAttribute('muted'))
  expect(await isMuted()).toBe(true)
})

it('looks and plays as it should on a page that allows next to nothing', async () => {
  const policy = `default-src 'none'; script-src ${SERVER}; connect-src ${SERVER}; media-src blob:`
  await using visitor = await visitPlaylist([PLAYLIST], { policy })
  await expect.poll(visitor.playedSeconds).toBeGreaterThan(0)
  expect(await visitor.page.evaluate(() => window.refusals)).toEqual([])
  const look = () => {
    const player = document.querySelector('shoal-player')
    return player && `${getComputedStyle(player).display} ${getComputedStyle(player).position}`
  }
  expect(await visitor.page.evaluate(look)).toBe('block relative')
})

/** A Shoal server that knows the tape for `@tape`, asks first, and shares it with nobody. */
async function refusing(context: BrowserContext, asked: string[]): Promise<void> {
  const told = { originUrl: SERVER, consent: 'ask', recording: null, words: WORDS, event: { state: 'offline' } }
  await context.route(`${SERVER}/embed/**`, async (route) => {
    const path = new URL(route.request().url()).pathname
    if (path.endsWith('/events')) {
      const body = `data: ${JSON.stringify(told)}\n\n`
      return route.fulfill({ contentType: 'text/event-stream', headers: OPEN, body })
    }
    asked.push(`${path} ${route.request().postData()}`)
    const isTicket = path.endsWith('/ticket')
    const json = isTicket ? { error: 'recording' } : { target: '@tape' }
    await route.fulfill({ status: isTicket ? 409 : 200, json, headers: OPEN })
  })
}

it('plays another server’s playlist plainly until its viewer helps, and where it can’t be shared', async () => {
  const asked: string[] = []
  const swarm = (context: BrowserContext) => refusing(context, asked)
  await using visitor = await visitPlaylist([PLAYLIST], { swarm, attributes: `swarm="${SERVER}"` })
  await expect.poll(visitor.playedSeconds).toBeGreaterThan(0)
  expect(asked).toEqual([`/embed/elsewhere {"src":"${SERVER}/tape/index.m3u8"}`])
  await visitor.page.getByRole('region', { name: WORDS.ask }).getByRole('button', { name: 'Yes' }).click()
  await expect.poll(visitor.states).toEqual([{ state: 'plain', because: 'recording' }])
  expect(asked.slice(1)).toEqual(['/embed/%40tape/ticket {"mode":"on"}'])
  await expect.poll(visitor.playedSeconds).toBeGreaterThan(0)
  expect(await visitor.reasons()).toEqual([])
})

it.each([
  [
    'does not know it',
    (context: BrowserContext) => context.route(`${SERVER}/embed/**`, (route) => route.fulfill({ status: 404 })),
  ],
  ['is down', (context: BrowserContext) => context.route(`${SERVER}/embed/**`, (route) => route.abort())],
])('plays it plainly where the swarm’s server %s', async (_, swarm) => {
  await using visitor = await visitPlaylist([PLAYLIST], { swarm, attributes: `swarm="${SERVER}" p2p="on"` })
  await expect.poll(visitor.playedSeconds).toBeGreaterThan(0)
  expect(await visitor.states()).toEqual([{ state: 'plain', because: 'not-listed' }])
})

it.each([
  ['src="http://"', 'src is no address: http://'],
  ['channel="http://"', 'channel is no address: http://'],
  [`src="${SERVER}/a.m3u8" tickets="http://"`, 'tickets is no address: http://'],
  [`src="${SERVER}/a.m3u8" swarm="http://"`, 'swarm is no address: http://'],
  [`channel="${SERVER}/about"`, `channel is neither a channel’s nor a recording’s address: ${SERVER}/about`],
])('says what is wrong with %s, and throws nothing', async (attributes, message) => {
  await using context = await browser.newContext()
  const page = await context.newPage()
  const thrown: Error[] = []
  page.on('pageerror', (error) => thrown.push(error))
  await page.route(PAGE, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><script>addEventListener('shoalerror', ({ detail }) => (window.told = detail), true)</script>
        <script type="module" src="${SERVER}/shoal-player.js"></script><shoal-player ${attributes}></shoal-player>`,
    }),
  )
  await page.route(`${SERVER}/shoal-player.js`, (route) =>
    route.fulfill({ path: join(folder, 'shoal-player.js'), contentType: 'text/javascript', headers: OPEN }),
  )
  await page.goto(PAGE)
  await expect.poll(() => page.evaluate('window.told')).toEqual({ reason: 'bad-address', message })
  await page.evaluate('document.querySelector("shoal-player").play()')
  expect(await page.locator('shoal-player [part=note]').textContent()).toBe('The address of this player is none')
  expect(thrown).toEqual([])
})
