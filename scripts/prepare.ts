/** What `npm start` does before the servers, for a container that starts each part by itself: two steps, each once. */

import { openDatabase } from '@shoal/db/database'
import { applyMigrations } from '@shoal/db/migrate'
import { hasOperator } from '@shoal/db/operators'
import { databaseUrlFor } from '@shoal/db/resolve-url'
import { OperatorError } from './operator-error.ts'
import { ensureSecrets, ensureSetupToken, removeSetupToken, SECRET_NAMES } from './secrets.ts'
import { loadSettings } from './settings.ts'

/** PostgreSQL's own password is made here too: nobody has to think of one. */
async function prepareSecrets(): Promise<void> {
  const { secretsFolder } = loadSettings(process.env)
  await ensureSecrets(secretsFolder, [...SECRET_NAMES, 'database-password'])
  console.log(`secrets are ready in ${secretsFolder}`)
}

async function prepareDatabase(): Promise<void> {
  const settings = loadSettings(process.env)
  const url = databaseUrlFor({
    dataFolder: settings.dataFolder,
    ...(settings.databaseUrl ? { databaseUrl: settings.databaseUrl } : {}),
  })
  const options = { url, ...(settings.databasePasswordFile ? { passwordFile: settings.databasePasswordFile } : {}) }
  const { applied } = await applyMigrations(options)
  console.log(applied.length > 0 ? `the tables are up to date: ${applied.join(', ')}` : 'the tables were up to date')

  await using db = openDatabase(options)
  if (await hasOperator(db)) {
    await removeSetupToken(settings.secretsFolder)
    console.log(`Shoal is set up: ${settings.publicUrl}/studio`)
  } else {
    const token = await ensureSetupToken(settings.secretsFolder)
    console.log(`Set Shoal up, once: ${settings.publicUrl}/setup?token=${token}`)
  }
}

const steps: Record<string, () => Promise<void>> = { secrets: prepareSecrets, database: prepareDatabase }

try {
  const step = steps[process.argv[2] ?? '']
  if (!step) throw new OperatorError(`usage: node scripts/prepare.ts ${Object.keys(steps).join('|')}`)
  await step()
} catch (error) {
  const isForPeople = error instanceof OperatorError || (error instanceof Error && error.name.startsWith('Database'))
  console.error(isForPeople ? error.message : error)
  process.exitCode = 1
}
