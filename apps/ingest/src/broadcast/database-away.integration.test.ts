import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latestBroadcast } from '@shoal/db/broadcasts'
import { openDatabase } from '@shoal/db/database'
import { startEmbeddedDatabase } from '@shoal/db/embedded/embedded-database'
import { applyMigrations } from '@shoal/db/migrate'
import { setUpServer } from '@shoal/db/operators'
import { issueStreamKey } from '@shoal/db/stream-keys'
import { expect, it } from 'vitest'
import { startTestIngest } from '../testing/test-ingest.ts'
import { publishTestSource } from '../testing/test-source.ts'
import { readPlaylist } from '../testing/viewer.ts'

const SOON = { timeout: 30_000, interval: 100 }

it('stays live while the database is away, and writes what happened once it is back', {
  timeout: 120_000,
}, async () => {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-away-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const before = await startEmbeddedDatabase({ folder })
  await applyMigrations({ url: before.url })
  const db = parts.use(openDatabase({ url: before.url }))
  const channel = { slug: 'away', title: 'Away' }
  const made = await setUpServer(db, { name: 'Test', email: 'test@example.org', passwordHash: 'none', channel })
  if (made.kind !== 'created') throw new Error('a new database is set up already')
  const { key } = await issueStreamKey(db, { channelId: made.channelId, name: 'test' })
  const ingest = parts.use(await startTestIngest({ DATABASE_URL: before.url, SHOAL_RECONNECT_SECONDS: '1' }))
  const source = parts.use(publishTestSource({ url: ingest.publishUrl(key) }))
  await expect.poll(async () => (await latestBroadcast(db, made.channelId))?.state, SOON).toBe('live')
  const id = (await latestBroadcast(db, made.channelId))?.id
  const playlistUrl = `${ingest.origin}/live/${id}/1/240p/index.m3u8`

  await before.stop()
  await expect.poll(async () => (await fetch(`${ingest.origin}/health`)).status, SOON).toBe(503)
  const listed = (await readPlaylist(playlistUrl)).segments.length
  await expect.poll(async () => (await readPlaylist(playlistUrl)).segments.length, SOON).toBeGreaterThan(listed)
  await source.stop()
  await expect.poll(() => ingest.log().includes('"to":"ended"'), SOON).toBe(true)

  parts.use(await startEmbeddedDatabase({ folder }))
  await expect.poll(async () => (await latestBroadcast(db, made.channelId))?.state, SOON).toBe('ended')
  expect((await fetch(`${ingest.origin}/health`)).status).toBe(200)
})
