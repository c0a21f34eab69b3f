/** For tests: a database with one operator, and as many channels as are asked for. */

import { randomUUID } from 'node:crypto'
import { createChannel } from '@shoal/db/channels'
import type { Database } from '@shoal/db/database'
import { setUpServer } from '@shoal/db/operators'
import { issueStreamKey } from '@shoal/db/stream-keys'
import { startTestDatabase } from '@shoal/db/testing/test-database'

export type TestChannel = { channelId: string; slug: string; keyId: string; key: string }
export type TestServerDatabase = AsyncDisposable & {
  url: string
  db: Database
  stopServer(): Promise<void>
  /** A channel nobody else uses, with one key. */
  createChannel(): Promise<TestChannel>
}

export async function startDatabaseWithOperator(): Promise<TestServerDatabase> {
  await using parts = new AsyncDisposableStack()
  const { db, url, stopServer } = parts.use(await startTestDatabase())
  const operator = { name: 'Test', email: 'test@example.org', passwordHash: 'none' }
  const done = await setUpServer(db, { ...operator, channel: { slug: 'first', title: 'First' } })
  if (done.kind !== 'created') throw new Error('a new database is set up already')
  const kept = parts.move()
  return {
    ...{ db, url, stopServer },
    createChannel: () => createTestChannel(db, done.userId),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function createTestChannel(db: Database, ownerId: string): Promise<TestChannel> {
  const slug = `c${randomUUID().slice(0, 8)}`
  const created = await createChannel(db, { slug, title: slug, ownerId })
  if (created.kind !== 'created') throw new Error('a random slug is taken')
  const { id: channelId } = created.channel
  const { id: keyId, key } = await issueStreamKey(db, { channelId, name: 'test' })
  return { channelId, slug, keyId, key }
}
