import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { readPlaylist, readVariants } from './playlist.ts'
import { type Publisher, startPublisher } from './publisher.ts'
import { type Shoal, startShoal } from './shoal.ts'
import { signIn } from './sign-in.ts'
import { openViewer, type Viewer } from './viewers.ts'

const run = promisify(execFile)
const SOON = { timeout: 30_000, interval: 200 }
const RECONNECTS = 10

/** One evening in which everything goes wrong, seen by one viewer whose page is never loaded again. */
describe('one broadcast that survives everything', () => {
  let shoal: Shoal
  let setup: Awaited<ReturnType<Shoal['setUp']>>
  let publisher: Publisher
  let browser: Browser
  let viewer: Viewer
  let broadcastId = ''
  const figures: Record<string, number> = {}

  const origin = () => `http://localhost:${shoal.ports.origin}`
  const whole = () => `${origin()}/live/${broadcastId}/index.m3u8`
  /** Every segment of the best rung that viewers can reach now. */
  async function listed() {
    const [best = ''] = await readVariants(whole())
    return (await readPlaylist(best)).segments
  }
  const discontinuities = async () => (await listed()).filter(({ isDiscontinuity }) => isDiscontinuity).length
  const newest = async () => (await listed()).at(-1)?.number ?? -1
  const pictureSeconds = () => viewer.page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)

  async function untilNewSegments(count: number): Promise<void> {
    const before = await newest().catch(() => -1)
    await expect.poll(() => newest().catch(() => -1), SOON).toBeGreaterThanOrEqual(before + count)
  }

  async function untilPictureMoves(): Promise<void> {
    const before = await pictureSeconds()
    await expect.poll(async () => Math.abs((await pictureSeconds()) - before), SOON).toBeGreaterThan(2)
  }

  /** What the channel's watch pages are told, as it was sent. */
  async function lastEvent(): Promise<string> {
    const answer = await fetch(new URL(`/api/v1/channels/${setup.channel}/events`, setup.watchUrl), {
      signal: AbortSignal.timeout(10_000),
    })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (reader && !text.includes('data: {')) {
      const { value, done } = await reader.read()
      if (done) break
      text += value
    }
    await reader?.cancel()
    return text
  }

  const currentId = async () => /"broadcastId":"(\w+)"/.exec(await lastEvent())?.[1] ?? ''

  async function processOf(part: string): Promise<number> {
    const found = (await shoal.processes()).find(({ command }) => command.includes(part))
    if (!found) throw new Error(`no process of ${part}`)
    return found.pid
  }

  /** The broadcast's encoder, by its command line. */
  const encoder = () => processOf('pipe:0')

  beforeAll(async () => {
    shoal = await startShoal({ SHOAL_RECONNECT_SECONDS: '20' })
    setup = await shoal.setUp()
    browser = await launchBrowser()
    publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`)
    viewer = await openViewer(browser, setup.watchUrl)
  }, 300_000)

  afterAll(async () => {
    console.log('figures', JSON.stringify(figures))
    await browser?.close()
    await publisher?.stop()
    await shoal?.[Symbol.asyncDispose]()
  })

  it('goes live', { timeout: 90_000 }, async () => {
    await expect.poll(currentId, SOON).not.toBe('')
    broadcastId = await currentId()
    await expect.poll(() => newest().catch(() => -1), SOON).toBeGreaterThan(2)
    await untilPictureMoves()
  })

  it('is one broadcast when its publisher goes and comes back ten times', { timeout: 240_000 }, async () => {
    const before = await discontinuities()
    for (let i = 0; i < RECONNECTS; i++) {
      await publisher.stop()
      publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`)
      await untilNewSegments(2)
    }
    expect(await currentId()).toBe(broadcastId)
    expect(await discontinuities()).toBe(before + RECONNECTS)
    await untilPictureMoves()
    const numbers = (await listed()).map(({ number }) => number)
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i))
  })

  it('goes on when the publisher comes back with another size and frame rate', async () => {
    await publisher.stop()
    publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`, { size: '426x240', rate: 25 })
    await untilNewSegments(3)
    expect(await currentId()).toBe(broadcastId)
    await untilPictureMoves()
    await publisher.stop()
    publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`)
    await untilNewSegments(3)
    await untilPictureMoves()
  })

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'replaces an encoder that got %s, with at most one segment of gap',
    async (signal) => {
      await untilNewSegments(2)
      const before = await encoder()
      const firstNew = (await newest()) + 1
      process.kill(before, signal)
      const since = performance.now()
      const after = () => encoder().catch(() => before)
      await expect.poll(after, { timeout: 10_000, interval: 50 }).not.toBe(before)
      figures[`encoderBackAfter${signal}Ms`] = Math.round(performance.now() - since)
      expect(performance.now() - since).toBeLessThan(3000)
      await untilNewSegments(4)
      const around = (await listed()).filter(({ number }) => number >= firstNew - 1)
      const gaps = around.slice(1).map(({ dateTimeMs }, i) => {
        const previous = around[i]
        return dateTimeMs - (previous?.dateTimeMs ?? 0) - (previous?.seconds ?? 0) * 1000
      })
      figures[`gapAfter${signal}Ms`] = Math.max(...gaps)
      expect(Math.max(...gaps)).toBeLessThan(2100)
      await untilPictureMoves()
    },
  )

  it('is taken up again by a new ingest after SIGKILL, and the page goes on by itself', {
    timeout: 120_000,
  }, async () => {
    const numberBefore = await newest()
    process.kill(await processOf('apps/ingest'), 'SIGKILL')
    const since = performance.now()
    await publisher.stop() // an encoder's connection is gone too
    const healthy = () =>
      fetch(`${origin()}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    await expect.poll(healthy, SOON).toBe(false)
    await expect.poll(healthy, SOON).toBe(true)
    publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`)
    await expect.poll(() => newest().catch(() => -1), SOON).toBeGreaterThan(numberBefore + 2)
    figures.ingestBackMs = Math.round(performance.now() - since)
    expect(await currentId()).toBe(broadcastId)
    const numbers = (await listed()).map(({ number }) => number)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers[0]).toBe(0)
    await untilPictureMoves()
  })

  it('goes on while the database is killed, and is still the same one afterwards', { timeout: 90_000 }, async () => {
    process.kill(await processOf('embedded/main'), 'SIGKILL')
    await untilNewSegments(4)
    await untilPictureMoves()
    await expect.poll(currentId, SOON).toBe(broadcastId)
  })

  it('never told its viewer that it had ended', async () => {
    expect(viewer.errors).toEqual([])
    expect(await viewer.page.getByText(/has ended/i).count()).toBe(0)
  })

  it('is a finished recording within five seconds of its end, on the same page', { timeout: 120_000 }, async () => {
    await publisher.stop()
    await expect
      .poll(async () => (await readPlaylist((await readVariants(whole()))[0] ?? '')).hasEnded, {
        timeout: 40_000,
        interval: 100,
      })
      .toBe(true)
    const since = performance.now()
    await expect.poll(lastEvent, { timeout: 5000, interval: 100 }).toContain('"recording":"ready"')
    figures.recordingReadyMs = Math.round(performance.now() - since)
    const recording = await readPlaylist((await readVariants(whole()))[0] ?? '')
    expect(recording.text).toContain('#EXT-X-PLAYLIST-TYPE:VOD')
    expect(recording.segments[0]?.number).toBe(0)
    const { stderr } = await run(
      'ffmpeg',
      // in the recording's own ticks: by a guessed frame rate, frames of another one after a reconnect share a time
      ['-v', 'error', '-nostdin', '-i', whole(), '-map', '0:v:0', '-enc_time_base', '-1', '-f', 'null', '-'],
      {
        timeout: 90_000,
      },
    )
    expect(stderr).toBe('')
    const watch = viewer.page.getByRole('button', { name: /watch the recording/i })
    await watch.click({ timeout: 10_000 })
    await untilPictureMoves()
  })

  it('is downloaded as an MP4 by its streamer, and deleted: then the disk is free', { timeout: 120_000 }, async () => {
    const folder = join(shoal.data, 'broadcasts', broadcastId)
    expect(existsSync(folder)).toBe(true)
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } })
    const page = await context.newPage()
    await signIn(page, setup)
    await page.goto(`${setup.studioUrl}/broadcasts`)
    await page.getByRole('button', { name: 'Download', exact: true }).click()
    await page.getByRole('button', { name: 'Make the file' }).first().click()
    const link = page.getByRole('link', { name: /^MP4/ })
    await link.waitFor({ timeout: 60_000 })
    const answer = await fetch(new URL((await link.getAttribute('href')) ?? '', page.url()))
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename=".+\.mp4"$/)
    const file = join(shoal.data, 'download.mp4')
    await writeFile(file, Buffer.from(await answer.arrayBuffer()))
    const { stderr } = await run(
      'ffmpeg',
      ['-v', 'error', '-nostdin', '-i', file, '-enc_time_base', '-1', '-f', 'null', '-'],
      {
        timeout: 60_000,
      },
    )
    expect(stderr).toBe('')

    await page.getByRole('button', { name: 'Delete recording' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => existsSync(folder), SOON).toBe(false)
    await expect.poll(async () => (await fetch(whole())).status, SOON).toBe(404)
    await context.close()
  })
})
