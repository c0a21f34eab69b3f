/** Those who help to run a channel that is not theirs. */

import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'

type Membership = { channelId: string; userId: string }

export type ChannelMember = { userId: string; name: string; email: string; since: Date }

export async function isChannelMember(db: Database, { channelId, userId }: Membership): Promise<boolean> {
  return (await db.prisma.channelMember.count({ where: { channelId, userId } })) > 0
}

/** The oldest first. */
export async function listChannelMembers(db: Database, channelId: string): Promise<ChannelMember[]> {
  const rows = await db.prisma.channelMember.findMany({
    where: { channelId },
    select: { userId: true, createdAt: true, user: { select: { name: true, email: true } } },
    orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }],
  })
  return rows.map(({ userId, createdAt, user }) => ({ userId, ...user, since: createdAt }))
}

export type FoundMember =
  | { kind: 'found'; userId: string; name: string }
  | { kind: 'nobody' }
  /** A name that several accounts have: only an e-mail address tells them apart. */
  | { kind: 'several' }

/** By e-mail address, or by a name that only one account has; small and large letters are the same. */
export async function findAccountNamed(db: Database, who: string): Promise<FoundMember> {
  const select = { id: true, name: true }
  const byEmail = await db.prisma.user.findUnique({ where: { email: who.toLowerCase() }, select })
  if (byEmail) return { kind: 'found', userId: byEmail.id, name: byEmail.name }
  const [first, second] = await db.prisma.user.findMany({
    where: { name: { equals: who.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } },
    select,
    take: 2,
  })
  if (!first) return { kind: 'nobody' }
  return second ? { kind: 'several' } : { kind: 'found', userId: first.id, name: first.name }
}

/** False when they were one already. */
export async function addChannelMember(db: Database, { channelId, userId }: Membership): Promise<boolean> {
  const row = { channelId, userId, role: 'moderator' }
  return (await db.prisma.channelMember.createMany({ data: [row], skipDuplicates: true })).count > 0
}

/** False when they were none. */
export async function removeChannelMember(db: Database, { channelId, userId }: Membership): Promise<boolean> {
  return (await db.prisma.channelMember.deleteMany({ where: { channelId, userId } })).count > 0
}

/** Of all channels that somebody owns, for a transaction in which they become another's. */
export function removeMembersOfOwner(db: Database, ownerId: string): Prisma.PrismaPromise<Prisma.BatchPayload> {
  return db.prisma.channelMember.deleteMany({ where: { channel: { ownerId } } })
}
