/** Writes and removes one broadcast's files; makes each folder once. */

import { rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolder } from '@shoal/db/make-folder'
import { type StoredFile, storedFilePath } from './broadcast-folder.ts'
import { errorCode } from './disk-fault.ts'
import type { JournalSegment } from './journal-line.ts'

/** Replaced in tests by one that fails. */
export type WriteFile = (path: string, bytes: Buffer) => Promise<void>

export class StoredFiles {
  readonly folder: string
  readonly #write: WriteFile
  readonly #made = new Set<string>()

  constructor(folder: string, write: WriteFile = writeFile) {
    this.folder = folder
    this.#write = write
  }

  async makeRoot(): Promise<void> {
    await this.#makeFolder(this.folder)
  }

  /** What was written half is removed again. @throws the system's error. */
  async write(file: StoredFile, bytes: Buffer): Promise<void> {
    const path = join(this.folder, storedFilePath(file))
    await this.#makeFolder(dirname(path))
    try {
      await this.#write(path, bytes)
    } catch (error) {
      // Somebody may have removed the folder meanwhile.
      if (errorCode(error) === 'ENOENT') this.#made.clear()
      await removeQuietly(path)
      throw error
    }
  }

  /** Writes and removes again as much as a segment might take. @throws the system's error while the disk is not well. */
  async probe(bytes: number): Promise<void> {
    const path = join(this.folder, '.probe')
    this.#made.clear()
    try {
      await this.#makeFolder(this.folder)
      await this.#write(path, Buffer.alloc(bytes))
    } finally {
      await removeQuietly(path)
    }
  }

  /** Never fails: what is left over is found at the next start. */
  async remove(file: StoredFile): Promise<void> {
    await removeQuietly(join(this.folder, storedFilePath(file)))
  }

  async removeSegment({ epoch, number, parts }: Pick<JournalSegment, 'epoch' | 'number' | 'parts'>): Promise<void> {
    for (const [rung, { hash }] of Object.entries(parts)) {
      await this.remove({ kind: 'segment', epoch, rung, number, hash })
    }
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#made.has(folder)) return
    await makeFolder(folder)
    this.#made.add(folder)
  }
}

async function removeQuietly(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => {})
}
