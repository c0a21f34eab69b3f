/** A key that got into wrong hands, taken back while it is in use. */

import { expect, it } from 'vitest'
import { CHANNEL } from './set-up-in-browser.ts'
import { SOON, type World } from './world.ts'

export function revoking(its: () => World): void {
  it('cuts a publisher off within a second of the press that revokes its key', async () => {
    const world = its()
    const page = await world.open(world.streamer, `/studio/${CHANNEL.slug}/keys`)
    await page.getByRole('button', { name: 'Revoke', exact: true }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('disconnected within a second').waitFor()
    expect(world.wire.hungUpAtMs()).toBeNull()
    await page.evaluate(() => {
      addEventListener('click', () => Object.assign(window, { pressedAtMs: Date.now() }), { capture: true, once: true })
    })
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
    await expect.poll(() => world.wire.hungUpAtMs(), SOON).not.toBeNull()
    const pressedAtMs = Number(await page.evaluate('window.pressedAtMs'))
    world.figures.cutOffMs = (world.wire.hungUpAtMs() ?? Number.NaN) - pressedAtMs
    expect(world.figures.cutOffMs).toBeLessThanOrEqual(1000)

    await page.getByText('Revoked keys').waitFor()
    await page.getByRole('link', { name: 'Live', exact: true }).click()
    await page.getByText('The last broadcast ended because its stream key was revoked or replaced.').waitFor()
    await page.close()
  })
}
