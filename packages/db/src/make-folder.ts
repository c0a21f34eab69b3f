/** Makes a folder and those above it. */

import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * In place of `mkdir` with `recursive`, which never comes back (Node 24.21) where the system says that a folder cannot
 * be made although the one above it is there, as in /proc.
 * @throws the system's error, such as ENOENT, ENOTDIR, EACCES or EEXIST (a file has that name).
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return
    if (code !== 'ENOENT' || (await isFolder(dirname(folder)))) throw error
    await makeFolder(dirname(folder))
    await mkdir(folder)
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
}
