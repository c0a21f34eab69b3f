/** Stream keys: shown once when they are issued, kept as a hash, and judged when a publisher arrives. */

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

const KEY_PREFIX = 'shoal_'
const KEY_BYTES = 24
const HINT_LENGTH = 4

export type StreamKey = {
  id: string
  name: string
  /** The key's last four characters. */
  hint: string
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

/** The only time that the key is seen. */
export async function issueStreamKey(
  db: Database,
  { channelId, name }: { channelId: string; name: string },
): Promise<{ id: string; key: string }> {
  const key = `${KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`
  const id = randomUUID()
  await db.prisma.streamKey.create({ data: { id, channelId, name, hash: hashOf(key), hint: key.slice(-HINT_LENGTH) } })
  return { id, key }
}

export type StreamKeyJudgement =
  | { kind: 'accepted'; keyId: string; channelId: string; channelSlug: string }
  | { kind: 'revoked'; channelId: string }
  | { kind: 'unknown' }

/** Whose key it is, if anybody's; remembers the time when it is accepted. */
export async function judgeStreamKey(db: Database, key: string): Promise<StreamKeyJudgement> {
  const found = await db.prisma.streamKey.findUnique({
    where: { hash: hashOf(key) },
    select: { id: true, channelId: true, revokedAt: true, channel: { select: { slug: true } } },
  })
  if (!found) return { kind: 'unknown' }
  const { id: keyId, channelId } = found
  // Only one statement both reads and writes, so that a key revoked a moment ago is not accepted.
  const used = await db.prisma.streamKey.updateMany({
    where: { id: keyId, revokedAt: null },
    data: { lastUsedAt: new Date() },
  })
  if (used.count === 0) return { kind: 'revoked', channelId }
  return { kind: 'accepted', keyId, channelId, channelSlug: found.channel.slug }
}

/** False when there is no such key, or it was revoked before. */
export async function revokeStreamKey(db: Database, keyId: string): Promise<boolean> {
  const revoked = await db.prisma.streamKey.updateMany({
    where: { id: keyId, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  return revoked.count > 0
}

/** The newest first, revoked ones too. */
export function listStreamKeys(db: Database, channelId: string): Promise<StreamKey[]> {
  return db.prisma.streamKey.findMany({
    where: { channelId },
    omit: { hash: true, channelId: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
}

/** Those of `keyIds` that no longer publish: revoked, or gone with their channel. */
export async function findRevokedAmong(db: Database, keyIds: string[]): Promise<string[]> {
  if (keyIds.length === 0) return []
  const valid = await db.prisma.streamKey.findMany({
    where: { id: { in: keyIds }, revokedAt: null },
    select: { id: true },
  })
  const validIds = new Set(valid.map(({ id }) => id))
  return keyIds.filter((id) => !validIds.has(id))
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
