/** The doctor on folders: whether data can be written, whether there is room, and who may read the secrets. */

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { freeMegabytes, requireWritableFolder } from '../preflight/data-folder.ts'
import type { Settings } from '../settings.ts'
import type { Check } from './check.ts'

/** A day of one 720p ladder is about 30 GB; below this an operator should know. */
const COMFORTABLE_MB = 5000

export async function checkDataFolder({ dataFolder }: Settings): Promise<Check> {
  const name = 'data folder'
  try {
    await requireWritableFolder(dataFolder)
    return { name, state: 'ok', found: `${dataFolder} can be written to` }
  } catch (error) {
    const advice = 'set SHOAL_DATA to a folder that this user may write to'
    return { name, state: 'fail', found: error instanceof Error ? error.message : String(error), advice }
  }
}

export async function checkDisk({ dataFolder, minFreeMb }: Settings): Promise<Check> {
  const freeMb = await freeMegabytes(dataFolder)
  const found = `${freeMb} MB free`
  const advice = `make room on the disk of ${dataFolder}, or set SHOAL_DATA to a folder on another one`
  if (freeMb < minFreeMb)
    return { name: 'disk', state: 'fail', found: `${found}, below SHOAL_MIN_FREE_MB (${minFreeMb})`, advice }
  return freeMb < COMFORTABLE_MB ? { name: 'disk', state: 'warn', found, advice } : { name: 'disk', state: 'ok', found }
}

export async function checkSecrets(folder: string): Promise<Check> {
  const name = 'secrets'
  const files = await readdir(folder).catch(() => undefined)
  if (!files) return { name, state: 'ok', found: 'none yet: `npm start` makes them' }
  const open: string[] = []
  for (const path of [folder, ...files.map((file) => join(folder, file))]) {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0) open.push(path)
  }
  if (open.length === 0) return { name, state: 'ok', found: `${folder}, for this user only` }
  const advice = `chmod -R go= ${folder}`
  return { name, state: 'fail', found: `other users of this machine can read ${open.join(', ')}`, advice }
}
