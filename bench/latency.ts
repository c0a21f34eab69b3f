/**
 * Glass to glass: a wall clock drawn into the publisher's picture, read back from the frames that three viewers of a
 * whole Shoal are shown, with P2P on, for both latency modes.
 */

import { channelSettings, findChannel, updateChannelSettings } from '@shoal/db/channels'
import { openDatabase } from '@shoal/db/database'
import { databaseUrlFor } from '@shoal/db/resolve-url'
import type { LatencyMode } from '@shoal/protocol/channel-settings'
import type { Browser } from 'playwright-core'
import { z } from 'zod'
import { readVariants } from '../e2e/playlist.ts'
import { type Shoal, startShoal } from '../e2e/shoal.ts'
import { requestTicket } from '../e2e/ticket.ts'
import { offload, openViewer, type Viewer } from '../e2e/viewers.ts'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { median, printResult } from './compare.ts'
import { startClockPublisher } from './glass/clock-publisher.ts'
import { watchListing } from './glass/listing-watch.ts'
import { readClock } from './glass/read-clock.ts'
import { numberWithin, readOptions } from './read-options.ts'

const VIEWERS = 3
const WARM_UP_MS = 25_000
const { seconds } = readOptions('bench:latency', z.object({ seconds: numberWithin(5, 600).default(45) }))
const MEASURED_MS = seconds * 1000
const MODES: { mode: LatencyMode; segmentSeconds: number; barMs: number }[] = [
  { mode: 'balanced', segmentSeconds: 2, barMs: 8000 },
  { mode: 'low', segmentSeconds: 1, barMs: 5000 },
]

/** An absent publisher ends the broadcast at once, so that the next mode begins a new one. */
await using shoal = await startShoal({ SHOAL_RECONNECT_SECONDS: '0' })
const setup = await shoal.setUp()
await using parts = new AsyncDisposableStack()
const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())

const results: Record<string, unknown> = {}
for (const { mode, segmentSeconds, barMs } of MODES) {
  await setMode(shoal, mode)
  const measured = await measure(browser, segmentSeconds)
  console.log(mode, measured)
  results[mode] = { ...measured, barMs, isWithinBar: measured.p95Ms <= barMs }
}
printResult({ bench: 'latency', viewers: VIEWERS, ...results })

async function measure(browser: Browser, segmentSeconds: number) {
  await using publisher = startClockPublisher(`${setup.rtmpUrl}/${setup.streamKey}`, segmentSeconds)
  await using opened = new AsyncDisposableStack()
  const viewers: Viewer[] = []
  for (let i = 0; i < VIEWERS; i++) {
    const viewer = await openViewer(browser, setup.watchUrl, readClock)
    opened.defer(() => viewer.context.close())
    await viewer.page
      .waitForFunction(() => window.glass.length > 0, undefined, { timeout: 60_000 })
      .catch((error) => {
        throw new Error(`no clock was read; the publisher says: ${publisher.errors()}`, { cause: error })
      })
    viewers.push(viewer)
  }
  const ticket = await requestTicket(setup.watchUrl, setup.channel)
  const [playlistUrl] = ticket ? await readVariants(ticket.playlistUrl) : []
  if (playlistUrl === undefined) throw new Error('there is no broadcast')
  await pause(WARM_UP_MS)

  const before = await Promise.all(viewers.map((viewer) => viewer.snapshot()))
  await Promise.all(viewers.map(({ page }) => page.evaluate(() => window.glass.splice(0))))
  const listing = opened.use(watchListing(playlistUrl))
  await pause(MEASURED_MS)
  const read = (await Promise.all(viewers.map(({ page }) => page.evaluate(() => window.glass)))).flat()
  const after = await Promise.all(viewers.map((viewer) => viewer.snapshot()))

  const glassMs = read.map(({ latencyMs }) => latencyMs)
  const p50Ms = percentile(glassMs, 0.5)
  /** How much later than its date says a picture was drawn; what is listed is measured by these dates. */
  const dateIsLateMs = median(
    read.flatMap(({ latencyMs, sinceDateMs }) => (sinceDateMs ? [latencyMs - sinceDateMs] : [])),
  )
  const segmentMs = median(listing.segmentMs)
  const listedAfterMs = median(listing.listedAfterMs) + dateIsLateMs
  const grown = (key: 'originBytes' | 'peerBytes', i: number) => (after[i]?.[key] ?? 0) - (before[i]?.[key] ?? 0)
  return {
    p50Ms,
    p95Ms: percentile(glassMs, 0.95),
    readings: glassMs.length,
    parts: { segmentMs, listedAfterMs, playedAfterListedMs: p50Ms - segmentMs - listedAfterMs, dateIsLateMs },
    offload: offload(
      viewers.map((_, i) => ({ originBytes: grown('originBytes', i), peerBytes: grown('peerBytes', i) })),
    ),
    stalls: after.reduce((sum, { stalls }, i) => sum + stalls - (before[i]?.stalls ?? 0), 0),
  }
}

async function setMode({ data }: Shoal, latencyMode: LatencyMode): Promise<void> {
  await using database = openDatabase({ url: databaseUrlFor({ dataFolder: data }) })
  const channel = await findChannel(database, setup.channel)
  const settings = channel && (await channelSettings(database, channel.id))
  if (!channel || !settings) throw new Error('there is no channel')
  await updateChannelSettings(database, channel.id, { ...settings, latencyMode })
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
