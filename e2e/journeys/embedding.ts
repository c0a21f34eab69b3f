/** The player on pages of another origin: in a frame that the page talks to, and as an element. */

import { expect, it } from 'vitest'
import { z } from 'zod'
import { servePage } from '../../apps/web/src/testing/serve-page.ts'
import { openViewer } from '../viewers.ts'
import { readVideo, untilPictureMoves } from './picture.ts'
import { CHANNEL } from './set-up-in-browser.ts'
import { SOON, type World } from './world.ts'

declare global {
  interface Window {
    /** What the player in the frame told the page around it. */
    heard: { tell: string; state?: string; isPaused?: boolean; quality?: string | null }[]
    player: {
      play(): void
      pause(): void
      quality(name: string | null): void
      seek(seconds: number): void
      live(): void
    }
  }
}

const swarmSchema = z.object({ peers: z.number(), peerBytes: z.number(), uploadedBytes: z.number() })

/** Among two, each fetches some for the other. */
const hasShared = (snapshot: unknown) => {
  const { data } = swarmSchema.safeParse(snapshot)
  return data !== undefined && data.peers > 0 && data.peerBytes + data.uploadedBytes > 0
}

export function embedding(its: () => World): void {
  it('plays on pages of another origin, as they say, and in the same swarm', async () => {
    const world = its()
    const { browser, watchUrl } = world
    const base = world.address('/')
    const viewer = await openViewer(browser, watchUrl)
    const context = await browser.newContext()

    const frame = `<iframe src="${base}embed/@${CHANNEL.slug}" width="640" height="360" allow="autoplay; fullscreen"></iframe>`
    const script = `window.heard = []; window.player = ShoalEmbed(document.querySelector('iframe'))
      for (const kind of ['ready', 'state', 'time', 'ended']) player.on(kind, (one) => heard.push(one))`
    await using framing = await servePage(`${frame}<script src="${base}embed.js"></script><script>${script}</script>`)
    const page = await context.newPage()
    await page.goto(framing.url)
    expect(new URL(framing.url).origin).not.toBe(new URL(base).origin)
    const newest = (tell: string) => page.evaluate((kind) => window.heard.findLast((one) => one.tell === kind), tell)
    await expect.poll(() => newest('state'), SOON).toMatchObject({ state: 'live', isPaused: true })
    expect(await newest('time')).toBeUndefined()
    await page.evaluate(() => window.player.play())
    await expect.poll(() => newest('time'), SOON).toMatchObject({ duration: null })
    const [, inside] = page.frames()
    if (!inside) throw new Error('the page has no frame')
    await untilPictureMoves(inside)
    await expect.poll(() => inside.evaluate('window.shoal?.snapshot()'), SOON).toSatisfy(hasShared)
    await page.evaluate(() => window.player.quality('240p'))
    await expect.poll(() => newest('state'), SOON).toMatchObject({ quality: '240p' })
    await page.evaluate(() => window.player.pause())
    await expect.poll(() => newest('state'), SOON).toMatchObject({ isPaused: true })
    await page.evaluate(() => window.player.seek(25))
    await inside.getByRole('button', { name: 'Back to live' }).waitFor()
    await expect.poll(async () => (await readVideo(inside)).readyState, SOON).toBeGreaterThanOrEqual(2)
    expect(await newest('state')).toMatchObject({ isPaused: true })
    await page.evaluate(() => window.player.play())
    await expect.poll(() => newest('state'), SOON).toMatchObject({ isPaused: false })
    await untilPictureMoves(inside)
    await page.evaluate(() => window.player.live())
    await inside.getByRole('button', { name: /^Live/ }).waitFor()
    await untilPictureMoves(inside)

    await using placing = await servePage(
      `<script type="module" src="${base}shoal-player.js"></script>
      <shoal-player channel="${base}@${CHANNEL.slug}" p2p="on" autoplay muted></shoal-player>`,
    )
    await page.goto(placing.url)
    const at = () => page.evaluate('document.querySelector("shoal-player")?.video?.currentTime ?? 0')
    await expect.poll(at, SOON).toBeGreaterThan(0)
    const isPlaying = () => page.evaluate('!document.querySelector("shoal-player").video.paused')
    await page.evaluate('document.querySelector("shoal-player").pause()')
    expect(await isPlaying()).toBe(false)
    await page.evaluate('document.querySelector("shoal-player").play()')
    await expect.poll(isPlaying, SOON).toBe(true)
    const snapshot = 'document.querySelector("shoal-player").snapshot()'
    await expect.poll(() => page.evaluate(snapshot), SOON).toSatisfy(hasShared)
    for (const one of [context, viewer.context]) await one.close()
  })
}
