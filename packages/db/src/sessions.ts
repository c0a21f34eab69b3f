/** Where somebody is signed in. A session's token never leaves the database. */

import type { Database } from './database.ts'

export type SessionRow = { id: string; createdAt: Date; seenAt: Date; userAgent: string | null }

/** Those that go on, the newest first. */
export async function listSessions(db: Database, userId: string, now = new Date()): Promise<SessionRow[]> {
  const sessions = await db.prisma.session.findMany({
    where: { userId, expiresAt: { gt: now } },
    select: { id: true, createdAt: true, updatedAt: true, userAgent: true },
    orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
  })
  return sessions.map(({ updatedAt, ...session }) => ({ ...session, seenAt: updatedAt }))
}

/** Only their own; false when there is no such session. */
export async function endSession(db: Database, { userId, id }: { userId: string; id: string }): Promise<boolean> {
  return (await db.prisma.session.deleteMany({ where: { userId, id } })).count > 0
}

/** How many ended. */
export async function endOtherSessions(
  db: Database,
  { userId, except }: { userId: string; except: string },
): Promise<number> {
  return (await db.prisma.session.deleteMany({ where: { userId, id: { not: except } } })).count
}

/** Everybody's: how many ended. */
export async function endAllSessions(db: Database): Promise<number> {
  return (await db.prisma.session.deleteMany({})).count
}
