import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from './make-folder.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'shoal-folder-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

it('makes a folder and those above it, and minds none that is there', async () => {
  const folder = join(home, 'a', 'b', 'c')
  await makeFolder(folder)
  await makeFolder(folder)
  expect((await stat(folder)).isDirectory()).toBe(true)
})

it('makes what many want at the same moment', async () => {
  const wanted = Array.from({ length: 40 }, (_, i) => join(home, 'a', 'b', String(i % 4), String(i % 8)))
  await Promise.all(wanted.map(makeFolder))
})

it('says so where a file has the name', async () => {
  await writeFile(join(home, 'file'), '')
  await expect(makeFolder(join(home, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(home, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

it.runIf(process.platform === 'linux')('gives up where no folder can be made', async () => {
  await expect(makeFolder('/proc/shoal')).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(makeFolder('/proc/shoal/data')).rejects.toMatchObject({ code: 'ENOENT' })
})
