/** Makes sure that the data folder can be written to, and that it has room. */

import { randomBytes } from 'node:crypto'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '@shoal/db/make-folder'
import { OperatorError } from '../operator-error.ts'

/** Makes the folder when it is missing. @throws OperatorError when it cannot be made or written to. */
export async function requireWritableFolder(folder: string, variable = 'SHOAL_DATA'): Promise<void> {
  const probe = join(folder, `.write-test-${randomBytes(6).toString('hex')}`)
  try {
    await makeFolder(folder)
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOSPC') throw new OperatorError(fullDiskSentence(folder, 0, undefined))
    const why = REASONS[code] ?? code
    throw new OperatorError(
      `The data folder ${folder} cannot be written to (${why}): set ${variable} to a folder that you may write to.`,
    )
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file has that name',
  ENOENT: 'it cannot be made there',
}

export type FreeSpace = (folder: string) => Promise<{ bavail: number; bsize: number }>

/** Megabytes (10⁶ bytes) that this user may still write. */
export async function freeMegabytes(folder: string, freeSpace: FreeSpace = statfs): Promise<number> {
  const { bavail, bsize } = await freeSpace(folder)
  return Math.floor((bavail * bsize) / 1e6)
}

/** @throws OperatorError below `wantedMb`. */
export async function requireFreeSpace(folder: string, wantedMb: number, freeSpace?: FreeSpace): Promise<void> {
  const freeMb = await freeMegabytes(folder, freeSpace)
  if (freeMb < wantedMb) throw new OperatorError(fullDiskSentence(folder, freeMb, wantedMb))
}

function fullDiskSentence(folder: string, freeMb: number, wantedMb: number | undefined): string {
  const least = wantedMb === undefined ? '' : ` and SHOAL_MIN_FREE_MB asks for ${wantedMb} MB`
  return `The disk of ${folder} has ${freeMb} MB free${least}: make room, or set SHOAL_DATA to a folder on another disk.`
}
