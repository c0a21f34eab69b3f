/** Accounts: people who sign in, what their role is, and whether they may. */

import { randomUUID } from 'node:crypto'
import { type Role, roleSchema } from '@shoal/protocol/roles'
import { timestamp } from './broadcast-events.ts'
import { removeMembersOfOwner } from './channel-members.ts'
import { renewOverlaysOfOwner } from './chat-settings.ts'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'
import { Prisma } from './generated/client.ts'
import { hasWords } from './has-words.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { revokeKeysOfOwner } from './stream-keys.ts'
import { switchOffWebhooksOfOwner } from './webhooks.ts'

export type NewAccount = {
  name: string
  email: string
  role: Role
  /** As better-auth's `hashPassword` writes it. */
  passwordHash: string
}

export async function createAccount(
  db: Database,
  account: NewAccount,
): Promise<{ kind: 'created'; userId: string } | { kind: 'email-taken' }> {
  const userId = randomUUID()
  try {
    await db.prisma.user.create({ data: newUser(userId, account) })
  } catch (error) {
    if (isTaken(error, 'User')) return { kind: 'email-taken' }
    throw error
  }
  return { kind: 'created', userId }
}

/** The rows of a new account, better-auth's way to keep a password among them. */
export function newUser(id: string, { name, email, role, passwordHash }: NewAccount): Prisma.UserCreateInput {
  return {
    ...{ id, name, role, email: email.toLowerCase() }, // better-auth looks it up so
    accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: passwordHash } },
  }
}

export type AccountRow = {
  id: string
  name: string
  email: string
  role: Role
  bannedAt: Date | null
  banReason: string | null
  createdAt: Date
  hasSecondFactor: boolean
  /** The newest of their sessions. */
  lastSignInAt: Date | null
  channels: string[]
}

const ROW = {
  ...{ id: true, name: true, email: true, role: true, bannedAt: true, banReason: true, createdAt: true },
  twoFactorEnabled: true,
  sessions: { select: { createdAt: true }, orderBy: { createdAt: 'desc' }, take: 1 },
  channels: { select: { slug: true }, orderBy: { createdAt: 'asc' } },
} satisfies Prisma.UserSelect

/** The newest first; `search` in names and e-mail addresses. */
export async function listAccounts(
  db: Database,
  { search = '', role, skip = 0, take = 50 }: { search?: string; role?: Role; skip?: number; take?: number },
): Promise<{ accounts: AccountRow[]; count: number }> {
  const contains = hasWords(search)
  const where: Prisma.UserWhereInput = {
    ...(search === '' ? {} : { OR: [{ name: contains }, { email: contains }] }),
    ...(role === undefined ? {} : { role }),
  }
  const [users, count] = await Promise.all([
    db.prisma.user.findMany({ where, select: ROW, skip, take, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] }),
    db.prisma.user.count({ where }),
  ])
  return { accounts: users.map(rowOf), count }
}

export async function findAccountById(db: Database, id: string): Promise<AccountRow | null> {
  const user = await db.prisma.user.findUnique({ where: { id }, select: ROW })
  return user && rowOf(user)
}

type Change = { kind: 'done' } | { kind: 'unknown-account' } | { kind: 'last-operator' }

/** The last operator who may sign in stays one. */
export function changeRole(db: Database, id: string, role: Role): Promise<Change> {
  const change = db.prisma.$executeRaw`
    UPDATE "User" SET "role" = ${role}, "updatedAt" = ${timestamp(new Date())}
    WHERE "id" = ${id} AND (${role} = 'operator' OR ${notTheLastOperator(id)})`
  return changeOne(db, id, [change])
}

/** Ends every session; the account can't sign in, nor its tokens and stream keys be used, until the ban is lifted. */
export function banAccount(db: Database, id: string, reason: string): Promise<Change> {
  const ban = db.prisma.$executeRaw`
    UPDATE "User" SET "bannedAt" = ${timestamp(new Date())}, "banReason" = ${reason}, "updatedAt" = ${timestamp(new Date())}
    WHERE "id" = ${id} AND ${notTheLastOperator(id)}`
  const out = db.prisma.session.deleteMany({ where: { userId: id, user: { bannedAt: { not: null } } } })
  return changeOne(db, id, [ban, out])
}

export async function liftBan(db: Database, id: string): Promise<boolean> {
  const lifted = await db.prisma.user.updateMany({ where: { id }, data: { bannedAt: null, banReason: null } })
  return lifted.count > 0
}

/** With everything that it owns. */
export function deleteAccount(db: Database, id: string): Promise<Change> {
  const gone = db.prisma.$executeRaw`DELETE FROM "User" WHERE "id" = ${id} AND ${notTheLastOperator(id)}`
  return changeOne(db, id, [gone])
}

/**
 * Its channels, with their broadcasts and recordings, become the heir's. What its owner opened to others there is shut:
 * stream keys, overlays, moderators, and webhooks, which stay switched off for the heir to look at.
 */
