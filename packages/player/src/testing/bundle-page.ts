/** Builds the test's page script in memory. */

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    logLevel: 'error',
  })
  const [script] = outputFiles
  if (!script) throw new Error('esbuild made nothing')
  return script.text
}
