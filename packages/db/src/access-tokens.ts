/** Personal access tokens of the HTTP API: shown once when they are made, kept as a hash, judged at each request. */

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import { oneAtATime } from './one-at-a-time.ts'

const TOKEN_PREFIX = 'shoal_pat_'
const TOKEN_BYTES = 32
const HINT_LENGTH = 4
/** A token in constant use is written down once a minute. */
const USE_NOTED_EVERY_MS = 60_000

export const MAX_TOKENS_EACH = 50

export type AccessToken = {
  id: string
  name: string
  /** The token's last four characters. */
  hint: string
  scopes: string[]
  createdAt: Date
  /** Null never ends. */
  expiresAt: Date | null
  lastUsedAt: Date | null
}

export type NewAccessToken = { userId: string; name: string; scopes: string[]; expiresAt: Date | null }

/** The only time that the token is seen. `too-many` beyond `MAX_TOKENS_EACH` that still work. */
export async function issueAccessToken(
  db: Database,
  wanted: NewAccessToken,
): Promise<{ kind: 'issued'; id: string; token: string } | { kind: 'too-many' }> {
  const { userId } = wanted
  const token = `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`
  const id = randomUUID()
  const [, , tooMany] = await db.prisma.$transaction([
    oneAtATime(db),
    db.prisma.accessToken.create({ data: { id, ...wanted, hash: hashOf(token), hint: token.slice(-HINT_LENGTH) } }),
    db.prisma.$executeRaw`DELETE FROM "AccessToken" WHERE "id" = ${id} AND (
      SELECT count(*) FROM "AccessToken" WHERE "userId" = ${userId} AND "revokedAt" IS NULL) > ${MAX_TOKENS_EACH}`,
  ])
  return tooMany > 0 ? { kind: 'too-many' } : { kind: 'issued', id, token }
}

/** Those that were not revoked, the newest first. */
export function listAccessTokens(db: Database, userId: string): Promise<AccessToken[]> {
  return db.prisma.accessToken.findMany({
    where: { userId, revokedAt: null },
    omit: { hash: true, userId: true, revokedAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
}

/** The token's name; null when this user has no such token, or revoked it before. */
export async function revokeAccessToken(
  db: Database,
  { id, userId }: { id: string; userId: string },
): Promise<string | null> {
  const found = await db.prisma.accessToken.findFirst({ where: { id, userId, revokedAt: null } })
  if (!found) return null
  const revoked = await db.prisma.accessToken.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  return revoked.count > 0 ? found.name : null
}

export type TokenHolder = {
  tokenId: string
  scopes: string[]
  user: { id: string; name: string; email: string; role: string }
}

/** Whose token it is; null for one that is unknown, revoked, past its time, or of somebody who is banned. */
export async function findTokenHolder(db: Database, token: string, now = new Date()): Promise<TokenHolder | null> {
  if (!token.startsWith(TOKEN_PREFIX)) return null
  const found = await db.prisma.accessToken.findUnique({
    where: { hash: hashOf(token) },
    include: { user: { select: { id: true, name: true, email: true, role: true, bannedAt: true } } },
  })
  if (!found || found.revokedAt !== null || found.user.bannedAt !== null) return null
  if (found.expiresAt !== null && found.expiresAt <= now) return null
  if ((found.lastUsedAt?.getTime() ?? 0) < now.getTime() - USE_NOTED_EVERY_MS) {
    await db.prisma.accessToken.updateMany({ where: { id: found.id }, data: { lastUsedAt: now } })
  }
  const { id, name, email, role } = found.user
  return { tokenId: found.id, scopes: found.scopes, user: { id, name, email, role } }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
