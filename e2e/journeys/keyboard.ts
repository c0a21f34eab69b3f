/** A viewer who has a keyboard and nothing else. */

import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openViewer } from '../viewers.ts'
import { untilPictureMoves } from './picture.ts'
import { CHANNEL, OPERATOR } from './set-up-in-browser.ts'
import { SOON, type World } from './world.ts'

const MOST_STOPS = 60

/** Where the focus is, and whether that can be seen: an outline, or the ring that media-chrome draws around its own. */
function lookAtFocus() {
  let at = document.activeElement
  const path: Element[] = []
  while (at && at !== document.body) {
    path.push(at)
    at = at.shadowRoot?.activeElement ?? null
  }
  const inner = path.at(-1)
  if (!inner) return null
  const isOutlined = (one: Element | null) => {
    if (!one) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
  }
  const isRinged = (one: Element) => getComputedStyle(one).boxShadow !== 'none'
  const box = inner.getBoundingClientRect()
  const mark = inner.getAttribute('aria-label') || inner.textContent?.trim().slice(0, 40) || inner.id
  return {
    name: `${path.map((one) => one.localName).join(' > ')} “${mark}”`,
    isVisible: path.some(isOutlined) || path.some(isRinged) || isOutlined(inner.parentElement),
    isOnScreen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  }
}

/** Fails where the focus can't be seen, and where it goes no further. */
async function pressAndLook(page: Page, key: string): Promise<string> {
  await page.keyboard.press(key)
  const focus = await page.evaluate(lookAtFocus)
  if (focus) expect(focus, focus.name).toMatchObject({ isVisible: true, isOnScreen: true })
  return focus?.name ?? 'the page'
}

/** Tab by Tab to a control; `back` with Shift. */
async function tabTo(page: Page, control: Locator, { back = false } = {}): Promise<void> {
  const passed: string[] = []
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    passed.push(await pressAndLook(page, back ? 'Shift+Tab' : 'Tab'))
    if ((await control.count()) > 0 && (await control.first().evaluate((one) => one.matches(':focus')))) return
    const [last, before, earlier] = passed.slice(-3).reverse()
    if (last === before && before === earlier) throw new Error(`the focus is trapped at ${last}`)
  }
  throw new Error(`Tab never came to ${control}; it passed ${passed.join(', ')}`)
}

/** Within a menu. */
async function arrowTo(page: Page, item: Locator): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await item.evaluate((one) => one.matches(':focus'))) return
    expect(await pressAndLook(page, 'ArrowDown')).not.toBe('the page')
  }
  throw new Error(`the arrows never came to ${item}`)
}

export function byKeyboard(its: () => World): void {
  it('is all within reach of a keyboard, with the focus in sight and never trapped', async () => {
    const world = its()
    const context = await world.browser.newContext({ viewport: { width: 1440, height: 900 } })
    const home = await world.open(context, '/')
    await tabTo(home, home.getByRole('link', { name: 'Skip to the content' }))
    await tabTo(home, home.getByRole('link', { name: CHANNEL.title, exact: true }))
    await home.keyboard.press('Enter')
    await home.waitForURL(`**/@${CHANNEL.slug}`)
    await home.close()

    const { page, snapshot } = await openViewer(world.browser, world.watchUrl, undefined, context)
    page.on('pageerror', (error) => world.errors.push(error.message))
    await untilPictureMoves(page)
    await page.getByRole('button', { name: 'Full screen' }).waitFor()

    await tabTo(page, page.getByRole('button', { name: 'Settings' }))
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Quality' }).waitFor()
    await pressAndLook(page, 'ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitemradio', { name: /^240p/ }).waitFor()
    const lower = page.getByRole('menuitemradio', { name: /^240p/ })
    await arrowTo(page, lower)
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await snapshot()).rung, SOON).toBe('240p')
    expect(await page.getByRole('button', { name: 'Settings' }).evaluate((one) => one.matches(':focus'))).toBe(true)

    await tabTo(page, page.getByLabel('What should we call you?'))
    await page.keyboard.type('Kay')
    await page.keyboard.press('Enter')
    await page.getByLabel('Your message').waitFor()
    await tabTo(page, page.getByLabel('Your message'))
    await page.keyboard.type('typed without a mouse')
    await page.keyboard.press('Enter')
    await page.getByRole('log').getByText('typed without a mouse').last().waitFor() // once more at a second try

    await tabTo(page, page.locator('summary', { hasText: 'Viewers help carry' }))
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { checked: true }).waitFor() // what is below moves as it comes
    await tabTo(page, page.getByRole('radio', { checked: true }))
    // a key that is let go of within the same moment moves the focus and no more
    await page.keyboard.down('ArrowRight')
    await page.getByRole('radio', { name: 'Receive only', exact: true, checked: true }).waitFor()
    await page.keyboard.up('ArrowRight')
    expect(await page.evaluate(lookAtFocus)).toMatchObject({ isVisible: true, isOnScreen: true })
    await expect.poll(async () => (await snapshot()).mode, SOON).toBe('receive-only')

    await tabTo(page, page.getByRole('link', { name: 'Sign in', exact: true }), { back: true })
    await page.keyboard.press('Enter')
    await page.waitForURL('**/sign-in')
    await tabTo(page, page.getByLabel('E-mail', { exact: true }))
    await page.keyboard.type(OPERATOR.email)
    await tabTo(page, page.getByLabel('Password', { exact: true }))
    await page.keyboard.type(OPERATOR.password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/studio**')
    await context.close()
  })
}
