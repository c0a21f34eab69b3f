/** Every page in a real browser, as axe, a keyboard, a narrow window and a right-to-left reader find it. */

import { AxeBuilder } from '@axe-core/playwright'
import { createBroadcast, setBroadcastState } from '@shoal/db/broadcasts'
import { createChannel } from '@shoal/db/channels'
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addSampleBroadcasts, SAMPLE_BROADCAST } from './testing/sample-broadcasts.ts'
import { FIRST_PAGES, SAMPLE_PAGES, type SamplePage } from './testing/sample-pages.ts'
import { type SampleSite, setUpSite, startSampleSite, untilPicture } from './testing/sample-site.ts'
import { signInAs } from './testing/sign-in-as.ts'

declare global {
  interface Window {
    /** What the page wanted and its Content Security Policy refused. */
    refusals: string[]
  }
}

const WIDE = { width: 1280, height: 900 }
/** 1280 pixels magnified twofold (WCAG 2.2, 1.4.4), and fourfold (1.4.10). */
const MAGNIFIED = [
  { width: 640, height: 450 },
  { width: 320, height: 256 },
]
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const parts = new AsyncDisposableStack()
let site: SampleSite
/** One for each reader, used again from page to page: a new one costs more than what it looks at. */
const pages = new Map<string, { page: Page; complaints: string[] }>()
let owner: Awaited<ReturnType<BrowserContext['storageState']>>

beforeAll(async () => {
  site = parts.use(await startSampleSite())
}, 180_000)

afterAll(() => parts.disposeAsync())

/** One of them elsewhere than the server, whose machine is at another time of day. */
const READERS = {
  wide: { colorScheme: 'light', viewport: WIDE },
  arabic: { locale: 'ar', timezoneId: 'Asia/Kolkata', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
} as const satisfies Record<string, BrowserContextOptions>

async function pageOf(reader: keyof typeof READERS, who: SamplePage['who']) {
  const known = pages.get(`${reader} ${who}`)
  if (known) return known
  const context = await site.browser.newContext({
    ...READERS[reader],
    ...(who === 'operator' ? { storageState: owner } : {}),
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    const isNetwork = message.text().startsWith('Failed to load resource') || message.text().includes('WebSocket')
    if (message.type() === 'error' && !isNetwork) complaints.push(message.text())
  })
  await site.dress(page)
  await page.addInitScript(() => {
    window.refusals = []
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      window.refusals.push(`${violatedDirective} ${blockedURI} ${sourceFile}`)
    })
  })
  pages.set(`${reader} ${who}`, { page, complaints })
  return { page, complaints }
}

async function look(sample: SamplePage, reader: keyof typeof READERS, see: (page: Page) => Promise<void>) {
  const { page, complaints } = await pageOf(reader, sample.who)
  complaints.length = 0
  if (sample.hasPicture) site.origin.startBroadcast()
  await page.goto(site.url + sample.path)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => document.title !== '')
  if (sample.hasPicture) await untilPicture(page)
  await see(page)
  expect(await page.evaluate(() => window.refusals)).toEqual([])
  expect(complaints).toEqual([])
  await page.goto('about:blank') // its picture and its figures would run on beside the next
}

function examine(samples: readonly SamplePage[]) {
  describe.each(samples)('$name', (sample) => {
    it('has nothing that axe finds when it is light, and fits a page magnified twofold and fourfold', async () => {
      await look(sample, 'wide', async (page) => {
        expect(await findings(page, sample)).toEqual([])
        for (const size of MAGNIFIED) {
          await page.setViewportSize(size)
          await expect.poll(() => sidewaysPixels(page)).toBe(0) // charts follow a moment later
        }
        await page.setViewportSize(WIDE)
      })
    })

    it('has nothing that axe finds when it is dark, on a phone, and is read from right to left', async () => {
      await look(sample, 'arabic', async (page) => {
        expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
        await expect.poll(() => sidewaysPixels(page)).toBe(0)
        expect(await partsFromLeftToRight(page)).toEqual([])
        expect(await findings(page, sample)).toEqual([])
      })
    })
  })
}

describe('a server that is nobody’s yet', () => examine(FIRST_PAGES))

