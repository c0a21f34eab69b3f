/** What operations need to be called without a server: a database and secrets, named by the environment. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { vi } from 'vitest'

export type ServerParts = AsyncDisposable & { database: TestDatabase }

/** `secrets` by their files' names. */
export async function startServerParts(secrets: Record<string, string>): Promise<ServerParts> {
  await using started = new AsyncDisposableStack()
  const database = started.use(await startTestDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'shoal-secrets-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(secrets)) await writeFile(join(folder, name), text)
  started.defer(() => void vi.unstubAllEnvs())
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('SHOAL_SECRETS', folder)
  const running = started.move()
  return { database, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
