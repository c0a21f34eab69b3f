/** For who is made ill by motion, and for who magnifies the page. */

import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sidewaysPixels, untilPictureMoves } from './picture.ts'
import { CHANNEL } from './set-up-in-browser.ts'
import { SOON, type World } from './world.ts'

const PAGES = ['/', `/@${CHANNEL.slug}`, `/studio/${CHANNEL.slug}`, '/dashboard']
/** 1440 pixels at twice the size, and WCAG 1.4.10's 1280 at four times. */
const MAGNIFIED = [
  { width: 720, height: 450 },
  { width: 320, height: 256 },
]

/** What moves by itself on the page, in shadow trees too, for longer than anybody sees; fading is no motion. */
function whatMoves(): string[] {
  const roots: (Document | ShadowRoot)[] = [document]
  for (const root of roots) {
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot)
  }
  const moving = roots
    .flatMap((root) => root.getAnimations())
    .filter((one) => one instanceof CSSAnimation && one.playState === 'running')
    .filter(({ effect }) => {
      const { duration, iterations } = effect?.getComputedTiming() ?? {}
      return Number(duration) > 10 || iterations === Number.POSITIVE_INFINITY
    })
    .map(({ effect }) => (effect instanceof KeyframeEffect ? effect.target : null))
  const drawn = roots
    .flatMap((root) => [...root.querySelectorAll('animate, animateTransform, animateMotion')])
    .filter((one) => (one.closest('svg')?.getBoundingClientRect().width ?? 0) > 0)
  return [...moving, ...drawn].map((one) => `${one?.localName} ${one?.getAttribute('class') ?? ''}`)
}

async function settle(page: Page, path: string): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  if (path.startsWith('/@')) await untilPictureMoves(page)
}

export function inComfort(its: () => World): void {
  it('keeps still where the system asks for less motion, and fits a page that is magnified', async () => {
    const world = its()
    const context = await world.browser.newContext({
      ...{ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' },
      storageState: await world.streamer.storageState(),
    })
    for (const path of PAGES) {
      const page = await world.open(context, path)
      const moved = await page.evaluate(whatMoves)
      await settle(page, path)
      expect([...moved, ...(await page.evaluate(whatMoves))], path).toEqual([])
      for (const size of MAGNIFIED) {
        await page.setViewportSize(size)
        // charts are drawn anew a moment later
        await expect.poll(() => sidewaysPixels(page), { ...SOON, message: `${path} at ${size.width}` }).toBe(0)
      }
      await page.close()
    }
    await context.close()
  })
}
