/** The folder of the embedded database's socket. Who reaches the socket owns the database, so only this user may. */

import { chmod, lstat, mkdir } from 'node:fs/promises'

export class SocketFolderError extends Error {
  override name = 'SocketFolderError'
}

/** @throws SocketFolderError when somebody else made it, which they could under the system's temporary folder. */
export async function prepareSocketFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const found = await lstat(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new SocketFolderError(`${folder} belongs to somebody else: remove it, or set SHOAL_DATA to a shorter path`)
  }
  await chmod(folder, 0o700)
}
