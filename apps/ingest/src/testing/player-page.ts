/** For tests: other people's players, in a real headless Chromium, at the URLs of a broadcast. */

import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'

export type PlayerName = 'shaka' | 'hls'

const stateSchema = z.object({
  /** Seconds, of the player's own timeline. */
  time: z.number(),
  start: z.number(),
  end: z.number(),
  isLive: z.boolean(),
  hasEnded: z.boolean(),
  width: z.number(),
  /** Why it does not move, when it does not: what is buffered from where to where, and how ready the element is. */
  buffered: z.array(z.tuple([z.number(), z.number()])),
  element: z.object({ readyState: z.number(), isPaused: z.boolean(), isSeeking: z.boolean() }),
  errors: z.array(z.string()),
})
export type PlayerState = z.infer<typeof stateSchema>

const require = createRequire(import.meta.url)
/** The very hls.js that our own player is made with. */
const ofPlayer = createRequire(new URL('../../../../packages/player/package.json', import.meta.url))
const SCRIPTS: Record<PlayerName, string> = {
  shaka: require.resolve('shaka-player/dist/shaka-player.compiled.js'),
  hls: ofPlayer.resolve('hls.js/dist/hls.min.js'),
}
const PATIENCE_MS = 25_000

/** Runs in the page. An error is whatever the player calls one, fatal or not. */
const PAGE = `
  const video = document.querySelector('video')
  const errors = []
  video.addEventListener('error', () => errors.push('video: ' + video.error?.message))
  const openers = {
    async shaka(url) {
      shaka.polyfill.installAll()
      const player = new shaka.Player()
      player.addEventListener('error', ({ detail }) => errors.push('shaka ' + detail.code + ' ' + JSON.stringify(detail.data)))
      await player.attach(video)
      await player.load(url)
      const range = () => player.seekRange()
      return { range, isLive: () => player.isLive() }
    },
    hls(url) {
      const player = new Hls()
      player.on(Hls.Events.ERROR, (_, { details, reason, error }) => {
        // What it was loading when somebody sought elsewhere is its own affair.
        if (details !== Hls.ErrorDetails.INTERNAL_ABORTED) errors.push(details + ' ' + (reason ?? error?.message))
      })
      player.attachMedia(video)
      player.loadSource(url)
      const range = () => ({ start: video.seekable.length ? video.seekable.start(0) : 0, end: video.seekable.length ? video.seekable.end(0) : 0 })
      return { range, isLive: () => player.latestLevelDetails?.live ?? true }
    },
  }
  let player
  window.openPlayer = async (name, url) => {
    try {
      player = await openers[name](url)
      await video.play()
    } catch (error) {
      errors.push('open: ' + (error.code ?? error.message) + ' ' + JSON.stringify(error.data ?? null))
    }
  }
  window.stateOf = () => ({
    time: video.currentTime, ...(player?.range() ?? { start: 0, end: 0 }), isLive: player?.isLive() ?? true,
    hasEnded: video.ended, width: video.videoWidth, errors,
    buffered: Array.from({ length: video.buffered.length }, (_, i) => [video.buffered.start(i), video.buffered.end(i)]),
    element: { readyState: video.readyState, isPaused: video.paused, isSeeking: video.seeking },
  })
`

export class TestPlayer implements AsyncDisposable {
  readonly #page: Page

  private constructor(page: Page) {
    this.#page = page
  }

  static async open(browser: Browser, name: PlayerName, url: string): Promise<TestPlayer> {
    const page = await browser.newPage()
    await page.setContent('<video muted></video>')
    await page.addScriptTag({ path: SCRIPTS[name] })
    await page.addScriptTag({ content: PAGE })
    await page.evaluate(`openPlayer('${name}', '${url}')`)
    return new TestPlayer(page)
  }

  async state(): Promise<PlayerState> {
    return stateSchema.parse(await this.#page.evaluate('stateOf()'))
  }

  async seek(seconds: number): Promise<void> {
    await this.#page.evaluate(`void (document.querySelector('video').currentTime = ${seconds})`)
  }

  /** Looks at it until it is so, or an error is heard of, or it takes too long. */
  async until(isSo: (state: PlayerState) => boolean): Promise<PlayerState> {
    const deadlineMs = performance.now() + PATIENCE_MS
    for (;;) {
      const state = await this.state()
      if (isSo(state) || state.errors.length > 0 || performance.now() > deadlineMs) return state
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page.close()
  }
}
