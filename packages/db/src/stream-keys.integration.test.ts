/** Stream keys and refusals. */

import { expect, it } from 'vitest'
import { ingestNews } from './ingest-watch.ts'
import { latestRefusals, recordRefusal } from './publish-refusals.ts'
import {
  countWorkingKeys,
  issueStreamKey,
  judgeStreamKey,
  listStreamKeys,
  renameStreamKey,
  revokeStreamKey,
  rotateStreamKey,
} from './stream-keys.ts'
import { addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

describeOnBothDatabases('stream keys and refusals', (database) => {
  const revokedAmong = async (keyIds: string[]) =>
    (await ingestNews(database(), { keyIds, doorsSince: null, now: new Date() })).revokedKeyIds

  it('accepts an issued key and remembers when it was used', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const { id, key } = await issueStreamKey(database(), { channelId, name: 'OBS' })
    expect(key).toMatch(/^shoal_[\w-]{32}$/)
    expect(await listStreamKeys(database(), channelId)).toMatchObject([{ id, name: 'OBS', lastUsedAt: null }])

    expect(await judgeStreamKey(database(), key)).toEqual({
      kind: 'accepted',
      keyId: id,
      channelId,
      channelSlug: 'harbour',
    })
    const [listed] = await listStreamKeys(database(), channelId)
    expect(listed).toMatchObject({ hint: key.slice(-4), lastUsedAt: expect.any(Date), revokedAt: null })
  })

  it('keeps the key nowhere', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const { key } = await issueStreamKey(database(), { channelId, name: 'OBS' })
    expect(JSON.stringify(await database().prisma.streamKey.findMany())).not.toContain(key)
  })

  it('knows a revoked key from one that never was', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const { id, key } = await issueStreamKey(database(), { channelId, name: 'OBS' })
    expect(await revokeStreamKey(database(), id)).toBe(true)
    expect(await judgeStreamKey(database(), key)).toEqual({ kind: 'revoked', channelId })
    expect(await revokeStreamKey(database(), id)).toBe(false)

    for (const unknown of ['', 'shoal_', `${key}x`, "' OR true --", 'a\u0000b']) {
      expect(await judgeStreamKey(database(), unknown)).toEqual({ kind: 'unknown' })
    }
  })

  it('names those of the publishing keys that may no longer publish', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const valid = await issueStreamKey(database(), { channelId, name: 'valid' })
    const revoked = await issueStreamKey(database(), { channelId, name: 'revoked' })
    await revokeStreamKey(database(), revoked.id)
    expect(await revokedAmong([valid.id, revoked.id, 'gone'])).toEqual([revoked.id, 'gone'])
    expect(await revokedAmong([])).toEqual([])
  })

  it('replaces a key, and lets the old one work until its grace is over', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const old = await issueStreamKey(database(), { channelId, name: 'OBS' })
    const next = await rotateStreamKey(database(), { keyId: old.id, graceSeconds: 600 })
    if (!next) throw new Error('nothing was rotated')
    expect(await judgeStreamKey(database(), next.key)).toMatchObject({ kind: 'accepted', keyId: next.id })
    expect(await judgeStreamKey(database(), old.key)).toMatchObject({ kind: 'accepted', keyId: old.id })
    expect(await revokedAmong([old.id, next.id])).toEqual([])
    const news = await ingestNews(database(), { keyIds: [old.id, next.id], doorsSince: null, now: new Date() })
    expect([...news.keyEnds]).toEqual([[old.id, next.oldWorksUntil.getTime()]])
    expect(await countWorkingKeys(database(), channelId)).toBe(2)

    await database().prisma.streamKey.update({ where: { id: old.id }, data: { revokedAt: new Date(Date.now() - 1) } })
    expect(await judgeStreamKey(database(), old.key)).toEqual({ kind: 'revoked', channelId })
    expect(await revokedAmong([old.id, next.id])).toEqual([old.id])
    expect(await rotateStreamKey(database(), { keyId: old.id, graceSeconds: 0 })).toBeNull()
    expect(await listStreamKeys(database(), channelId)).toMatchObject([{ name: 'OBS' }, { name: 'OBS' }])
  })

  it('replaces a key at once, and ends a grace early', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const first = await issueStreamKey(database(), { channelId, name: 'OBS' })
    const second = await rotateStreamKey(database(), { keyId: first.id, graceSeconds: 0 })
    expect(await judgeStreamKey(database(), first.key)).toMatchObject({ kind: 'revoked' })
    const third = await rotateStreamKey(database(), { keyId: second?.id ?? '', graceSeconds: 600 })
    expect(await revokeStreamKey(database(), second?.id ?? '')).toBe(true)
    expect(await revokedAmong([second?.id ?? '', third?.id ?? ''])).toEqual([second?.id])
    expect(await renameStreamKey(database(), { keyId: third?.id ?? '', name: 'Phone' })).toBe(true)
    expect(await renameStreamKey(database(), { keyId: 'nobody', name: 'Phone' })).toBe(false)
  })

  it('shows the latest refusals first', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const sinceMs = Date.now() - 60_000
    await recordRefusal(database(), { channelId, reason: 'revoked-key' })
    await recordRefusal(database(), { channelId, reason: 'unsupported-source', detail: 'the video is AV1' })
    await database().prisma.publishRefusal.updateMany({
      where: { reason: 'revoked-key' },
      data: { at: new Date(Date.now() - 30_000) },
    })

    const refusals = await latestRefusals(database(), channelId, { sinceMs, limit: 10 })
    expect(refusals).toMatchObject([
      { reason: 'unsupported-source', detail: 'the video is AV1' },
      { reason: 'revoked-key', detail: null },
    ])
    expect(await latestRefusals(database(), channelId, { sinceMs, limit: 1 })).toHaveLength(1)
    expect(await latestRefusals(database(), channelId, { sinceMs: Date.now() - 10_000, limit: 10 })).toHaveLength(1)
  })
})
