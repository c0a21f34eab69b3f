/** Brings a database to the schema of this version, before anything else opens it. */

import { connectionString, type DatabaseAddress } from './connection.ts'
import { translateDatabaseError } from './database-errors.ts'
import { loadMigrations } from './migrations.ts'
import { createPool } from './pool.ts'
import { startSchemaEngine } from './schema-engine.ts'

/** A migration could not be applied; the message says which and why. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * Safe to run again, and by two processes at once.
 * @throws DatabaseUnreachableError, MigrationError
 */
export async function applyMigrations(address: DatabaseAddress): Promise<{ applied: string[] }> {
  const url = connectionString(address)
  await connectOnce(url)
  await using running = await startSchemaEngine({ url })
  try {
    const { appliedMigrationNames } = await running.engine.applyMigrations({
      migrationsList: await loadMigrations(),
      filters: { externalTables: [], externalEnums: [] },
    })
    return { applied: appliedMigrationNames }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationError(`the database could not be brought to this version's schema: ${reason}`, { cause })
  }
}

/** The schema engine hides why it cannot connect; the driver says it. */
async function connectOnce(url: string): Promise<void> {
  const pool = createPool({ connectionString: url, max: 1, connectionTimeoutMillis: 5000 })
  try {
    await pool.query('SELECT 1')
  } catch (error) {
    throw translateDatabaseError(error, url)
  } finally {
    await pool.end()
  }
}
