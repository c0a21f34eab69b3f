/**
 * `npm run soak -- <minutes>`: a broadcast with viewers and faults, and what it leaves behind: memory, file handles,
 * processes and gaps. The last line is one JSON object; exits with 1 when a bound is broken.
 */

import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { readVariants } from './playlist.ts'
import { startShoal } from './shoal.ts'
import { startFaults } from './soak/faults.ts'
import { startPlainViewer } from './soak/plain-viewer.ts'
import { watchProcesses } from './soak/process-watch.ts'
import { brokenBounds, describeProcesses, type Findings } from './soak/verdict.ts'
import { requestTicket } from './ticket.ts'
import { openViewer, type Viewer } from './viewers.ts'

const MOST_MINUTES = 24 * 60
const LOOK_MS = 5000
const FIRST_PICTURE_WITHIN_MS = 60_000
/** Code is compiled, caches and the live window fill up; a longer soak has more of it. */
const WARM_UP_SHARE = 0.25
const LONGEST_WARM_UP_MS = 600_000

const minutes = Number(process.argv[2] ?? 5)
if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
  console.error(`soak: minutes must be from 0 to ${MOST_MINUTES}`)
  process.exit(2)
}
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())

const findings = await soak()
const broken = brokenBounds(findings)
for (const words of broken) console.log(`out of bounds: ${words}`)
console.log(JSON.stringify({ soak: broken.length === 0 ? 'passed' : 'failed', broken, ...findings }, rounded))
process.exitCode = broken.length === 0 ? 0 : 1

async function soak(): Promise<Findings> {
  const shoal = await startShoal()
  try {
    const found = await broadcast(shoal)
    await shoal.interrupt()
    return { ...found, orphanProcesses: found.orphanProcesses + (await shoal.processes()).length }
  } finally {
    await shoal[Symbol.asyncDispose]()
  }
}

async function broadcast(shoal: Awaited<ReturnType<typeof startShoal>>): Promise<Findings> {
  const setup = await shoal.setUp()
  const watch = watchProcesses(shoal)
  await using faults = startFaults(`${setup.rtmpUrl}/${setup.streamKey}`, watch)
  await using parts = new AsyncDisposableStack()
  const findPlaylist = async () => (await requestTicket(setup.watchUrl, setup.channel))?.playlistUrl ?? null
  const viewers = [0, 1].map((rung) => startPlainViewer(() => findRung(findPlaylist, rung)))
  parts.defer(async () => {
    for (const viewer of viewers) viewer.stop()
    await Promise.all(viewers.map(({ done }) => done))
  })
  const browser = parts.adopt(await launchBrowser(), (launched) => launched.close())
  const viewer = await openViewer(browser, setup.watchUrl)
  await untilPlaying(viewer)

  const startedMs = performance.now()
  const endMs = startedMs + minutes * 60_000
  const first = await viewer.snapshot()
  while (performance.now() < endMs && !interrupted.signal.aborted) {
    await watch.look()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(LOOK_MS, endMs - performance.now()))))
  }
  const last = await viewer.snapshot()
  const lastedMs = performance.now() - startedMs
  const sinceMs = startedMs + Math.min(LONGEST_WARM_UP_MS, lastedMs * WARM_UP_SHARE)
  for (const { seen } of viewers) console.log(seen)
  console.log(viewer.errors)
  const sum = (of: (seen: (typeof viewers)[number]['seen']) => number) =>
    viewers.reduce((all, { seen }) => all + of(seen), 0)
  const gaps = viewers.flatMap(({ seen }) => seen.gapsSeconds)
  return {
    minutes: lastedMs / 60_000,
    faults: faults.done,
    ...describeProcesses([...watch.processes.values()], sinceMs),
    ...{ orphanProcesses: watch.orphans.size, mostEncodersAtOnce: watch.mostEncoders() },
    missingSegments: sum(({ missingSegments }) => missingSegments),
    brokenSegments: sum(({ brokenSegments }) => brokenSegments),
    mediaGaps: Math.max(...viewers.map(({ seen }) => seen.gapsSeconds.length)),
    longestMediaGapSeconds: Math.max(0, ...gaps.map(Math.abs)),
    segments: sum(({ segments }) => segments),
    browserPlayedShare: (last.playedMs - first.playedMs) / lastedMs,
    browserStalls: last.stalls - first.stalls,
    browserErrors: viewer.errors.length,
  }
}

async function untilPlaying(viewer: Viewer): Promise<void> {
  const deadlineMs = performance.now() + FIRST_PICTURE_WITHIN_MS
  while ((await viewer.snapshot()).playedMs === 0) {
    if (performance.now() > deadlineMs) throw new Error('the browser has no picture')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** The media playlist of the rung at this place, or of the last one. */
async function findRung(findPlaylist: () => Promise<string | null>, place: number): Promise<string | null> {
  const multivariantUrl = await findPlaylist()
  if (multivariantUrl === null) return null
  const variants = await readVariants(multivariantUrl)
  return variants[place] ?? variants.at(-1) ?? null
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}
