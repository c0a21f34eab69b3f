/** After the build: each script and style once more, compressed as well as it gets; see src/server/static-files.ts. */

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const folder = join(import.meta.dirname, '../.next/static')

await Promise.all((await readdir(folder, { recursive: true })).filter((file) => /\.(js|css)$/.test(file)).map(compress))

async function compress(file: string): Promise<void> {
  const plain = await readFile(join(folder, file))
  await writeFile(join(folder, `${file}.br`), await promisify(brotliCompress)(plain, brotliOf(plain)))
  await writeFile(join(folder, `${file}.gz`), await promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION }))
}

function brotliOf({ length }: Buffer) {
  return {
    params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: length },
  }
}
