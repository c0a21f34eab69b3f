/** What the operator's verbs have in common: settings, the database, and how they end. */

import { mkdir } from 'node:fs/promises'
import type { Database } from '@shoal/db/database'
import { OperatorError } from '../operator-error.ts'
import { requireWritableFolder } from '../preflight/data-folder.ts'
import { loadSettings, type Settings } from '../settings.ts'
import { generateDatabaseClient } from '../stack/build.ts'
import { translated } from '../stack/database.ts'

/** Runs a verb: a problem that the operator can solve is one sentence and exit code 1. */
export function verb<Arguments extends unknown[]>(action: (...given: Arguments) => Promise<void>) {
  return async (...given: Arguments): Promise<void> => {
    try {
      await action(...given)
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error)
      process.stderr.write(error instanceof OperatorError ? `${sentence}\n` : `That did not work: ${sentence}\n`)
      process.exitCode = 1
    }
  }
}

/** Whether `npm start` runs, has never run, or the database is elsewhere: opens it with its tables up to date. */
export async function withDatabase<T>(
  work: (database: Database, settings: Settings) => Promise<T>,
  settings = loadSettings(process.env),
): Promise<T> {
  if (!settings.databaseUrl) await requireWritableFolder(settings.dataFolder)
  await requireDatabaseClient(settings)
  const { openOperatorDatabase } = await import('@shoal/db/operator-database')
  return translated(async () => {
    const { dataFolder, databaseUrl, databasePasswordFile: passwordFile } = settings
    await using opened = await openOperatorDatabase({ dataFolder, databaseUrl, passwordFile })
    return await work(opened.db, settings)
  })
}

/** A fresh clone has no database client yet; an image has one and cannot be written to. */
async function requireDatabaseClient({ logFolder }: Settings): Promise<void> {
  const { signal } = new AbortController()
  await mkdir(logFolder, { recursive: true }).catch(() => undefined)
  await generateDatabaseClient({ logFolder, signal, note: () => undefined, trustUnstamped: true })
}
