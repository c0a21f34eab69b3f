/** The database as a command at a shell opens it. */

import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startEmbeddedDatabase } from './embedded/embedded-database.ts'
import { openOperatorDatabase } from './operator-database.ts'
import { hasOperator } from './operators.ts'
import { startPostgreSql } from './testing/postgresql.ts'
import { addOperatorWithChannel } from './testing/sample-rows.ts'

it('starts the embedded database for the time being, or uses the one that runs', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'shoal-test-'))
  {
    await using own = await openOperatorDatabase({ dataFolder: folder.path, databaseUrl: '' })
    await addOperatorWithChannel(own.db)
  }
  await using running = await startEmbeddedDatabase({ folder: folder.path }) // so the first one is gone
  {
    await using shared = await openOperatorDatabase({ dataFolder: folder.path })
    expect(await hasOperator(shared.db)).toBe(true)
  }
  await using still = await openOperatorDatabase({ dataFolder: folder.path })
  await still.db.ping()
  expect(running.pid).toBeGreaterThan(0)
})

it('uses DATABASE_URL when it is set, and migrates what is there', async () => {
  await using server = await startPostgreSql()
  const url = new URL(server.url)
  url.password = ''
  const options = { dataFolder: '/nowhere', databaseUrl: url.href, passwordFile: server.passwordFile }
  await using operator = await openOperatorDatabase(options)
  expect(await hasOperator(operator.db)).toBe(false)
})

it('names the host and port, and no password, when DATABASE_URL does not answer', async () => {
  const databaseUrl = 'postgresql://shoal:secret@127.0.0.1:1/shoal'
  await expect(openOperatorDatabase({ dataFolder: '/nowhere', databaseUrl })).rejects.toThrow(
    /^the database at 127\.0\.0\.1:1 does not answer: start it, or set DATABASE_URL to one that runs$/,
  )
})
