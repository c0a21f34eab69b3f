/** From the setup link to a broadcast that viewers see. */

import { expect, it } from 'vitest'
import { readEncoderAddress, setUpInBrowser } from './set-up-in-browser.ts'
import { SOON, type World } from './world.ts'

declare global {
  interface Window {
    /** The steps of going live that were current, in their order. */
    steps: string[]
  }
}

export function goingLive(its: () => World): void {
  it('leads from the setup link to the studio, step by step, and says when viewers can see it', async () => {
    const world = its()
    const page = await world.open(world.streamer, '/')
    await page.getByText('This server is new').waitFor()
    await setUpInBrowser(page, await world.shoal.setupLink())

    const step = page.locator('[aria-current=step]')
    await step.getByText('Server').waitFor()
    await page.evaluate(keepSteps)
    const { serverUrl, streamKey } = await readEncoderAddress(page)
    expect(serverUrl).toBe(`rtmp://localhost:${world.shoal.ports.rtmp}/live`)
    await page.getByRole('button', { name: 'Copy Server' }).click()
    await step.getByText('Key').waitFor()
    await page.getByRole('button', { name: 'Copy Stream key' }).click()
    await page.getByText('Waiting for signal. Press “Start Streaming” in OBS').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(streamKey)

    await world.publish(streamKey)
    await page.getByText('Viewers can see you.').waitFor()
    await page.getByRole('heading', { name: 'You are live' }).waitFor()
    expect(await page.evaluate(() => window.steps)).toEqual(['Server', 'Key', 'Signal', 'Preview'])
    const moves = () => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
    await expect.poll(moves, SOON).toBeGreaterThan(0)

    await page.reload()
    await page.getByText('Viewers can see you.').waitFor()
    expect(await page.content()).not.toContain(streamKey)
    await page.close()
  })
}

function keepSteps(): void {
  const look = () => {
    const [name] = document.querySelector('[aria-current=step] .truncate')?.textContent?.split(',') ?? []
    if (name !== undefined && name !== window.steps.at(-1)) window.steps.push(name)
  }
  window.steps = []
  look()
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
}
