/** A database of its own for an integration test, with all tables and no rows. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../database.ts'
import { startEmbeddedDatabase } from '../embedded/embedded-database.ts'
import { applyMigrations } from '../migrate.ts'
import { startPostgreSql } from './postgresql.ts'
import { copyPreparedDatabase } from './prepared-folder.ts'
import { copyPreparedPostgreSql } from './shared-postgresql.ts'

export type TestDatabase = AsyncDisposable & {
  url: string
  db: Database
  /** As if PostgreSQL itself went away; `db` stays open. */
  stopServer(): Promise<void>
}

/** The embedded one, in a temporary folder: under a second, but for the first time of all. */
export async function startTestDatabase(): Promise<TestDatabase> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-test-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  await copyPreparedDatabase(folder)
  const embedded = started.use(await startEmbeddedDatabase({ folder }))
  return await prepare(embedded.url, embedded.stop, started)
}

/** On PostgreSQL, one server for all where there is one. */
export async function copyPostgreSqlTestDatabase(): Promise<Omit<TestDatabase, 'stopServer'>> {
  await using started = new AsyncDisposableStack()
  const copy = await copyPreparedPostgreSql()
  if (!copy) return startPostgreSqlTestDatabase()
  started.use(copy)
  const db = started.use(openDatabase({ url: copy.url }))
  const running = started.move()
  return { url: copy.url, db, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** PostgreSQL itself, a server of its own. */
export async function startPostgreSqlTestDatabase(): Promise<TestDatabase> {
  await using started = new AsyncDisposableStack()
  const server = started.use(await startPostgreSql())
  return await prepare(server.url, server.stop, started)
}

async function prepare(
  url: string,
  stopServer: () => Promise<void>,
  started: AsyncDisposableStack,
): Promise<TestDatabase> {
  await applyMigrations({ url })
  const db = started.use(openDatabase({ url }))
  const running = started.move()
  return { url, db, stopServer, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Forgets every row, so that the tests of one file can share a database. */
export async function emptyDatabase({ prisma }: Database): Promise<void> {
  await prisma.$transaction([
    prisma.installation.deleteMany(),
    prisma.user.deleteMany(), // and with them sessions, accounts, channels and all that hangs on those
    prisma.verification.deleteMany(),
    prisma.originRollup.deleteMany(),
    prisma.audienceRollup.deleteMany(),
    prisma.viewerRollup.deleteMany(),
    prisma.audienceSlice.deleteMany(),
    prisma.servicePulse.deleteMany(),
  ])
}
