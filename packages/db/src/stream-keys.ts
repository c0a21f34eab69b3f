/** Stream keys: shown once when they are issued, kept as a hash, and judged when a publisher arrives. */

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'

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
  /** From when on it does not work; ahead of now for a key that was replaced and still has its grace. */
  revokedAt: Date | null
}

/** The only time that the key is seen. */
export async function issueStreamKey(
  db: Database,
  { channelId, name }: { channelId: string; name: string },
): Promise<{ id: string; key: string }> {
  const { row, key } = newKey({ channelId, name })
  await db.prisma.streamKey.create({ data: row })
  return { id: row.id, key }
}

function newKey({ channelId, name }: { channelId: string; name: string }): {
  key: string
  row: { id: string; channelId: string; name: string; hash: string; hint: string }
} {
  const key = `${KEY_PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`
  return { key, row: { id: randomUUID(), channelId, name, hash: hashOf(key), hint: key.slice(-HINT_LENGTH) } }
}

function worksAt(now: Date) {
  return { OR: [{ revokedAt: null }, { revokedAt: { gt: now } }] }
}

/**
 * Somebody who was banned, or is no streamer any more, has keys that do not publish; they do again when that is over. Nor
 * do those of a channel that shows another server's playlist.
 */
const OF_SOMEBODY_WHO_MAY = {
  channel: { elsewhere: null, owner: { bannedAt: null, role: { in: ['operator', 'streamer'] } } },
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
    where: { id: keyId, ...worksAt(new Date()), ...OF_SOMEBODY_WHO_MAY },
    data: { lastUsedAt: new Date() },
  })
  if (used.count === 0) return { kind: 'revoked', channelId }
  return { kind: 'accepted', keyId, channelId, channelSlug: found.channel.slug }
}

/** At once. False when there is no such key, or it was revoked before. */
export async function revokeStreamKey(db: Database, keyId: string): Promise<boolean> {
  const now = new Date()
  const revoked = await db.prisma.streamKey.updateMany({
    where: { id: keyId, ...worksAt(now) },
    data: { revokedAt: now },
  })
  return revoked.count > 0
}

/** Those of all channels that somebody owns, for a transaction in which they become another's. */
export function revokeKeysOfOwner(db: Database, ownerId: string): Prisma.PrismaPromise<Prisma.BatchPayload> {
  const now = new Date()
  return db.prisma.streamKey.updateMany({ where: { channel: { ownerId }, ...worksAt(now) }, data: { revokedAt: now } })
}

/**
 * A new key of the same name; the old one works for `graceSeconds` more, or until it would have ended anyway. Null when
 * there is no such key, or it is revoked.
 */
export async function rotateStreamKey(
  db: Database,
  { keyId, graceSeconds }: { keyId: string; graceSeconds: number },
): Promise<{ id: string; key: string; oldWorksUntil: Date } | null> {
  const now = new Date()
  const ending = new Date(now.getTime() + graceSeconds * 1000)
  const old = await db.prisma.streamKey.findFirst({
    where: { id: keyId, ...worksAt(now) },
    select: { name: true, channelId: true, revokedAt: true },
  })
  if (!old) return null
  const oldWorksUntil = old.revokedAt !== null && old.revokedAt < ending ? old.revokedAt : ending
  const { row, key } = newKey(old)
  await db.prisma.$transaction([
    // one that was revoked a moment ago stays so
    db.prisma.streamKey.updateMany({ where: { id: keyId, ...worksAt(now) }, data: { revokedAt: oldWorksUntil } }),
    db.prisma.streamKey.create({ data: row }),
  ])
  return { id: row.id, key, oldWorksUntil }
}

/** False when there is no such key. */
export async function renameStreamKey(
  db: Database,
  { keyId, name }: { keyId: string; name: string },
): Promise<boolean> {
  return (await db.prisma.streamKey.updateMany({ where: { id: keyId }, data: { name } })).count > 0
}

/** How many keys of a channel still work. */
export function countWorkingKeys(db: Database, channelId: string): Promise<number> {
  return db.prisma.streamKey.count({ where: { channelId, ...worksAt(new Date()) } })
}

/** The newest first, revoked ones too. */
export function listStreamKeys(db: Database, channelId: string): Promise<StreamKey[]> {
  return db.prisma.streamKey.findMany({
    where: { channelId },
    omit: { hash: true, channelId: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
