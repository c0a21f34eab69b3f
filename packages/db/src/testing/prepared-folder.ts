/** A data folder with a migrated, empty database: made once, then copied, for the first start of all takes seconds. */

import { createHash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbeddedDatabase } from '../embedded/embedded-database.ts'
import { applyMigrations } from '../migrate.ts'
import { loadMigrations } from '../migrations.ts'
import { embeddedPathsOf } from '../resolve-url.ts'

const cacheFolder = fileURLToPath(new URL('../../.cache', import.meta.url))

/** Fills the data folder, which has no database yet. */
export async function copyPreparedDatabase(dataFolder: string): Promise<void> {
  const prepared = join(cacheFolder, `test-database-${await versionOf()}`)
  if (!(await exists(prepared))) await prepareDatabase(prepared)
  const { database } = embeddedPathsOf(dataFolder)
  cpSync(embeddedPathsOf(prepared).database, database, { recursive: true }) // a fifth of what fs.promises takes for it
}

/** Another PGlite or other migrations make another database. */
async function versionOf(): Promise<string> {
  const pglite = await readFile(new URL('../package.json', import.meta.resolve('@electric-sql/pglite')), 'utf8')
  const migrations = JSON.stringify((await loadMigrations()).migrationDirectories)
  return createHash('sha256').update(pglite).update(migrations).digest('hex').slice(0, 16)
}

async function prepareDatabase(prepared: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true })
  const unfinished = await mkdtemp(`${prepared}-`)
  {
    await using embedded = await startEmbeddedDatabase({ folder: unfinished })
    await applyMigrations(embedded)
  }
  try {
    await rename(unfinished, prepared) // whole or not at all
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await exists(prepared))) throw error // otherwise another test was faster
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
