/** Builds `<shoal-player>` as one ES module, with all of hls.js: other servers' playlists have sound and words of their own. */

import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export async function bundleElement(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('shoal-player.ts', import.meta.url))],
    ...{ outfile, bundle: true, minify: true, format: 'esm', target: 'es2022', logLevel: 'error' },
    alias: { 'hls.js/light': 'hls.js' },
    banner: {
      js: '/* <shoal-player>: Apache-2.0; with hls.js and @svta/cml-608 (Apache-2.0), noble-hashes and zod (MIT) */',
    },
  })
}