describe('a server with channels, broadcasts and people', () => {
  beforeAll(async () => {
    const page = await setUpSite(site)
    owner = await page.context().storageState()
    await page.context().close()
    await addSampleBroadcasts(site.db)
  }, 60_000)

  examine(SAMPLE_PAGES)

  const on = (path: string, who?: 'operator') => ({ name: path, path, ...(who && { who }) })

  it('has nothing that axe finds while a menu is open', async () => {
    const open = async (sample: SamplePage, name: RegExp) => {
      await look(sample, 'wide', async (page) => {
        await page.getByRole('button', { name }).click()
        await page.getByRole('menu').waitFor()
        expect(await findings(page, sample)).toEqual([])
      })
    }
    await open(on('/'), /^Menu$/)
    await open(on('/', 'operator'), /^Account of/)
    await open(on('/dashboard', 'operator'), /^Export/)
  })

  it('has menus that are read from right to left', async () => {
    await look(on('/dashboard', 'operator'), 'arabic', async (page) => {
      for (const button of await page.locator('button[aria-haspopup=menu]').all()) {
        await button.click()
        await page.getByRole('menu').waitFor()
        expect(await partsFromLeftToRight(page)).toEqual([])
        await page.keyboard.press('Escape')
      }
    })
  })

  it.each([
    ['/settings/webhooks', 'New webhook'],
    ['/account/tokens', 'New token'],
  ])('%s hands the focus to the first field of “%s”, and back to its button', async (path, name) => {
    await look(on(path, 'operator'), 'wide', async (page) => {
      await page.getByRole('button', { name }).click()
      await untilFocused(page.getByLabel('Name', { exact: true }))
      await page.getByRole('button', { name: 'Cancel' }).click()
      await untilFocused(page.getByRole('button', { name }))
    })
  })

  it('puts an emoji where the caret is, and leaves the caret behind it', async () => {
    await look(on('/@harbour'), 'wide', async (page) => {
      await page.getByLabel('What should we call you?').fill('Wren')
      await page.getByRole('button', { name: 'Join the chat' }).click()
      const field = page.getByLabel('Your message')
      await field.fill('one two')
      await field.evaluate((one: HTMLTextAreaElement) => one.setSelectionRange(3, 3))
      await page.getByRole('button', { name: 'Emoji' }).click()
      await page.getByRole('dialog').getByRole('button').first().click()
      const [text, caret] = await field.evaluate((one: HTMLTextAreaElement) => [one.value, one.selectionStart] as const)
      expect([text.slice(0, 3), text.slice(caret)]).toEqual(['one', ' two'])
    })
  })

  it('keeps the focus where it is when somebody is not signed in', async () => {
    await look(on('/sign-in'), 'wide', async (page) => {
      await page.getByLabel('E-mail').fill('ada@example.org')
      await page.getByLabel('Password').fill('not her password')
      const button = page.getByRole('main').getByRole('button', { name: 'Sign in' })
      await button.click()
      await page.getByText('do not go together').waitFor()
      await untilFocused(button)
      await page.getByLabel('Password').press('Enter')
      await button.and(page.locator(':not([aria-disabled])')).waitFor()
      await untilFocused(page.getByLabel('Password'))
    })
  })

  it('leads back in who was signed out elsewhere while the dashboard was open', async () => {
    const { userId, cookie } = await signInAs(site.db, 'operator', 'Ines')
    const context = await site.browser.newContext({ viewport: WIDE })
    const [name = '', value = ''] = cookie.split('=', 2)
    await context.addCookies([{ name, value, url: site.url }])
    const page = await context.newPage()
    await page.goto(`${site.url}/dashboard?range=hour`)
    await site.db.prisma.session.deleteMany({ where: { userId } })
    const link = page.getByRole('status').getByRole('link', { name: 'Sign in' })
    await link.waitFor({ timeout: 25_000 }) // a stream ends within ten seconds of its session
    expect(await link.getAttribute('href')).toBe('/sign-in?next=%2Fdashboard%3Frange%3Dhour')
    await context.close()
  })

  it('says beside the field what the server refuses of it, and goes there', async () => {
    await look(on('/sign-up'), 'wide', async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Ada too')
      await page.getByLabel('E-mail').fill('ada@example.org')
      await page.getByLabel('Password').fill('a long enough password')
      await page.getByRole('button', { name: 'Make account' }).click()
      await untilRefused(page.getByLabel('E-mail'), 'An account with this e-mail exists')
    })
    await look(on('/account', 'operator'), 'wide', async (page) => {
      await page.getByRole('button', { name: 'Set up' }).click()
      const card = page.locator('form', { has: page.getByRole('button', { name: 'Set up' }) })
      await card.getByLabel('Your password').fill('not her password')
      await card.getByRole('button', { name: 'Set up' }).click()
      await untilRefused(card.getByLabel('Your password'), 'That is not your password')
    })
  })

  it('says of each setting what is wanted', async () => {
    const refuse = async (page: Page, label: string, value: string, says: string) => {
      const field = page.getByLabel(label)
      await field.fill(value)
      await page.locator('form', { has: field }).getByRole('button', { name: 'Save' }).click()
      await untilRefused(field, says)
      await page.reload()
    }
    await look(on('/settings', 'operator'), 'wide', async (page) => {
      await refuse(page, 'Server name', '', 'Give the server a name')
      await refuse(page, 'Accent colour', 'puce', 'Write it like #0b6e8a')
    })
    await look(on('/settings/policy', 'operator'), 'wide', async (page) => {
      await refuse(page, 'Upload of one viewer', '-5', 'a whole number from 1 to 1,000,000, or leave it empty')
      await refuse(page, 'Channels of one streamer', '2.5', 'a whole number from 0 to 1,000.')
      await refuse(page, 'Price of a gigabyte', 'abc', 'a number from 0 to 1,000, such as 0.05')
      await refuse(page, 'Currency', 'ZZZ', 'the three letters of a currency, such as EUR')
    })
  })

  it.each(['/', '/studio/harbour', '/dashboard'])('%s says that there is no network', async (path) => {
    await look(on(path, 'operator'), 'wide', async (page) => {
      const said = page.getByRole('status').filter({ hasText: 'You are offline.' })
      try {
        await page.context().setOffline(true)
        await said.waitFor()
      } finally {
        await page.context().setOffline(false)
      }
      await said.waitFor({ state: 'detached' })
    })
  })

  it('fits a phone where many are live, however long their names', async () => {
    const { ownerId } = await site.db.prisma.channel.findUniqueOrThrow({ where: { slug: 'harbour' } })
    const made = await createChannel(site.db, {
      slug: 'long',
      title: 'A channel of many words '.repeat(3).trim(),
      ownerId,
    })
    if (made.kind !== 'created') throw new Error(made.kind)
    const live = { id: 'testbroadcast0000002', channelId: made.channel.id }
    await createBroadcast(site.db, { ...live, startedAt: new Date(0) })
    await setBroadcastState(site.db, { id: live.id, state: 'live', at: new Date(0) })
    try {
      await look(on('/'), 'wide', async (page) => {
        await page.setViewportSize({ width: 390, height: 844 })
        await page.getByRole('article').nth(1).waitFor()
        expect(await sidewaysPixels(page)).toBe(0)
        await page.setViewportSize(WIDE)
      })
    } finally {
      await site.db.prisma.channel.delete({ where: { slug: 'long' } })
    }
  })

  it('keeps a page whose parts cannot come without a network, and brings them once there is one', async () => {
    await look({ ...on('/@harbour'), hasPicture: true }, 'wide', async (page) => {
      const isGone = (url?: string) =>
        page.waitForEvent('requestfailed', (request) =>
          url === undefined ? request.resourceType() === 'script' : request.url() === url,
        )
      try {
        await page.context().setOffline(true)
        const first = isGone()
        await page.getByText('Viewers help carry this broadcast').click()
        await isGone((await first).url()) // what loads the bundle tries once more by itself
      } finally {
        await page.context().setOffline(false)
      }
      await page.getByRole('radiogroup', { name: 'Helping' }).waitFor()
    })
  })

  it('says what is the matter readably over a white picture, with nothing turning behind it', async () => {
    await look(on('/studio/harbour', 'operator'), 'wide', async (page) => {
      const at = new Date()
      await setBroadcastState(site.db, { id: SAMPLE_BROADCAST, state: 'interrupted', at })
      const cover = page.locator('[data-cover]', { hasText: 'Signal lost' })
      await cover.waitFor()
      expect(Math.min(...(await contrastsOnWhite(cover)))).toBeGreaterThanOrEqual(4.5)
      await page.locator('media-loading-indicator').waitFor({ state: 'hidden' })
      await setBroadcastState(site.db, { id: SAMPLE_BROADCAST, state: 'live', at })
    })
  })

  it('opens the door by itself once a channel is for everybody', async () => {
    await look(on('/@back-room'), 'wide', async (page) => {
      await page.getByLabel('Password').fill('half a pass')
      await site.db.prisma.channel.update({ where: { slug: 'back-room' }, data: { privacy: 'members' } })
      await page.getByRole('main').getByRole('link', { name: 'Sign in' }).waitFor()
      await site.db.prisma.channel.update({ where: { slug: 'back-room' }, data: { privacy: 'public' } })
      await page.getByRole('heading', { level: 1, name: 'The back room' }).waitFor()
    })
  })

  it('has browsers compile its scripts while they load', async () => {
    await look(on('/'), 'wide', async (page) => {
      const scripts = await page
        .locator('script[src]')
        .evaluateAll((all) => all.map((one) => (one as HTMLScriptElement).src))
      expect(scripts.length).toBeGreaterThan(3)
      for (const script of scripts) {
        const answer = await fetch(script, { headers: { 'accept-encoding': 'gzip, br' } })
        expect(await answer.text()).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
        expect(answer.headers.get('content-encoding')).toBe('br') // as the build compressed it
      }
    })
  })

  it('fetches no page before somebody wants to go there', async () => {
    await look(on('/@harbour'), 'wide', async (page) => {
      const ahead: string[] = []
      page.on('request', (request) => {
        if (new URL(request.url()).searchParams.has('_rsc')) ahead.push(request.url())
      })
      await page.reload()
      await page
        .getByRole('button', { name: /^share$/i })
        .and(page.locator(':enabled'))
        .waitFor()
      await page.waitForTimeout(500) // Next would fetch when it is idle
      expect(ahead).toEqual([])
    })
  })

  it('begins the bar above the player where the player begins', async () => {
    for (const sample of [on('/@harbour'), on('/@night-radio')]) {
      await look(sample, 'wide', async (page) => {
        await page.setViewportSize({ width: 1440, height: 900 })
        const left = async (selector: string) => (await page.locator(selector).first().boundingBox())?.x ?? Number.NaN
        await expect.poll(async () => (await left('header a[href="/"]')) - (await left('#player-frame'))).toBe(0)
        await page.setViewportSize(WIDE)
      })
    }
  })
})

