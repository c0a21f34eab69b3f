/** Makes a folder and those above it. */

import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * In place of `mkdir` with `recursive`, which never comes back (Node 24.21) where the system says that a folder cannot
 * be made although the one above it is there, as in /proc.
 * @throws the system's error, such as ENOENT, ENOTDIR, EACCES or EEXIST (a file has that name).
 */
export async function makeFolder(folder: string): Promise<void> {
  const missing = await makeOne(folder)
  if (!missing) return
  if (!(await isFolder(dirname(folder)))) await makeFolder(dirname(folder))
  // The one above may be somebody else's work of this moment: this one is tried again all the same.
  const error = await makeOne(folder)
  if (error) throw error
}

/** Its error where the system says that there is nothing to make it in; others are thrown. */
async function makeOne(folder: string): Promise<Error | null> {
  try {
    await mkdir(folder)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' && (await isFolder(folder))) return null
    if (code === 'ENOENT' && error instanceof Error) return error
    throw error
  }
  return null
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
}
