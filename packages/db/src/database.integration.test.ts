/** What is heard when the database goes away under those who use it. */

import { expect, it } from 'vitest'
import { readTotals } from './analytics.ts'
import { listChannels } from './channels.ts'
import { openDatabase } from './database.ts'
import { DatabaseUnreachableError } from './database-errors.ts'
import { hasOperator, setUpServer } from './operators.ts'
import { startPostgreSqlTestDatabase, startTestDatabase } from './testing/test-database.ts'

it.each([
  { on: 'the embedded database', start: startTestDatabase },
  { on: 'PostgreSQL', start: startPostgreSqlTestDatabase },
])('says that the database is out of reach, whatever was asked, on $on', async ({ start }) => {
  await using running = await start()
  const { db } = running
  await db.ping()
  expect(await hasOperator(db)).toBe(false)
  // what PostgreSQL says of a write that finds no room: it waits for the disk as for a database that is away
  const write = db.prisma.$executeRawUnsafe("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$")
  await expect(write).rejects.toMatchObject({ name: 'DatabaseUnreachableError', mayPass: true })
  await running.stopServer()

  const setup = { name: 'Ada', email: 'a@example.org', passwordHash: 'x', channel: { slug: 'a', title: 'A' } }
  for (const ask of [() => db.ping(), () => listChannels(db), () => readTotals(db), () => setUpServer(db, setup)]) {
    await expect(ask()).rejects.toThrow(DatabaseUnreachableError)
  }
})

it('opens a database that is not there yet, and hears of it when it asks', async () => {
  await using db = openDatabase({ url: 'postgresql://shoal:secret@127.0.0.1:1/shoal' })
  await expect(db.ping()).rejects.toMatchObject({ name: 'DatabaseUnreachableError', mayPass: true })
})