function untilFocused(control: Locator): Promise<void> {
  return control.and(control.page().locator(':focus')).waitFor()
}

/** Beside the field, for readers of it too, and the focus is there to mend it. */
async function untilRefused(field: Locator, says: string): Promise<void> {
  await field.and(field.page().locator('[aria-invalid=true]')).waitFor()
  await untilFocused(field)
  const described = (await field.getAttribute('aria-describedby'))?.split(' ') ?? []
  const texts = await Promise.all(described.map((id) => field.page().locator(`[id="${id}"]`).textContent()))
  expect(texts.join(' ')).toContain(says)
}

/** Of each paragraph (WCAG 2.2, 1.4.3). Painted, for a colour can be written in many ways. */
function contrastsOnWhite(cover: Locator): Promise<number[]> {
  return cover.evaluate((node) => {
    const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
    if (!pen) throw new Error('this browser has no canvas')
    const luminanceOver = (colour: string, alpha = 1) => {
      pen.globalAlpha = alpha
      pen.fillStyle = colour
      pen.fillRect(0, 0, 1, 1)
      const [red = 0, green = 0, blue = 0] = [...pen.getImageData(0, 0, 1, 1).data].map((part) =>
        part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    return [...node.querySelectorAll('p')].map((paragraph) => {
      luminanceOver('white')
      const behind = luminanceOver(getComputedStyle(node).backgroundColor)
      const { color, opacity } = getComputedStyle(paragraph)
      return (luminanceOver(color, Number(opacity)) + 0.05) / (behind + 0.05)
    })
  })
}

/** Radix's parts that would go the wrong way; a chart's inside is drawn like that, and a player's is. */
function partsFromLeftToRight(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[dir=ltr]:is([role], [data-orientation]):not(media-controller)')].map((part) =>
      part.outerHTML.slice(0, 120),
    ),
  )
}

/** As sentences, for a person to mend. */
async function findings(page: Page, { isOverlay }: SamplePage): Promise<string[]> {
  // in one frame, for no page of ours has another: else each look opens a tab of its own
  const asked = new AxeBuilder({ page }).setLegacyMode().withTags(RULES)
  // what is over a picture has no colour of its own behind it
  const { violations } = await (isOverlay ? asked.disableRules('color-contrast') : asked).analyze()
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help} · ${html.slice(0, 160)}`))
}

function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
