/** Another server's broadcast on a third site's page: its viewers give each other what an operator lets them share. */

import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { servePage } from '../../apps/web/src/testing/serve-page.ts'
import { type ForeignHls, startForeignHls } from '../foreign-hls.ts'
import { SOON, type World } from './world.ts'

const snapshotSchema = z.object({ peerBytes: z.number().default(0), originBytes: z.number().default(0) })
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
const secondsOf = (page: Page) => page.evaluate(`${ELEMENT}?.video?.currentTime ?? 0`)

export function sharingElsewhere(its: () => World): void {
  const pageOf = ({ address }: ForeignHls, src = address()) =>
    servePage(`<script type="module" src="${its().address('/shoal-player.js')}"></script>
      <shoal-player src="${src}" swarm="${its().address('/')}" p2p="on" autoplay muted></shoal-player>`)

  it('has viewers of a listed playlist give each other its segments, and opens no connection for any other', async () => {
    const world = its()
    await using foreign = await startForeignHls()
    await expect.poll(() => fetch(foreign.address()).then(({ status }) => status), SOON).toBe(200)
    const listed = await world.streamer.request.post(world.address('/api/v1/elsewhere'), {
      data: { name: 'Tide elsewhere', playlist: foreign.address() },
    })
    expect(listed.status()).toBe(201)

    await using site = await pageOf(foreign)
    const contexts = await Promise.all([world.browser.newContext(), world.browser.newContext()])
    const pages = await Promise.all(contexts.map((context) => context.newPage()))
    await Promise.all(pages.map((page) => visit(page, site.url)))
    const peerBytes = async () => Math.min(...(await Promise.all(pages.map(snapshotOf))).map((one) => one.peerBytes))
    await expect.poll(peerBytes, SOON).toBeGreaterThan(50_000)
    expect(foreign.mostRequests()).toBe(1)

    await using other = await pageOf(foreign, foreign.address('live.m3u8?other'))
    const apart = await (await world.browser.newContext()).newPage()
    await visit(apart, other.url)
    await expect.poll(() => secondsOf(apart), SOON).toBeGreaterThan(1)
    expect(await apart.evaluate('window.opened')).toBe(0)
    for (const context of [...contexts, apart.context()]) await context.close()
  })
}
