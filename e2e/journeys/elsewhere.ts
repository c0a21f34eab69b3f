/** Another server's broadcast on a third site's page: its viewers give each other what an operator lets them share. */

import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { servePage } from '../../apps/web/src/testing/serve-page.ts'
import { type ForeignHls, startForeignHls } from '../foreign-hls.ts'
import { SOON, type World } from './world.ts'

const snapshotSchema = z.object({ peerBytes: z.number().default(0), rejectedSegments: z.number().default(0) })
/** From now on its pieces, which are longer than any other word of a viewer's, are wrong in their last byte. */
const POISON = `const { send } = RTCDataChannel.prototype
  RTCDataChannel.prototype.send = function (data) {
    const bytes = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    if (bytes.length > 4096) bytes[bytes.length - 1] ^= 1
    send.call(this, data)
  }`
const ELEMENT = 'document.querySelector("shoal-player")'

/** A page that counts the peer connections it opens. */
async function visit(page: Page, url: string): Promise<void> {
  await page.addInitScript(`window.opened = 0
    window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
      construct: (made, given) => (window.opened++, new made(...given)),
    })`)
  await page.goto(url)
}
const snapshotOf = async (page: Page) => snapshotSchema.parse(await page.evaluate(`${ELEMENT}?.snapshot?.() ?? {}`))
const secondsOf = async (page: Page) => z.number().parse(await page.evaluate(`${ELEMENT}?.video?.currentTime ?? 0`))

export function sharingElsewhere(its: () => World): void {
  const pageOf = ({ address }: ForeignHls, src = address()) =>
    servePage(`<script type="module" src="${its().address('/shoal-player.js')}"></script>
      <shoal-player src="${src}" swarm="${its().address('/')}" p2p="on" autoplay muted></shoal-player>`)

  it('has viewers of a listed playlist give each other its segments, plays no wrong one, and connects nobody of another', async () => {
    const world = its()
    await using foreign = await startForeignHls()
    await expect.poll(() => fetch(foreign.address()).then(({ status }) => status), SOON).toBe(200)
    const settings = await world.open(world.streamer, '/settings/policy')
    await settings.getByLabel('Name').fill('Tide elsewhere')
    await settings.getByLabel('Address of the playlist').fill(foreign.address())
    await settings.getByRole('button', { name: 'Add' }).click()
    const remove = settings.getByRole('button', { name: 'Remove Tide elsewhere' })
    await remove.waitFor()

    await using site = await pageOf(foreign)
    const contexts = await Promise.all([world.browser.newContext(), world.browser.newContext()])
    const [polluter, viewer] = [await contexts[0].newPage(), await contexts[1].newPage()]
    const pages = [polluter, viewer]
    await Promise.all(pages.map((page) => visit(page, site.url)))
    const peerBytes = async () => Math.min(...(await Promise.all(pages.map(snapshotOf))).map((one) => one.peerBytes))
    await expect.poll(peerBytes, SOON).toBeGreaterThan(50_000)
    expect(foreign.mostRequests()).toBe(1)
    await polluter.evaluate(POISON)
    await expect.poll(async () => (await snapshotOf(viewer)).rejectedSegments, SOON).toBeGreaterThan(0)
    const at = await secondsOf(viewer)
    await expect.poll(() => secondsOf(viewer), SOON).toBeGreaterThan(at + 1)

    await using other = await pageOf(foreign, foreign.address('live.m3u8?other'))
    const apart = await (await world.browser.newContext()).newPage()
    await visit(apart, other.url)
    await expect.poll(() => secondsOf(apart), SOON).toBeGreaterThan(1)
    expect(await apart.evaluate('window.opened')).toBe(0)
    for (const context of [...contexts, apart.context()]) await context.close()
    await remove.click()
    await settings.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await settings.getByText('None is listed.').waitFor()
    await settings.close()
  })
}
