/** After the build: each script and style once more, compressed as well as it gets; see src/server/static-files.ts. */

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const app = join(import.meta.dirname, '..')
const built = await readdir(join(app, '.next/static'), { recursive: true })
const scripts = built.filter((file) => /\.(js|css)$/.test(file)).map((file) => join(app, '.next/static', file))

await Promise.all([...scripts, join(app, 'public/shoal-player.js')].map(compress))

async function compress(path: string): Promise<void> {
  const plain = await readFile(path)
  await writeFile(`${path}.br`, await promisify(brotliCompress)(plain, brotliOf(plain)))
  await writeFile(`${path}.gz`, await promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION }))
}

function brotliOf({ length }: Buffer) {
  const { BROTLI_PARAM_MODE, BROTLI_MODE_TEXT, BROTLI_PARAM_SIZE_HINT } = constants
  return { params: { [BROTLI_PARAM_MODE]: BROTLI_MODE_TEXT, [BROTLI_PARAM_SIZE_HINT]: length } }
}
