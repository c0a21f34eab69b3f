/** What a page's picture does, read from its video element. */

import type { Frame, Page } from 'playwright-core'
import { expect } from 'vitest'
import { SOON } from './world.ts'

export function readVideo(page: Page | Frame) {
  return page.evaluate(() => {
    const video = document.querySelector('video')
    if (!video) return { currentTime: 0, paused: true, muted: false, volume: 0, readyState: 0 }
    const { currentTime, paused, muted, volume, readyState } = video
    return { currentTime, paused, muted, volume, readyState }
  })
}

/** A playhead that is put to its place moves too, and nothing is seen yet. */
export async function untilPictureMoves(page: Page | Frame): Promise<void> {
  await expect.poll(async () => (await readVideo(page)).readyState, SOON).toBeGreaterThanOrEqual(2)
  const before = (await readVideo(page)).currentTime
  await expect.poll(async () => Math.abs((await readVideo(page)).currentTime - before), SOON).toBeGreaterThan(0.5)
}

/** Pixels that the page can be scrolled sideways by. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
