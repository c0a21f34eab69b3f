/** Lets one process at a time open the embedded database's files. */

import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

export class FolderInUseError extends Error {
  override name = 'FolderInUseError'
}

/** SQLITE_BUSY, from SQLite's result codes. */
const busySchema = z.object({ errcode: z.literal(5) })

/**
 * Held until it is disposed of or the process dies, however it dies: the kernel holds it, through SQLite, because Node
 * has no file locks of its own. The file is never written to; `<file>.pid` only says to people who holds it.
 * @throws FolderInUseError when another process holds it.
 */
export function lockFolder(file: string, folder: string): Disposable {
  const lock = new DatabaseSync(file)
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if (!busySchema.safeParse(cause).success) throw cause
    throw new FolderInUseError(
      `another process${readHolder(file)} has the database in ${folder} open: stop it, or set SHOAL_DATA to another folder`,
      { cause },
    )
  }
  writeFileSync(`${file}.pid`, `${process.pid}\n`)
  return { [Symbol.dispose]: () => lock.close() }
}

function readHolder(file: string): string {
  try {
    return ` (${readFileSync(`${file}.pid`, 'utf8').trim()})`
  } catch {
    return '' // it has only just taken the lock
  }
}
