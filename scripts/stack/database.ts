/** Which database there is, whether it answers, and what is in it; loaded once its client has been generated. */

import type { DatabaseAddress } from '@shoal/db/connection'
import { databaseUrlFor } from '@shoal/db/resolve-url'
import { OperatorError } from '../operator-error.ts'
import { ensureSetupToken, removeSetupToken } from '../secrets.ts'
import type { Settings } from '../settings.ts'
import type { Note } from '../steps.ts'
import type { Standing } from './screen.ts'

export function databaseAddressOf({ dataFolder, databaseUrl, databasePasswordFile }: Settings): DatabaseAddress {
  const url = databaseUrlFor({ dataFolder, databaseUrl })
  return { url, passwordFile: databaseUrl ? databasePasswordFile : undefined }
}

/** @throws OperatorError when the database does not answer. */
export async function requireDatabase(address: DatabaseAddress): Promise<void> {
  await translated(async ({ openDatabase }) => {
    await using database = openDatabase(address)
    await database.ping()
  })
}

/** Brings the tables up to date. */
export async function migrate(address: DatabaseAddress, note: Note): Promise<void> {
  const { applyMigrations } = await import('@shoal/db/migrate')
  await translated(async () => {
    const { applied } = await applyMigrations(address)
    note(applied.length === 0 ? 'the tables are up to date' : `brought the tables up to date (${applied.length} new)`)
  })
}

/** Who is at home: a server without an operator gets the token of its setup link. */
export async function readStanding(address: DatabaseAddress, secretsFolder: string): Promise<Standing> {
  const { hasOperator } = await import('@shoal/db/operators')
  const { listChannels } = await import('@shoal/db/channels')
  return translated(async ({ openDatabase }) => {
    await using database = openDatabase(address)
    if (!(await hasOperator(database))) return { kind: 'new', setupToken: await ensureSetupToken(secretsFolder) }
    await removeSetupToken(secretsFolder)
    return { kind: 'set-up', channels: (await listChannels(database)).map((channel) => channel.slug) }
  })
}

/** Says what the database's own errors mean to the person at the shell. */
export async function translated<T>(work: (parts: typeof import('@shoal/db/database')) => Promise<T>): Promise<T> {
  const { DatabaseUnreachableError } = await import('@shoal/db/database-errors')
  const { DatabasePasswordError } = await import('@shoal/db/connection')
  const { EmbeddedDatabaseError } = await import('@shoal/db/embedded/embedded-database')
  const { MigrationError } = await import('@shoal/db/migrate')
  const kinds = [DatabaseUnreachableError, DatabasePasswordError, EmbeddedDatabaseError, MigrationError]
  try {
    return await work(await import('@shoal/db/database'))
  } catch (error) {
    if (error instanceof Error && kinds.some((kind) => error instanceof kind)) {
      throw new OperatorError(asSentence(error.message), { cause: error })
    }
    throw error
  }
}

export function asSentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
}
