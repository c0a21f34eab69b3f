/** Lets one Shoal at a time have a data folder. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FolderInUseError, lockFolder } from '@shoal/db/embedded/folder-lock'
import { OperatorError } from '../operator-error.ts'

/** Held until it is disposed of, or this process is gone. @throws OperatorError when another one holds it. */
export function lockDataFolder(folder: string): Disposable {
  const file = join(folder, 'shoal.lock')
  try {
    return lockFolder(file, folder)
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error
    throw new OperatorError(
      `Shoal is already running on ${folder}${readHolder(`${file}.pid`)}: stop it first, or give this one another SHOAL_DATA and other ports.`,
    )
  }
}

function readHolder(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8').trim()})`
  } catch {
    return ''
  }
}
