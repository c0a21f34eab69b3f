/** The viewer's say: no connection before a yes, none after a no, and nothing given by who only receives. */

import { expect, it, onTestFinished } from 'vitest'
import { watchConnections } from '../../packages/player/src/testing/page-scripts.ts'
import { openViewer, type Snapshot, type Viewer } from '../viewers.ts'
import { SOON, type World } from './world.ts'

const QUESTION = 'May your browser help carry this broadcast?'

const openConnections = ({ page }: Viewer) => page.evaluate(() => window.connections.length)
const givenBytes = ({ page }: Viewer) => page.evaluate(() => window.givenBytes)
const hasPlayed = (ms: number) => (one: Snapshot) => one.playedMs > ms

async function playOn(viewer: Viewer, ms: number): Promise<void> {
  const { playedMs } = await viewer.snapshot()
  await expect.poll(() => viewer.snapshot(), SOON).toSatisfy(hasPlayed(playedMs + ms))
}

const RULES = { ask: 'Ask first', notice: 'On, with a notice' } as const

/** In the settings page, as the operator does it; again where the page was not ready yet for what was chosen. */
async function setConsent(world: World, rule: keyof typeof RULES): Promise<void> {
  const page = await world.open(world.streamer, '/settings/policy')
  const form = page.locator('form').filter({ has: page.getByLabel('How viewers are asked') })
  const choose = async () => {
    await form.getByLabel('How viewers are asked').selectOption({ label: RULES[rule] })
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Saved', { exact: true }).waitFor()
    return await (await fetch(world.watchUrl)).text()
  }
  await expect.poll(choose, SOON).toMatch(new RegExp(`consent\\\\?":\\\\?"${rule}`))
  await page.close()
}

export function consenting(its: () => World): void {
  it('asks first where the operator says so, and opens no connection before a yes', async () => {
    const world = its()
    await setConsent(world, 'ask')
    const [one, other] = [await ask(world), await ask(world)]
    await Promise.all([playOn(one, 3000), playOn(other, 3000)])
    expect([await openConnections(one), await openConnections(other)]).toEqual([0, 0])

    await one.page.getByRole('button', { name: 'Yes, help' }).click()
    await other.page.getByRole('button', { name: 'Only receive' }).click()
    await expect.poll(() => other.snapshot(), SOON).toSatisfy(({ peerBytes }: Snapshot) => peerBytes > 200_000)
    expect(await givenBytes(one)).toBeGreaterThan(200_000)
    expect(await givenBytes(other)).toBe(0)

    await other.page.reload()
    await expect.poll(() => other.snapshot(), SOON).toSatisfy(({ peerBytes }: Snapshot) => peerBytes > 200_000)
    expect(await other.page.getByText(QUESTION).count()).toBe(0)
    expect(await other.snapshot()).toMatchObject({ mode: 'receive-only', uploadedBytes: 0 })
    expect(await givenBytes(other)).toBe(0)

    await one.page.getByText('Viewers help carry').click()
    await one.page.getByRole('radio', { name: 'Off', exact: true }).click()
    await expect.poll(() => one.page.evaluate(() => window.closedAfterMs), SOON).not.toBeNull()
    world.figures.closedAfterOffMs = (await one.page.evaluate(() => window.closedAfterMs)) ?? Number.NaN
    expect(world.figures.closedAfterOffMs).toBeLessThan(1000)
    const made = await openConnections(one)
    await playOn(one, 3000)
    expect(await openConnections(one)).toBe(made)

    await one.page.reload()
    await playOn(one, 4000)
    expect(await one.page.getByText(QUESTION).count()).toBe(0)
    expect(await one.snapshot()).toMatchObject({ mode: 'off', peerBytes: 0, uploadedBytes: 0, peers: 0 })
    expect(await openConnections(one)).toBe(0)
    await setConsent(world, 'notice')
  })
}

/** A viewer in a browser of its own, who is asked; gone with the test, so that a second try meets nobody of the first. */
async function ask({ browser, watchUrl, errors }: World): Promise<Viewer> {
  const context = await browser.newContext({ viewport: { width: 640, height: 480 } })
  onTestFinished(() => context.close())
  const viewer = await openViewer(browser, watchUrl, watchConnections, context)
  viewer.page.on('pageerror', (error) => errors.push(error.message))
  await viewer.page.getByText(QUESTION).waitFor()
  return viewer
}
