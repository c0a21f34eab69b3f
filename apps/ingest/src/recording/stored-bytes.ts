/** What everything that has ended takes on the disk, known without asking the disk again. */

import type { Logger } from 'pino'
import { listBroadcastFolders } from './adopt.ts'
import { broadcastFolder } from './broadcast-folder.ts'
import { type ExportFile, listExportFiles, removeUnfinished } from './export-files.ts'
import { type EndedSummary, readSummary } from './journal-summary.ts'

export type StoredBroadcast = { id: string; bytes: number; isRecorded: boolean; endedAtMs: number }

export class StoredBytes {
  readonly #broadcasts = new Map<string, StoredBroadcast>()
  readonly #exports = new Map<string, ExportFile>()

  get total(): number {
    let sum = 0
    for (const { bytes } of this.#broadcasts.values()) sum += bytes
    for (const { bytes } of this.#exports.values()) sum += bytes
    return sum
  }

  get broadcasts(): Iterable<StoredBroadcast> {
    return this.#broadcasts.values()
  }

  get exports(): Iterable<ExportFile> {
    return this.#exports.values()
  }

  setBroadcast(id: string, { end, bytes }: EndedSummary): void {
    this.#broadcasts.set(id, { id, bytes, isRecorded: end.isRecorded, endedAtMs: end.atMs })
  }

  setExport(file: ExportFile): void {
    this.#exports.set(`${file.broadcastId}/${file.rung}`, file)
  }

  deleteExport({ broadcastId, rung }: Pick<ExportFile, 'broadcastId' | 'rung'>): void {
    this.#exports.delete(`${broadcastId}/${rung}`)
  }

  deleteBroadcast(id: string): void {
    this.#broadcasts.delete(id)
    for (const file of this.#exports.values()) if (file.broadcastId === id) this.deleteExport(file)
  }
}

/** Of what is there at the start of the process, when nothing is being made yet. What cannot be read is logged, and counts nothing. */
export async function loadStoredBytes(root: string, log: Logger): Promise<StoredBytes> {
  const stored = new StoredBytes()
  for (const id of await listBroadcastFolders(root)) {
    try {
      const folder = broadcastFolder(root, id)
      const summary = await readSummary(folder)
      if (!summary) continue
      stored.setBroadcast(id, summary)
      await removeUnfinished(folder)
      for (const file of await listExportFiles(folder, id)) stored.setExport(file)
    } catch (error) {
      log.error({ err: error, broadcastId: id }, 'a recording cannot be read')
    }
  }
  return stored
}
