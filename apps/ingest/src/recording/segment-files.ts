/** Reads and deletes what is stored of one broadcast. */

import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { broadcastIdSchema } from '@shoal/protocol/hls-path'
import type { PastReader, PictureName } from '../hls/past-reader.ts'
import { broadcastFolder, type StoredFile, storedFilePath } from './broadcast-folder.ts'
import { errorCode } from './disk-fault.ts'

const SHEET = /^storyboard-(?<sheet>[1-9]\d{0,2})\.jpg$/

/** Null for what is not there, and for what is no address of a file. */
export class SegmentFiles implements PastReader {
  readonly #folder: string
  readonly #latestPicture: () => number | null

  /** `latestPicture` says which one is the poster: its time on the media timeline in ms, or null while there is none. */
  constructor(folder: string, latestPicture: () => number | null) {
    this.#folder = folder
    this.#latestPicture = latestPicture
  }

  readSegment(epoch: number, rung: string, number: number, hash: string): Promise<Buffer | null> {
    return readStored(this.#folder, { kind: 'segment', epoch, rung, number, hash })
  }

  readInit(epoch: number, rung: string, hash: string): Promise<Buffer | null> {
    return readStored(this.#folder, { kind: 'init', epoch, rung, hash })
  }

  async readPicture(name: PictureName): Promise<Buffer | null> {
    const file = pictureFile(name, this.#latestPicture)
    return file && (await readStored(this.#folder, file))
  }
}

/** Null where there is none, and for what is no address of a file. @throws the system's error. */
export async function readStored(folder: string, file: StoredFile): Promise<Buffer | null> {
  const path = pathOf(folder, file)
  if (path === null) return null
  try {
    return await readFile(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Frees the disk of all that is stored of a broadcast. @throws the system's error: some of it may be left. */
export async function deleteBroadcast(root: string, broadcastId: string): Promise<void> {
  if (!broadcastIdSchema.safeParse(broadcastId).success) return
  await rm(broadcastFolder(root, broadcastId), { recursive: true, force: true, maxRetries: 3 })
}

function pathOf(folder: string, file: StoredFile): string | null {
  try {
    return join(folder, storedFilePath(file))
  } catch {
    return null
  }
}

function pictureFile(name: PictureName, latestPicture: () => number | null): StoredFile | null {
  if (name === 'storyboard.vtt') return { kind: 'storyboard-cues' }
  if (name === 'poster.jpg') {
    const mediaMs = latestPicture()
    return mediaMs === null ? null : { kind: 'picture', mediaMs }
  }
  const sheet = SHEET.exec(name)?.groups?.sheet
  return sheet === undefined ? null : { kind: 'storyboard-sheet', sheet: Number(sheet) }
}
