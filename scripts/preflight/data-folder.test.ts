import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freeMegabytes, requireFreeSpace, requireWritableFolder } from './data-folder.ts'
import { lockDataFolder } from './data-lock.ts'

describe('the data folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-data-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is made when it is missing, and nothing is left in it', async () => {
    await requireWritableFolder(join(folder, 'a', 'b'))
    expect(await readdir(join(folder, 'a', 'b'))).toEqual([])
  })

  it.each(['file', 'file/data'])('at %s, below a regular file, is refused with the variable to set', async (path) => {
    await writeFile(join(folder, 'file'), '')
    await expect(requireWritableFolder(join(folder, path))).rejects.toThrow(
      /^The data folder .* cannot be written to \(a .*file.*\): set SHOAL_DATA to a folder that you may write to\.$/,
    )
  })

  it('on a full disk is refused with what is free and what is asked for', async () => {
    const almostFull = async () => ({ bavail: 1000, bsize: 4096 })
    await expect(requireFreeSpace(folder, 200, almostFull)).rejects.toThrow(
      `The disk of ${folder} has 4 MB free and SHOAL_MIN_FREE_MB asks for 200 MB: make room, or set SHOAL_DATA to a folder on another disk.`,
    )
    await expect(requireFreeSpace(folder, 4, almostFull)).resolves.toBeUndefined()
  })

  it('has as much room as the file system says', async () => {
    expect(await freeMegabytes(folder)).toBeGreaterThan(0)
  })

  it('belongs to one Shoal at a time', () => {
    const held = lockDataFolder(folder)
    expect(() => lockDataFolder(folder)).toThrow(
      `Shoal is already running on ${folder} (process ${process.pid}): stop it first, or give this one another SHOAL_DATA and other ports.`,
    )
    held[Symbol.dispose]()
    lockDataFolder(folder)[Symbol.dispose]()
  })
})
