/** What a viewer downloads to play: kept small by a test, because a library comes along with one careless import. */

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const MOST_BYTES = 230_000
/** The player without hls.js and captions, so that it is seen which of them has grown. */
const MOST_OWN_BYTES = 46_000

async function bundle(external: string[]): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('start-playback.ts', import.meta.url))],
    ...{ bundle: true, write: false, minify: true, splitting: true, format: 'esm', outdir: 'out', external },
    logLevel: 'error',
  })
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0)
}

it('is at most 230 kB gzipped with all that it ever fetches, and at most 46 kB without hls.js and captions', async () => {
  expect(await bundle([])).toBeLessThanOrEqual(MOST_BYTES)
  expect(await bundle(['hls.js/light', '*/caption-tracks.ts'])).toBeLessThanOrEqual(MOST_OWN_BYTES)
})
