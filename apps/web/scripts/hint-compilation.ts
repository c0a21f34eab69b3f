/**
 * After the build: has browsers compile our scripts while they load, on a thread of their own. Without it V8 puts a
 * function off until it is called, which for a minified bundle is all of it at once on the page's own thread: on a phone,
 * half a second in which nothing answers. https://v8.dev/blog/explicit-compile-hints; other browsers read a comment.
 */

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const HINT = '//# allFunctionsCalledOnLoad\n'
const folder = join(import.meta.dirname, '../.next/static/chunks')

for (const file of await readdir(folder, { recursive: true })) {
  if (!file.endsWith('.js')) continue
  const path = join(folder, file)
  const script = await readFile(path, 'utf8')
  if (!script.startsWith(HINT)) await writeFile(path, HINT + script)
}
