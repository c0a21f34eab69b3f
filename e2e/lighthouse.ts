/**
 * `npm run lighthouse`: what Lighthouse says of every page of a whole Shoal with a broadcast on, on a phone as it
 * imagines one, beside the bars: performance 90 on the watch page; accessibility and best practices 98 everywhere, SEO 98
 * on what search engines may see. Names of pages as arguments examine those alone. Ends with 1 where a bar is missed.
 */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { freePorts } from './free-ports.ts'
import { startPublisher } from './publisher.ts'
import { startShoal } from './shoal.ts'
import { signIn } from './sign-in.ts'

const LEAST = { performance: 0.9, accessibility: 0.98, 'best-practices': 0.98, seo: 0.98 }
const CATEGORIES = Object.keys(LEAST)
const LIVE_WITHIN_MS = 30_000
const folder = join(import.meta.dirname, 'lighthouse')
const only = new Set(process.argv.slice(2))

type Examined = { path: string; isPrivate?: true }

const pages: Record<string, Examined> = {
  home: { path: '/' },
  watch: { path: '' },
  'sign-in': { path: '/sign-in' },
  about: { path: '/about' },
  api: { path: '/api' },
  player: { path: '/player' },
  studio: { path: '/studio', isPrivate: true },
  dashboard: { path: '/dashboard', isPrivate: true },
  settings: { path: '/settings', isPrivate: true },
  account: { path: '/account', isPrivate: true },
}

await mkdir(folder, { recursive: true })
await using shoal = await startShoal()
const setup = await shoal.setUp()
pages.watch = { path: new URL(setup.watchUrl).pathname }
pages.studio = { path: new URL(setup.studioUrl).pathname, isPrivate: true }
const publisher = startPublisher(`${setup.rtmpUrl}/${setup.streamKey}`)
const [port = 0] = await freePorts(1)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', `--remote-debugging-port=${port}`],
})
let missed = 0
try {
  const page = await browser.newPage()
  await signIn(page, setup)
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await page.goto(setup.watchUrl)
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0, undefined, {
    timeout: LIVE_WITHIN_MS,
  })
  await page.close()
  for (const [name, examined] of Object.entries(pages)) {
    if (only.size > 0 && !only.has(name)) continue
    const scores = await examine(name, examined, cookies)
    const shown = CATEGORIES.map((one) => `${one} ${scores[one] === undefined ? '–' : Math.round(scores[one] * 100)}`)
    console.log(`${name.padEnd(12)} ${shown.join('  ')}`)
    for (const [category, least] of Object.entries(LEAST)) {
      const score = scores[category]
      if (score === undefined || score >= least || !isAsked(name, examined, category)) continue
      missed += 1
      console.log(`  below ${least * 100}: ${category}, see e2e/lighthouse/${name}.html`)
    }
  }
} finally {
  await browser.close()
  await publisher.stop()
}
process.exitCode = missed > 0 ? 1 : 0

function isAsked(name: string, { isPrivate }: Examined, category: string): boolean {
  if (category === 'performance') return name === 'watch'
  return category !== 'seo' || !isPrivate
}

async function examine(name: string, { path, isPrivate }: Examined, cookies: string): Promise<Record<string, number>> {
  const outcome = await lighthouse(new URL(path, setup.watchUrl).href, {
    ...{ port, output: 'html', logLevel: 'error', onlyCategories: CATEGORIES },
    ...(isPrivate ? { extraHeaders: { Cookie: cookies } } : {}),
  })
  if (!outcome) throw new Error(`Lighthouse said nothing of ${path}`)
  await writeFile(join(folder, `${name}.html`), [outcome.report].flat().join(''))
  const scores = Object.entries(outcome.lhr.categories)
  return Object.fromEntries(scores.flatMap(([one, { score }]) => (score === null ? [] : [[one, score]])))
}
