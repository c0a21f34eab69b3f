/** The database for one command at a shell, whether or not the servers run. */

import { type Database, openDatabase } from './database.ts'
import { DatabaseUnreachableError } from './database-errors.ts'
import { startEmbeddedDatabase } from './embedded/embedded-database.ts'
import { applyMigrations } from './migrate.ts'
import { databaseUrlFor } from './resolve-url.ts'

export type OperatorDatabase = AsyncDisposable & { db: Database }

export type OperatorDatabaseOptions = {
  dataFolder: string
  databaseUrl?: string | undefined
  passwordFile?: string | undefined
}

/**
 * DATABASE_URL's when it is set; otherwise the embedded one of `dataFolder`: the one that runs, or one that is started
 * for the time being. Brought to this version's schema in any case.
 * @throws DatabaseUnreachableError, MigrationError, EmbeddedDatabaseError, DatabasePasswordError
 */
export async function openOperatorDatabase(options: OperatorDatabaseOptions): Promise<OperatorDatabase> {
  await using opened = new AsyncDisposableStack()
  const address = options.databaseUrl
    ? { url: options.databaseUrl, passwordFile: options.passwordFile }
    : { url: databaseUrlFor(options) }
  if (!options.databaseUrl && !(await answers(address.url))) {
    opened.use(await startEmbeddedDatabase({ folder: options.dataFolder }))
  }
  await applyMigrations(address)
  const db = opened.use(openDatabase(address))
  const open = opened.move()
  return { db, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

async function answers(url: string): Promise<boolean> {
  await using db = openDatabase({ url })
  try {
    await db.ping()
    return true
  } catch (error) {
    if (error instanceof DatabaseUnreachableError) return false
    throw error
  }
}
