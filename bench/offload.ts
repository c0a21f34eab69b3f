/**
 * Real viewers in Chromium: what they carry for each other, and what that costs them, beside plain hls.js.
 *
 *     npm run bench:offload -- [--viewers 4] [--rounds 1]
 */

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { z } from 'zod'
import { startLiveOrigin } from '../packages/player/src/testing/live-origin.ts'
import { makeBroadcast } from '../packages/player/src/testing/segments.ts'
import { type Figures, median, printResult } from './compare.ts'
import { watchBroadcast } from './offload/audience.ts'
import { countWithin, readOptions } from './read-options.ts'

/** History, joining, warming up and being measured. */
const BROADCAST_SECONDS = 90
/** The rung that the benches of the swarm have, shown at its own size. */
const PICTURE = { size: '640x360', kbps: 750 }

const { viewers, rounds } = readOptions(
  'bench:offload',
  z.object({
    viewers: countWithin(2, 50).default(4),
    rounds: countWithin(1, 25).default(1),
  }),
)

await using parts = new AsyncDisposableStack()
const made = await makeBroadcast(BROADCAST_SECONDS, PICTURE)
const origin = parts.adopt(await startLiveOrigin(made, await bundlePage()), (started) => started.close())

const results: Record<'ours' | 'plain', Figures[]> = { ours: [], plain: [] }
for (let round = 0; round < rounds; round++) {
  for (const side of round % 2 === 0 ? (['ours', 'plain'] as const) : (['plain', 'ours'] as const)) {
    const figures = await watchBroadcast({ origin, side, viewers })
    console.log(side, figures)
    results[side].push(figures)
  }
}
const ours = medians(results.ours)
const plain = medians(results.plain)
const ceiling = (viewers - 1) / viewers
printResult({
  ...{ bench: 'offload', peer: 'plain hls.js', viewers, rounds, ceiling, ours, plain },
  offloadOfCeiling: (ours.offloadOrigin ?? Number.NaN) / ceiling,
  cpuRatio: (ours.cpuCoresPerViewer ?? Number.NaN) / (plain.cpuCoresPerViewer ?? Number.NaN),
  rendererMegabytesMore:
    (ours.rendererMegabytesPerViewer ?? Number.NaN) - (plain.rendererMegabytesPerViewer ?? Number.NaN),
})

function medians(sides: readonly Figures[]): Figures {
  return Object.fromEntries(
    Object.keys(sides[0] ?? {}).map((name) => [name, median(sides.map((one) => one[name] ?? Number.NaN))]),
  )
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('pages/offload.ts', import.meta.url))],
    ...{ bundle: true, write: false, format: 'esm', logLevel: 'error' },
  })
  return outputFiles[0]?.text ?? ''
}
