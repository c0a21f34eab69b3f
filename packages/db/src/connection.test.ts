import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { connectionString, describeAddress } from './connection.ts'

it('puts the password from its file into the URL, whatever characters it has', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'shoal-test-'))
  const passwordFile = join(folder.path, 'password')
  await writeFile(passwordFile, 'p@ss/w:rd?#%\n')
  const complete = new URL(connectionString({ url: 'postgresql://shoal@db/shoal', passwordFile }))
  expect(decodeURIComponent(complete.password)).toBe('p@ss/w:rd?#%')
  expect(complete.host).toBe('db')
})

it('says where the database is without saying the password', () => {
  expect(describeAddress('postgresql://shoal:secret@db/shoal')).toBe('db:5432')
  expect(describeAddress('postgresql://shoal:secret@[::1]:6432/shoal')).toBe('[::1]:6432')
  expect(describeAddress('postgresql://postgres@localhost/postgres?host=%2Fsrv%2Fsocket')).toBe('/srv/socket')
})
