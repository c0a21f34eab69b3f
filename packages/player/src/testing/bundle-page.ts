/** Builds the test's page script in memory, with the loader as a web app must take it. */

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['p2pml:core-as-bundle'], // its plain build wants Node's modules
    logLevel: 'error',
  })
  const [script] = outputFiles
  if (!script) throw new Error('esbuild made nothing')
  return script.text
}
