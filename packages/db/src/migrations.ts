/** The migrations on disk, and whether they add up to the schema. */

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { startScratchDatabase } from './embedded/scratch-database.ts'
import { startSchemaEngine } from './schema-engine.ts'

export const schemaFile = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url))
export const migrationsFolder = fileURLToPath(new URL('../prisma/migrations', import.meta.url))
/** The file in a migration's folder. */
export const MIGRATION_FILE = 'migration.sql'

const LOCK_FILE = 'migration_lock.toml'

/** As the schema engine wants it, the oldest first: folders begin with their date. */
export async function loadMigrations(): Promise<MigrationList> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return {
    baseDir: migrationsFolder,
    lockfile: { path: LOCK_FILE, content: await readFile(join(migrationsFolder, LOCK_FILE), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      folders.sort().map(async (folder) => ({
        path: folder,
        migrationFile: {
          path: MIGRATION_FILE,
          content: {
            tag: 'ok' as const,
            value: await readFile(join(migrationsFolder, folder, MIGRATION_FILE), 'utf8'),
          },
        },
      })),
    ),
  }
}

/** The SQL that the migrations lack to make what `schema` describes; null when they add up. */
export async function missingFromMigrations(schema: string): Promise<string | null> {
  await using main = await startScratchDatabase()
  await using scratch = await startScratchDatabase()
  await using running = await startSchemaEngine({ url: main.url, scratchUrl: scratch.url })
  const difference = await running.engine.diff({
    from: { tag: 'migrations', ...(await loadMigrations()) },
    to: { tag: 'schemaDatamodel', files: [{ path: schemaFile, content: schema }] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  })
  return difference.exitCode === 0 ? null : (difference.stdout ?? '')
}
