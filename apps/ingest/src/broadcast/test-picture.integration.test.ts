/** A database of its own: whichever program is at it takes up what the studio asks for. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latestBroadcast } from '@shoal/db/broadcasts'
import { askIngest, ingestOutcome } from '@shoal/db/ingest-commands'
import type { IngestCommandKind } from '@shoal/protocol/ingest-command'
import { expect, it } from 'vitest'
import { startDatabaseWithOperator } from '../testing/test-database.ts'
import { startTestIngest } from '../testing/test-ingest.ts'

const SOON = { timeout: 30_000, interval: 100 }

it('goes on after the program that shows it was killed, in the same broadcast, and can be stopped', async () => {
  await using parts = new AsyncDisposableStack()
  const { db, url, createChannel } = parts.use(await startDatabaseWithOperator())
  const data = await mkdtemp(join(tmpdir(), 'shoal-killed-'))
  parts.defer(() => rm(data, { recursive: true }))
  const { channelId } = await createChannel()
  const ask = async (kind: IngestCommandKind) =>
    await ingestOutcome(db, await askIngest(db, { channelId, kind }), 10_000)
  const broadcast = async () => await latestBroadcast(db, channelId)
  const start = () => startTestIngest({ DATABASE_URL: url, SHOAL_DATA: data })

  const killed = await start()
  expect(await ask('start-test-picture')).toBe('done')
  await expect.poll(broadcast, SOON).toMatchObject({ state: 'live' })
  const before = await broadcast()
  await killed.stop('SIGKILL')

  const next = parts.use(await start())
  await expect.poll(() => next.log(), SOON).toContain('"msg":"ffmpeg started"')
  await expect.poll(broadcast, SOON).toMatchObject({ id: before?.id, state: 'live' })
  expect(await ask('stop-test-picture')).toBe('done')
  await expect.poll(broadcast, SOON).toMatchObject({ id: before?.id, state: 'ended', endReason: 'ended-by-streamer' })
  await next.stop()
})
