/**
 * `npm run lighthouse`: what Lighthouse says of every page, on a phone as it imagines one, beside the bars: performance
 * 90 on the watch page; accessibility, best practices and SEO 98 on all that search engines may see. Ends with 1 below them.
 */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { freePorts } from '../../../e2e/free-ports.ts'
import { addSampleBroadcasts } from '../src/testing/sample-broadcasts.ts'
import { SAMPLE_PAGES, type SamplePage } from '../src/testing/sample-pages.ts'
import { setUpSite, startSampleSite } from '../src/testing/sample-site.ts'

const LEAST = { performance: 0.9, accessibility: 0.98, 'best-practices': 0.98, seo: 0.98 }
const CATEGORIES = Object.keys(LEAST)
const only = new Set(process.argv.slice(2))
const folder = join(import.meta.dirname, '../../../e2e/lighthouse')

await mkdir(folder, { recursive: true })
await using site = await startSampleSite()
const page = await setUpSite(site)
const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
await addSampleBroadcasts(site.db)
site.origin.startBroadcast()

const [port = 0] = await freePorts(1)
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', `--remote-debugging-port=${port}`, '--autoplay-policy=no-user-gesture-required'],
})
let missed = 0
for (const sample of SAMPLE_PAGES) {
  if (only.size > 0 && !only.has(sample.name)) continue
  const scores = await examine(sample)
  const shown = CATEGORIES.map((name) => `${name} ${scores[name] === undefined ? '–' : Math.round(scores[name] * 100)}`)
  console.log(`${sample.name.padEnd(24)} ${shown.join('  ')}`)
  for (const [name, least] of Object.entries(LEAST)) {
    const score = scores[name]
    if (score === undefined || score >= least || !isAsked(sample, name)) continue
    missed += 1
    console.log(`  below ${least * 100}: ${name}, see ${sample.name}.html`)
  }
}
await browser.close()
process.exitCode = missed > 0 ? 1 : 0

function isAsked(sample: SamplePage, category: string): boolean {
  if (category === 'performance') return sample.name === 'watch-live'
  return category !== 'seo' || sample.isPrivate !== true
}

async function examine(sample: SamplePage): Promise<Record<string, number>> {
  const outcome = await lighthouse(site.url + sample.path, {
    ...{ port, output: 'html', logLevel: 'error', onlyCategories: CATEGORIES },
    ...(sample.who === 'operator' ? { extraHeaders: { Cookie: cookies } } : {}),
  })
  if (!outcome) throw new Error(`Lighthouse said nothing of ${sample.path}`)
  await writeFile(join(folder, `${sample.name}.html`), [outcome.report].flat().join(''))
  const categories = Object.entries(outcome.lhr.categories)
  return Object.fromEntries(categories.flatMap(([name, { score }]) => (score === null ? [] : [[name, score]])))
}
