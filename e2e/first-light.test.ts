import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { watchConnections } from '../packages/player/src/testing/page-scripts.ts'
import { type Publisher, startPublisher } from './publisher.ts'
import { type Shoal, startShoal } from './shoal.ts'
import { signIn } from './sign-in.ts'
import { offload, openViewer, type Snapshot, type Viewer } from './viewers.ts'

const figuresSchema = z.object({
  totals: z.object({
    claimed: z.object({ offload: z.number() }),
    measured: z.object({ offload: z.number() }),
  }),
})

const checkSchema = z.object({
  check: z.object({
    untilMs: z.number(),
    claimed: z.object({ originBytes: z.number(), peerBytes: z.number(), offload: z.number().nullable() }),
  }),
})

/** Flips one byte of each large message that this page sends to a peer: a viewer that hands out polluted segments. */
function pollute() {
  RTCDataChannel.prototype.send = new Proxy(RTCDataChannel.prototype.send, {
    apply(send, channel, [data]: [ArrayBuffer | Uint8Array]) {
      const bytes = (data instanceof Uint8Array ? data : new Uint8Array(data)).slice()
      const middle = bytes.length >> 1
      if (bytes.length > 2000) bytes[middle] = (bytes[middle] ?? 0) ^ 0xff // commands are smaller
      Reflect.apply(send, channel, [bytes])
    },
  })
}

