/** An empty database in this process's memory, for as long as a comparison of schemas takes. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

export type ScratchDatabase = AsyncDisposable & { url: string }

export async function startScratchDatabase(): Promise<ScratchDatabase> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-scratch-')) // mode 0700
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const database = started.adopt(await PGlite.create(), (database) => database.close())
  const server = new PGLiteSocketServer({ db: database, path: join(folder, '.s.PGSQL.5432'), maxConnections: 8 })
  await server.start()
  started.defer(() => server.stop())
  const running = started.move()
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
