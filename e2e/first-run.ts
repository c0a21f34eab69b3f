/**
 * `npm run first-run`: what a newcomer does from "everything is built" to the first picture, and how long the machine
 * takes for it, with ffmpeg as the streamer and a real browser. The bars: three acts of a person, 90 s. An act is one
 * thing done in one place: a command typed, a form sent, streaming started. The watch page is open beforehand, as that of
 * somebody who was given its address. The last line is one JSON object; ends with 1 where a bar is missed.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../packages/player/src/testing/launch-browser.ts'
import { buildWebApp, generateDatabaseClient } from '../scripts/stack/build.ts'
import { CHANNEL, readEncoderAddress, setUpInBrowser } from './journeys/set-up-in-browser.ts'
import { startPublisher } from './publisher.ts'
import { startShoal } from './shoal.ts'

const MOST_ACTS = 3
const MOST_MS = 90_000

await using parts = new AsyncDisposableStack()
const logFolder = await mkdtemp(join(tmpdir(), 'shoal-first-run-'))
parts.defer(() => rm(logFolder, { recursive: true, force: true }))
const making = { logFolder, note: (text: string) => console.log(text), signal: new AbortController().signal }
await generateDatabaseClient(making)
await buildWebApp(making)
const browser = parts.adopt(await launchBrowser(), (running) => running.close())

const sinceMs = performance.now()
const acts: { act: string; atMs: number }[] = []
const elapsedMs = () => Math.round(performance.now() - sinceMs)

/** Notes when a person did it. */
function act(what: string): void {
  acts.push({ act: what, atMs: elapsedMs() })
  console.log(`${(elapsedMs() / 1000).toFixed(1).padStart(5)} s  ${what}`)
}

act('types `npm start`')
const shoal = parts.use(await startShoal())
const setupLink = await shoal.setupLink()
act('opens the setup link, fills the form in and sends it')
const studio = await browser.newPage()
await setUpInBrowser(studio, setupLink)
const { serverUrl, streamKey } = await readEncoderAddress(studio)
const watching = await browser.newPage()
await watching.goto(new URL(`/@${CHANNEL.slug}`, studio.url()).href)
await watching.getByText('Not live yet').first().waitFor()
act('starts streaming with the server and the key that the studio shows')
const publisher = parts.adopt(startPublisher(`${serverUrl}/${streamKey}`), (running) => running.stop())

const [studioPictureMs, watchPictureMs] = await Promise.all([firstPictureMs(studio), firstPictureMs(watching)])
console.log(`${(watchPictureMs / 1000).toFixed(1).padStart(5)} s  the picture is on the watch page`)
const isWithin = acts.length <= MOST_ACTS && Math.max(studioPictureMs, watchPictureMs) <= MOST_MS
if (!isWithin) process.exitCode = 1
const figures = {
  ...{ acts: acts.length, mostActs: MOST_ACTS, firstPictureMs: watchPictureMs, mostMs: MOST_MS, studioPictureMs },
  ...{ publishToPictureMs: watchPictureMs - (acts.at(-1)?.atMs ?? 0), isWithin, did: acts },
}
if (publisher.errors()) console.error(publisher.errors())
await parts.disposeAsync()
console.log(JSON.stringify(figures))

async function firstPictureMs(page: Page): Promise<number> {
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0, undefined, {
    timeout: MOST_MS,
  })
  return elapsedMs()
}