describe('a broadcast that its viewers carry', () => {
  let shoal: Shoal
  let setup: Awaited<ReturnType<Shoal['setUp']>>
  let publisher: Publisher
  let browser: Browser
  const viewers: Viewer[] = []
  const figures: Record<string, number> = {}

  const snapshots = () => Promise.all(viewers.map((viewer) => viewer.snapshot()))
  const playing = (snapshot: Snapshot) => snapshot.playedMs > 0

  beforeAll(async () => {
    shoal = await startShoal({ SHOAL_RECONNECT_SECONDS: '5' }, { isFirstStart: true })
    setup = await shoal.setUp()
    browser = await launchBrowser()
  }, 300_000)

  afterAll(async () => {
    console.log('figures', JSON.stringify(figures))
    await browser?.close()
    await publisher?.stop()
    await shoal?.[Symbol.asyncDispose]()
  })

  it('says that the channel is not live yet, and plays without a reload once it is', async () => {
    const viewer = await openViewer(browser, setup.watchUrl)
    viewers.push(viewer)
    await viewer.page
      .getByText(/not live yet/i)
      .first()
      .waitFor()

    const since = performance.now()
    publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`)
    await expect.poll(() => viewer.snapshot(), { timeout: 20_000, interval: 100 }).toSatisfy(playing)
    figures.publishToPictureMs = Math.round(performance.now() - since)
    expect(figures.publishToPictureMs).toBeLessThan(10_000)
  })

  it('plays for 30 s in three browsers without a stall, and most of it comes from peers', async () => {
    viewers.push(await openViewer(browser, setup.watchUrl), await openViewer(browser, setup.watchUrl))
    await expect.poll(snapshots, { timeout: 30_000 }).toSatisfy((all: Snapshot[]) => all.every((one) => one.peers >= 2))

    const before = await snapshots()
    const aimMs = Math.max(...before.map((one) => one.playedMs)) + 30_000
    await expect
      .poll(snapshots, { timeout: 90_000, interval: 500 })
      .toSatisfy((all: Snapshot[]) => all.every((one) => one.playedMs >= aimMs))
    const after = await snapshots()

    figures.offload3 = offload(
      after.map((one, index) => ({
        originBytes: one.originBytes - (before[index]?.originBytes ?? 0),
        peerBytes: one.peerBytes - (before[index]?.peerBytes ?? 0),
      })),
    )
    figures.latencyMs = after[0]?.latencyMs ?? Number.NaN
    expect(after.map((one) => one.stalls - (before[after.indexOf(one)]?.stalls ?? 0))).toEqual([0, 0, 0])
    expect(figures.offload3).toBeGreaterThanOrEqual(0.4)
    expect(viewers.flatMap((viewer) => viewer.errors)).toEqual([])
  })

  it('shows it to the operator, and what players claim agrees with what the origin measured', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    await signIn(page, setup)
    await page.goto(new URL('/dashboard', setup.watchUrl).href)

    const shown = async () => {
      const stream = await page.evaluate(async () => {
        const answer = await fetch('/api/v1/dashboard/events')
        const reader = answer.body?.getReader()
        const decoder = new TextDecoder()
        let text = ''
        while (reader && !/data: .*\n\n/.test(text)) {
          const { value, done } = await reader.read()
          if (done) break
          text += decoder.decode(value, { stream: true })
        }
        await reader?.cancel()
        return text
      })
      const line = stream.split('\n').find((one) => one.startsWith('data: ')) ?? 'data: {}'
      const parsed = figuresSchema.safeParse(JSON.parse(line.slice(6)))
      return parsed.success ? parsed.data.totals : null
    }
    await expect.poll(shown, { timeout: 40_000, interval: 2000 }).toSatisfy((totals) => totals !== null)
    await page.getByText('3', { exact: true }).first().waitFor()
    const totals = await shown()
    figures.claimedOffload = totals?.claimed.offload ?? Number.NaN
    figures.measuredOffload = totals?.measured.offload ?? Number.NaN
    expect(figures.measuredOffload).toBeGreaterThanOrEqual(0.4)
    expect(Math.abs(figures.claimedOffload - figures.measuredOffload)).toBeLessThanOrEqual(0.05)

    // the same of the same time: players count on their own, and the dashboard's slots end each ten seconds
    const slotMs = 10_000
    const endMs = Math.ceil((Date.now() + 500) / slotMs) * slotMs
    await new Promise((resolve) => setTimeout(resolve, endMs - Date.now()))
    const counted = await snapshots()
    const to = new Date(endMs).toISOString()
    const from = new Date(endMs - 600_000).toISOString()
    const read = () =>
      page.evaluate(
        async (query) => (await fetch(`/api/v1/analytics?${query}`)).json(),
        new URLSearchParams({ range: 'custom', from, to }).toString(),
      )
    const isTold = (value: unknown) => (checkSchema.safeParse(value).data?.check.untilMs ?? 0) >= endMs
    await expect.poll(read, { timeout: 40_000, interval: 2000 }).toSatisfy(isTold)
    const { claimed } = checkSchema.parse(await read()).check
    const delivered = counted.reduce((sum, one) => sum + one.originBytes + one.peerBytes, 0)
    const carried = counted.reduce((sum, one) => sum + one.peerBytes, 0) / delivered
    figures.deliveredDifference = (claimed.originBytes + claimed.peerBytes) / delivered - 1
    figures.offloadDifference = (claimed.offload ?? Number.NaN) - carried
    expect(Math.abs(figures.deliveredDifference)).toBeLessThanOrEqual(0.02)
    expect(Math.abs(figures.offloadDifference)).toBeLessThanOrEqual(0.02)
    await context.close()
  })

  it('never opens a peer connection for a viewer who said no', async () => {
    const viewer = await openViewer(browser, setup.watchUrl, () => {
      localStorage.setItem('shoal.p2p', 'off')
      const Real = window.RTCPeerConnection
      Object.assign(window, { peerConnections: 0 })
      window.RTCPeerConnection = class extends Real {
        constructor(...args: ConstructorParameters<typeof Real>) {
          super(...args)
          Object.assign(window, { peerConnections: 1 })
        }
      }
    })
    await expect.poll(() => viewer.snapshot(), { timeout: 30_000 }).toSatisfy((one: Snapshot) => one.playedMs > 5000)
    const snapshot = await viewer.snapshot()
    expect(snapshot).toMatchObject({ mode: 'off', peerBytes: 0, uploadedBytes: 0, peers: 0 })
    expect(await viewer.page.evaluate('window.peerConnections')).toBe(0)
    await viewer.context.close()
  })

  it('closes every connection within a second of a no, in the middle of the picture', async () => {
    const viewer = await openViewer(browser, setup.watchUrl, watchConnections)
    const open = () => viewer.page.evaluate(() => window.connections.filter((one) => one.connectionState !== 'closed'))
    await expect.poll(() => viewer.snapshot(), { timeout: 30_000 }).toSatisfy((one: Snapshot) => one.peerBytes > 0)
    const before = await viewer.snapshot()
    expect((await open()).length).toBeGreaterThan(0)
    await viewer.page.getByText(/viewers help carry/i).click()
    await viewer.page.getByRole('radio', { name: 'Off', exact: true }).click()
    await expect.poll(async () => (await open()).length, { timeout: 1000, interval: 50 }).toBe(0)
    const made = await viewer.page.evaluate(() => window.connections.length)
    const isLater = (one: Snapshot) => one.playedMs > before.playedMs + 6000
    await expect.poll(() => viewer.snapshot(), { timeout: 30_000 }).toSatisfy(isLater)
    expect(await viewer.snapshot()).toMatchObject({ mode: 'off', peers: 0, stalls: before.stalls })
    expect(await viewer.page.evaluate(() => window.connections.length)).toBe(made)
    await viewer.context.close()
  })

  it('rejects every segment that a polluting viewer hands out, and plays on', async () => {
    const polluter = await openViewer(browser, setup.watchUrl, pollute)
    await expect.poll(() => polluter.snapshot(), { timeout: 30_000 }).toSatisfy((one: Snapshot) => one.peers >= 1)
    const before = await snapshots()
    await expect
      .poll(snapshots, { timeout: 60_000, interval: 500 })
      .toSatisfy((all: Snapshot[]) => all.some((one) => one.rejectedSegments > 0))
    const rejecting = await snapshots()
    await expect
      .poll(snapshots, { timeout: 40_000, interval: 500 })
      .toSatisfy((all: Snapshot[]) =>
        all.every((one, index) => one.playedMs >= (rejecting[index]?.playedMs ?? 0) + 8000),
      )
    expect((await snapshots()).map((one, index) => one.stalls - (before[index]?.stalls ?? 0))).toEqual([0, 0, 0])
    await polluter.context.close()
  })

  it('goes on unnoticed when the tracker is killed, and has it back', async () => {
    const tracker = (await shoal.processes()).find(({ command }) => command.includes('apps/tracker'))
    expect(tracker).toBeDefined()
    const before = await snapshots()
    process.kill(tracker?.pid ?? Number.NaN, 'SIGKILL')
    const since = performance.now()

    await expect
      .poll(
        () =>
          fetch(`http://localhost:${shoal.ports.tracker}/health`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 15_000 },
      )
      .toBe(true)
    figures.trackerBackMs = Math.round(performance.now() - since)
    await expect
      .poll(snapshots, { timeout: 40_000, interval: 500 })
      .toSatisfy((all: Snapshot[]) =>
        all.every((one, index) => one.playedMs >= (before[index]?.playedMs ?? 0) + 20_000),
      )
    expect((await snapshots()).map((one, index) => one.stalls - (before[index]?.stalls ?? 0))).toEqual([0, 0, 0])
  })

  it('tells viewers that the streamer is reconnecting, and then that the broadcast has ended', async () => {
    await publisher.stop()
    const [viewer] = viewers
    await viewer?.page
      .getByText(/reconnecting/i)
      .first()
      .waitFor({ timeout: 20_000 })
    await viewer?.page.getByText(/ended/i).first().waitFor({ timeout: 30_000 })
  })

  it('is gone within 5 s of Ctrl-C, and finds everything as it was', async () => {
    await Promise.all(viewers.map((viewer) => viewer.context.close()))
    figures.stopMs = Math.round(await shoal.interrupt())
    expect(figures.stopMs).toBeLessThan(5000)
    expect(await shoal.processes()).toEqual([])

    figures.warmStartMs = Math.round(await shoal.restart())
    const viewer = await openViewer(browser, setup.watchUrl)
    await viewer.page.getByText(/ended/i).first().waitFor()
    await viewer.context.close()
  })
})
