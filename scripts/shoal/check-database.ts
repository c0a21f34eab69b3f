/** The doctor on the database: the one of DATABASE_URL, or the embedded one of the data folder. */

import { existsSync } from 'node:fs'
import { embeddedPathsOf } from '@shoal/db/resolve-url'
import { OperatorError } from '../operator-error.ts'
import type { Settings } from '../settings.ts'
import type { Check } from './check.ts'
import { withDatabase } from './verb.ts'

/** Opens what is there; makes none. */
export async function checkDatabase(settings: Settings): Promise<Check> {
  const name = 'database'
  const which = settings.databaseUrl ? 'the one of DATABASE_URL' : 'the embedded one'
  if (!settings.databaseUrl && !existsSync(embeddedPathsOf(settings.dataFolder).database)) {
    return { name, state: 'ok', found: `${which}, not made yet: \`npm start\` makes it` }
  }
  try {
    const begun = performance.now()
    await withDatabase((database) => database.ping(), settings)
    return { name, state: 'ok', found: `${which} answers (${Math.round(performance.now() - begun)} ms to open)` }
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    const advice = error instanceof OperatorError ? undefined : `look into ${settings.logFolder}`
    return { name, state: 'fail', found, ...(advice ? { advice } : {}) }
  }
}
