/** Finished downloads in a broadcast's folder. */

import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { storedFilePath } from './broadcast-folder.ts'
import { errorCode } from './disk-fault.ts'

export type ExportFile = { broadcastId: string; rung: string; bytes: number; madeAtMs: number }

/** A file of one that is being made. */
export const UNFINISHED = '.part'
const EXPORT = /^export-(?<rung>[a-z0-9]{1,16})\.mp4$/

export async function listExportFiles(folder: string, broadcastId: string): Promise<ExportFile[]> {
  const files: ExportFile[] = []
  for (const name of await readdir(folder)) {
    const rung = EXPORT.exec(name)?.groups?.rung
    const file = rung === undefined ? null : await findExportFile(folder, { broadcastId, rung })
    if (file) files.push(file)
  }
  return files
}

/** What a process that was killed has left half-made. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('export-') && name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true })
  }
}

/** Null where there is none. @throws the system's error. */
export async function findExportFile(
  folder: string,
  { broadcastId, rung }: { broadcastId: string; rung: string },
): Promise<ExportFile | null> {
  try {
    const { size, mtimeMs } = await stat(exportPath(folder, rung))
    return { broadcastId, rung, bytes: size, madeAtMs: mtimeMs }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

export function exportPath(folder: string, rung: string): string {
  return join(folder, storedFilePath({ kind: 'export', rung }))
}

export async function deleteExportFile(folder: string, rung: string): Promise<void> {
  await rm(exportPath(folder, rung), { force: true })
}