export async function deleteAccountOf(db: Database, id: string, { heirId }: { heirId: string }): Promise<Change> {
  if (id === heirId) throw new Error('nobody is their own heir')
  // the heir is an operator, so this one is not the last
  await db.prisma.$transaction([
    revokeKeysOfOwner(db, id),
    ...switchOffWebhooksOfOwner(db, id),
    renewOverlaysOfOwner(db, id),
    removeMembersOfOwner(db, id),
    db.prisma.channel.updateMany({ where: { ownerId: id }, data: { ownerId: heirId } }),
  ])
  return deleteAccount(db, id)
}

/** A condition on a row of `User`. */
function notTheLastOperator(id: string): Prisma.Sql {
  return Prisma.sql`("role" <> 'operator' OR "bannedAt" IS NOT NULL OR EXISTS (
    SELECT 1 FROM "User" other WHERE other."role" = 'operator' AND other."bannedAt" IS NULL AND other."id" <> ${id}))`
}

/** `statements` in one transaction; the first says by its count whether it could be done. */
async function changeOne(
  db: Database,
  id: string,
  statements: [Prisma.PrismaPromise<number>, ...Prisma.PrismaPromise<unknown>[]],
): Promise<Change> {
  // what an operator left open would make others what they are no more
  const uninvite = db.prisma.$executeRaw`
    DELETE FROM "Invitation" WHERE "createdById" = ${id} AND "usedAt" IS NULL AND NOT EXISTS (
      SELECT 1 FROM "User" WHERE "id" = ${id} AND "role" = 'operator' AND "bannedAt" IS NULL)`
  // of two operators who demote each other only the first may
  const [, changed] = await db.prisma.$transaction([oneAtATime(db), ...statements, uninvite])
  if (changed !== 0) return { kind: 'done' }
  return { kind: (await db.prisma.user.count({ where: { id } })) > 0 ? 'last-operator' : 'unknown-account' }
}

/** What better-auth calls a link for a new password by, before its token. */
export const PASSWORD_LINK = 'reset-password:'

/** Those that are out lead nowhere any more. */
export async function forgetPasswordLinks(db: Database, userId: string): Promise<void> {
  await passwordLinksOf(db, userId)
}

function passwordLinksOf(db: Database, userId: string) {
  return db.prisma.verification.deleteMany({ where: { value: userId, identifier: { startsWith: PASSWORD_LINK } } })
}

/** Ends every session but the named one, and what links for a new one are out. False when there is no such account. */
export async function setPassword(
  db: Database,
  { userId, passwordHash, exceptSession }: { userId: string; passwordHash: string; exceptSession?: string },
): Promise<boolean> {
  const [changed] = await db.prisma.$transaction([
    db.prisma.account.updateMany({ where: { userId, providerId: 'credential' }, data: { password: passwordHash } }),
    db.prisma.session.deleteMany({ where: { userId, ...(exceptSession ? { id: { not: exceptSession } } : {}) } }),
    passwordLinksOf(db, userId),
  ])
  return changed.count > 0
}

/** For who has lost the phone and the codes. */
export async function removeSecondFactor(db: Database, userId: string): Promise<void> {
  await db.prisma.$transaction([
    db.prisma.twoFactor.deleteMany({ where: { userId } }),
    db.prisma.user.updateMany({ where: { id: userId }, data: { twoFactorEnabled: false } }),
  ])
}

/** As better-auth's `hashPassword` wrote it. */
export async function passwordHashOf(db: Database, userId: string): Promise<string | null> {
  const found = await db.prisma.account.findFirst({ where: { userId, providerId: 'credential' } })
  return found?.password ?? null
}

export async function updateProfile(
  db: Database,
  id: string,
  profile: { name?: string; email?: string; locale?: string | null },
): Promise<'done' | 'email-taken'> {
  const { email, ...rest } = profile
  const data = { ...rest, ...(email === undefined ? {} : { email: email.toLowerCase() }) }
  try {
    await db.prisma.$transaction([
      db.prisma.user.update({ where: { id }, data }),
      ...(email === undefined ? [] : [passwordLinksOf(db, id)]), // they are in the old mailbox
    ])
    return 'done'
  } catch (error) {
    if (isTaken(error, 'User')) return 'email-taken'
    throw error
  }
}

/** Whether they may not sign in. */
export async function isBanned(db: Database, id: string): Promise<boolean> {
  return (await db.prisma.user.count({ where: { id, bannedAt: { not: null } } })) > 0
}

/** How many channels they own. */
export function countChannelsOf(db: Database, ownerId: string): Promise<number> {
  return db.prisma.channel.count({ where: { ownerId } })
}

type Selected = Prisma.UserGetPayload<{ select: typeof ROW }>

function rowOf({ sessions, channels, twoFactorEnabled, role, ...user }: Selected): AccountRow {
  return {
    ...user,
    role: roleSchema.catch('viewer').parse(role),
    hasSecondFactor: twoFactorEnabled,
    lastSignInAt: sessions[0]?.createdAt ?? null,
    channels: channels.map(({ slug }) => slug),
  }
}
