import { Client } from 'pg'
import { expect, it } from 'vitest'
import { HeldElsewhereError, holdAlone } from './hold-alone.ts'
import { copyPostgreSqlTestDatabase } from './testing/test-database.ts'

const HOLDERS = `SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = "database"
  WHERE locktype = 'advisory' AND datname = current_database()`

it('lets one at a time hold a database, whose connection may break meanwhile', async () => {
  await using database = await copyPostgreSqlTestDatabase()
  const lost: Error[] = []
  const hold = () => holdAlone({ url: database.url }, { waitMs: 0, onLost: (error) => lost.push(error) })
  const first = await hold()
  await expect(hold()).rejects.toThrow(HeldElsewhereError)

  const server = new Client({ connectionString: database.url })
  await server.connect()
  const holders = async () => (await server.query(HOLDERS)).rows.map(({ pid }) => pid)
  const before = await holders()
  await server.query('SELECT pg_terminate_backend($1)', before)
  await expect.poll(holders).toEqual([expect.not.toBeOneOf(before)])
  await server.end()
  await expect(hold()).rejects.toThrow(HeldElsewhereError)

  await first[Symbol.asyncDispose]()
  const next = await hold()
  await next[Symbol.asyncDispose]()
  expect(lost).toEqual([])
})
