/** Every page in a real browser, as axe, a keyboard, a narrow window and a right-to-left reader find it. */

import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addSampleBroadcasts } from './testing/sample-broadcasts.ts'
import { SAMPLE_PAGES, type SamplePage } from './testing/sample-pages.ts'
import { type SampleSite, type StorageState, setUpSite, startSampleSite, untilPicture } from './testing/sample-site.ts'

declare global {
  interface Window {
    /** What the page wanted and its Content Security Policy refused. */
    refusals: string[]
  }
}

const parts = new AsyncDisposableStack()
let site: SampleSite
let owner: StorageState

beforeAll(async () => {
  site = parts.use(await startSampleSite())
  const page = await setUpSite(site)
  owner = await page.context().storageState()
  await page.close()
  await addSampleBroadcasts(site.db)
  site.origin.startBroadcast()
}, 180_000)

afterAll(() => parts.disposeAsync())

async function look(sample: SamplePage, options: BrowserContextOptions, see: (page: Page) => Promise<void>) {
  await using context = await site.browser.newContext({
    ...options,
    ...(sample.who === 'operator' ? { storageState: owner } : {}),
  })
  const page = await context.newPage()
  await site.dress(page)
  await page.addInitScript(() => {
    window.refusals = []
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      window.refusals.push(`${violatedDirective} ${blockedURI} ${sourceFile}`)
    })
  })
  await page.goto(site.url + sample.path)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  if (sample.hasPicture) await untilPicture(page)
  await see(page)
  expect(await page.evaluate(() => window.refusals)).toEqual([])
}

describe.each(SAMPLE_PAGES)('$name', (sample) => {
  it('has nothing that axe finds, in either theme, and fits a page magnified twofold', async () => {
    await look(sample, { colorScheme: 'light' }, async (page) => {
      expect(await findings(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      expect(await findings(page)).toEqual([])
      await page.setViewportSize({ width: 640, height: 450 })
      expect(await sidewaysPixels(page)).toBe(0)
    })
  })

  it('fits a phone, and a reader from right to left', async () => {
    await look(sample, { locale: 'ar', viewport: { width: 390, height: 844 } }, async (page) => {
      expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
      expect(await sidewaysPixels(page)).toBe(0)
      expect(await findings(page)).toEqual([])
    })
  })
})

/** As sentences, for a person to mend. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help} · ${html.slice(0, 160)}`))
}

function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
