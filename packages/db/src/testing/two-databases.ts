/** Runs the same tests against both databases that Shoal runs on. */

import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Database } from '../database.ts'
import { copyPostgreSqlTestDatabase, emptyDatabase, startTestDatabase, type TestDatabase } from './test-database.ts'

const databases = [
  { on: 'the embedded database', start: startTestDatabase },
  { on: 'PostgreSQL', start: copyPostgreSqlTestDatabase },
]

/** `database()` is for use inside of tests and hooks; each test finds it empty. */
export function describeOnBothDatabases(
  name: string,
  tests: (database: () => Database, url: () => string) => void,
): void {
  describe.each(databases)(`${name}, on $on`, ({ start }) => {
    let running: Omit<TestDatabase, 'stopServer'> | undefined
    const current = () => {
      if (!running) throw new Error('the database is only there while tests run')
      return running
    }
    beforeAll(async () => {
      running = await start()
    })
    afterAll(async () => {
      await running?.[Symbol.asyncDispose]()
    })
    beforeEach(() => emptyDatabase(current().db))

    tests(
      () => current().db,
      () => current().url,
    )
  })
}
