/** `npm run migrate -w packages/db [-- --wait <seconds>]`: brings the database of the environment to this version's schema, then ends. */

import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ConfigError, readEnvironment } from '@shoal/protocol/environment'
import { z } from 'zod'
import { databaseEnvironment } from './config.ts'
import { DatabasePasswordError } from './connection.ts'
import { DatabaseUnreachableError } from './database-errors.ts'
import { applyMigrations, MigrationError } from './migrate.ts'
import { databaseUrlFor } from './resolve-url.ts'

/** A database that was started at the same moment, such as compose's, may need this long to answer. */
const WAIT_SECONDS = '30'
const PAUSE_MS = 500

const { values: flags } = parseArgs({ options: { wait: { type: 'string', default: WAIT_SECONDS } } })
const environmentSchema = z.object({ ...databaseEnvironment, SHOAL_DATA: z.string().default('data') })

try {
  const applied = await migrateFromEnvironment()
  console.log(applied.length > 0 ? `applied to the database: ${applied.join(', ')}` : 'the database is up to date')
} catch (error) {
  if (!isForPeople(error)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function migrateFromEnvironment(): Promise<string[]> {
  const environment = readEnvironment(environmentSchema, process.env)
  const { DATABASE_URL: databaseUrl, DATABASE_PASSWORD_FILE: passwordFile, SHOAL_DATA: dataFolder } = environment
  const url = databaseUrlFor({ dataFolder, databaseUrl })
  for (const deadline = Date.now() + Number(flags.wait) * 1000; ; await setTimeout(PAUSE_MS)) {
    try {
      return (await applyMigrations({ url, passwordFile })).applied
    } catch (error) {
      const isWorthWaiting = error instanceof DatabaseUnreachableError && error.mayPass
      if (!isWorthWaiting || Date.now() >= deadline) throw error
    }
  }
}

function isForPeople(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof DatabaseUnreachableError ||
    error instanceof DatabasePasswordError ||
    error instanceof MigrationError
  )
}
