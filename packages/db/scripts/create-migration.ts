/** `npm run migration -w packages/db -- <name>`: writes the migration that the schema's latest change needs. */

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MIGRATION_FILE, migrationsFolder, missingFromMigrations, schemaFile } from '../src/migrations.ts'

const name = process.argv[2]
if (!name || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
  console.error(
    'name the migration in small letters, digits and hyphens: npm run migration -w packages/db -- add-titles',
  )
  process.exit(1)
}

const sql = await missingFromMigrations(await readFile(schemaFile, 'utf8'))
if (sql === null) {
  console.log('the migrations already add up to the schema: nothing to write')
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = join(migrationsFolder, `${stamp}_${name}`)
  await mkdir(folder)
  await writeFile(join(folder, MIGRATION_FILE), sql)
  console.log(`wrote ${join(folder, MIGRATION_FILE)}: read it before you commit it`)
}
