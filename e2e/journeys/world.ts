/** What all journeys share: one whole Shoal, one browser, one publisher, and the streamer's own studio. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../../packages/player/src/testing/launch-browser.ts'
import { type Publisher, startPublisher } from '../publisher.ts'
import { type Shoal, startShoal } from '../shoal.ts'
import { CHANNEL, readEncoderAddress, setUpInBrowser } from './set-up-in-browser.ts'
import { startWire, type Wire } from './wire.ts'

/** For what a busy machine takes its time for. */
export const SOON = { timeout: 30_000, interval: 100 }

/** The journeys of one file, one after the other, in a world that lasts as long as they do. */
export function inOneWorld(journeys: (its: () => World) => void): void {
  let world: World | undefined
  const its = () => {
    if (!world) throw new Error('the world has not begun')
    return world
  }

  beforeAll(async () => {
    world = await World.start()
  }, 300_000)
  afterAll(async () => {
    console.log('figures', JSON.stringify(world?.figures))
    await world?.[Symbol.asyncDispose]()
  })

  journeys(its)

  it('throws nothing in any page', () => {
    expect(its().errors).toEqual([])
  })
}

export class World implements AsyncDisposable {
  readonly shoal: Shoal
  readonly browser: Browser
  /** Between the publisher and the server; says when the server hung up. */
  readonly wire: Wire
  /** What any page threw. */
  readonly errors: string[] = []
  readonly figures: Record<string, number> = {}
  /** The streamer's browser, signed in once the first journey is made. */
  readonly streamer: BrowserContext
  #publisher: Publisher | null = null

  private constructor(parts: { shoal: Shoal; browser: Browser; wire: Wire; streamer: BrowserContext }) {
    this.shoal = parts.shoal
    this.browser = parts.browser
    this.wire = parts.wire
    this.streamer = parts.streamer
  }

  static async start(): Promise<World> {
    const shoal = await startShoal({ SHOAL_P2P_LEAST_VIEWERS: '2' })
    const browser = await launchBrowser()
    const streamer = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    return new World({ shoal, browser, streamer, wire: await startWire(shoal.ports.rtmp) })
  }

  address(path: string): string {
    return new URL(path, `http://localhost:${this.shoal.ports.web}`).href
  }

  get watchUrl(): string {
    return this.address(`/@${CHANNEL.slug}`)
  }

  /** What the journey of the first run does, without a look at it. */
  async goLive(): Promise<void> {
    const page = await this.open(this.streamer, '/')
    await setUpInBrowser(page, await this.shoal.setupLink())
    await this.publish((await readEncoderAddress(page)).streamKey)
    await page.getByText('Viewers can see you.').waitFor()
    await page.close()
  }

  /** In place of the one before. */
  async publish(streamKey: string): Promise<Publisher> {
    await this.#publisher?.stop()
    this.#publisher = startPublisher(`rtmp://127.0.0.1:${this.wire.port}/live/${streamKey}`)
    return this.#publisher
  }

  async open(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage()
    page.on('pageerror', (error) => this.errors.push(`${path}: ${error.message}`))
    await page.goto(this.address(path))
    return page
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close()
    await this.#publisher?.stop()
    await this.wire[Symbol.asyncDispose]()
    await this.shoal[Symbol.asyncDispose]()
  }
}
