/** For tests: an embedded database in a folder of its own, with one operator and as many channels as are asked for. */

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChannel } from '@shoal/db/channels'
import { type Database, openDatabase } from '@shoal/db/database'
import { startEmbeddedDatabase } from '@shoal/db/embedded/embedded-database'
import { applyMigrations } from '@shoal/db/migrate'
import { setUpServer } from '@shoal/db/operators'
import { issueStreamKey } from '@shoal/db/stream-keys'

export type TestChannel = { channelId: string; slug: string; keyId: string; key: string }
export type TestDatabase = AsyncDisposable & {
  folder: string
  url: string
  database: Database
  /** A channel nobody else uses, with one key. */
  createChannel(): Promise<TestChannel>
}

export async function startTestDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-ingest-'))
  await using parts = new AsyncDisposableStack()
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const embedded = parts.adopt(await startEmbeddedDatabase({ folder }), (running) => running.stop())
  await applyMigrations({ url: embedded.url })
  const database = parts.use(openDatabase({ url: embedded.url }))
  const ownerId = await setUp(database)
  const kept = parts.move()
  return {
    ...{ folder, database, url: embedded.url },
    async createChannel() {
      const slug = `c${randomUUID().slice(0, 8)}`
      const created = await createChannel(database, { slug, title: slug, ownerId })
      if (created.kind !== 'created') throw new Error('a random slug is taken')
      const { id: channelId } = created.channel
      const { id: keyId, key } = await issueStreamKey(database, { channelId, name: 'test' })
      return { channelId, slug, keyId, key }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function setUp(database: Database): Promise<string> {
  const operator = { name: 'Test', email: 'test@example.org', passwordHash: 'none' }
  const done = await setUpServer(database, { ...operator, channel: { slug: 'first', title: 'First' } })
  if (done.kind !== 'created') throw new Error('a new database is set up already')
  return done.userId
}
