/** The migration as compose runs it: by its environment, its output and its exit code. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startEmbeddedDatabase } from './embedded/embedded-database.ts'
import { startPostgreSql } from './testing/postgresql.ts'

const mainFile = fileURLToPath(new URL('migrate-main.ts', import.meta.url))

async function migrate(environment: Record<string, string>, ...flags: string[]) {
  const child = spawn(process.execPath, [mainFile, ...flags], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, stdout, stderr }
}

it('migrates the embedded database of the data folder', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'shoal-test-'))
  await using _embedded = await startEmbeddedDatabase({ folder: folder.path })
  const first = await migrate({ SHOAL_DATA: folder.path, DATABASE_URL: '' })
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout).toMatch(/^applied to the database: \d+_first-light.*\n$/)
  const second = await migrate({ SHOAL_DATA: folder.path })
  expect(second).toEqual({ code: 0, stdout: 'the database is up to date\n', stderr: '' })
})

it('waits for a database that is still starting', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'shoal-test-'))
  const waiting = migrate({ SHOAL_DATA: folder.path })
  await using _embedded = await startEmbeddedDatabase({ folder: folder.path })
  expect(await waiting).toMatchObject({ code: 0, stderr: '' })
})

it.each([
  {
    what: 'no database answers',
    environment: { DATABASE_URL: 'postgresql://shoal:secret@127.0.0.1:1/shoal' },
    says: 'the database at 127.0.0.1:1 does not answer: start it, or set DATABASE_URL to one that runs',
  },
  {
    what: 'the URL is of something else',
    environment: { DATABASE_URL: 'mysql://127.0.0.1/shoal' },
    says: 'DATABASE_URL must be a PostgreSQL URL such as postgresql://user:password@host:5432/name.',
  },
  {
    what: 'the password file is not there',
    environment: { DATABASE_URL: 'postgresql://shoal@127.0.0.1:1/shoal', DATABASE_PASSWORD_FILE: '/nowhere/password' },
    says: "cannot read the database's password from /nowhere/password: set DATABASE_PASSWORD_FILE to a file that this user can read",
  },
])('says so in one line when $what', async ({ environment, says }) => {
  expect(await migrate(environment, '--wait', '0')).toEqual({ code: 1, stdout: '', stderr: `${says}\n` })
})

it('says so at once when the password is wrong, and does not say the password', async () => {
  await using server = await startPostgreSql()
  const url = new URL(server.url)
  url.password = 'secret-but-wrong'
  expect(await migrate({ DATABASE_URL: url.href })).toEqual({
    code: 1,
    stdout: '',
    stderr: `the database at ${url.host} refused the user name or the password: set DATABASE_URL and DATABASE_PASSWORD_FILE to the right ones\n`,
  })
})
