/** Who follows which channel, how they want to be told, and the browsers that take notifications. */

import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

/** A browser more than these takes the place of the oldest. */
const MAX_ENDPOINTS_EACH = 20

export type FollowWish = { byPush: boolean; byMail: boolean }
type Named = { userId: string; channelId: string }

/** Null while the user does not follow. */
export function findFollow(db: Database, { userId, channelId }: Named): Promise<FollowWish | null> {
  return db.prisma.follow.findUnique({
    where: { userId_channelId: { userId, channelId } },
    select: { byPush: true, byMail: true },
  })
}

export async function follow(db: Database, { userId, channelId }: Named, wish: FollowWish): Promise<void> {
  await db.prisma.follow.upsert({
    where: { userId_channelId: { userId, channelId } },
    create: { userId, channelId, ...wish },
    update: wish,
  })
}

/** False where there was nothing to end. */
export async function unfollow(db: Database, named: Named): Promise<boolean> {
  return (await db.prisma.follow.deleteMany({ where: named })).count > 0
}

/** False where there was nothing to end. The user goes on to follow. */
export async function stopMail(db: Database, named: Named): Promise<boolean> {
  return (await db.prisma.follow.updateMany({ where: named, data: { byMail: false } })).count > 0
}

export function countFollowers(db: Database, channelId: string): Promise<number> {
  return db.prisma.follow.count({ where: { channelId } })
}

/** By the channel's name. */
export async function listFollows(
  db: Database,
  userId: string,
): Promise<(FollowWish & { channel: { slug: string; title: string } })[]> {
  return db.prisma.follow.findMany({
    where: { userId },
    select: { byPush: true, byMail: true, channel: { select: { slug: true, title: true } } },
    orderBy: { channel: { title: 'asc' } },
  })
}

export type PushEndpoint = { id: string; endpoint: string; p256dh: string; auth: string }

/** One that somebody else had, on a browser that two people use, is this user's from now on. */
export async function addPushEndpoint(
  db: Database,
  { userId, endpoint, ...keys }: { userId: string; endpoint: string; p256dh: string; auth: string },
): Promise<void> {
  await db.prisma.pushEndpoint.upsert({
    where: { endpoint },
    create: { id: randomUUID(), userId, endpoint, ...keys },
    update: { userId, ...keys },
  })
  const tooMany = await db.prisma.pushEndpoint.findMany({
    where: { userId },
    orderBy: { createdAt: 'desc' },
    skip: MAX_ENDPOINTS_EACH,
    select: { id: true },
  })
  if (tooMany.length > 0)
    await db.prisma.pushEndpoint.deleteMany({ where: { id: { in: tooMany.map(({ id }) => id) } } })
}

export async function removePushEndpoint(db: Database, named: { userId: string; endpoint: string }): Promise<boolean> {
  return (await db.prisma.pushEndpoint.deleteMany({ where: named })).count > 0
}

export type OwnPushEndpoint = { id: string; endpoint: string; createdAt: Date }

/** The newest first. */
export function listPushEndpoints(db: Database, userId: string): Promise<OwnPushEndpoint[]> {
  return db.prisma.pushEndpoint.findMany({
    where: { userId },
    select: { id: true, endpoint: true, createdAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
}

/** False where the user has none of that id. */
export async function removePushEndpointById(db: Database, named: { userId: string; id: string }): Promise<boolean> {
  return (await db.prisma.pushEndpoint.deleteMany({ where: named })).count > 0
}

/** Its push service says that it is gone. */
export async function forgetPushEndpoint(db: Database, id: string): Promise<void> {
  await db.prisma.pushEndpoint.deleteMany({ where: { id } })
}

/** Browsers of those who follow and want to be told by push. */
export function pushEndpointsOfFollowers(db: Database, channelId: string): Promise<PushEndpoint[]> {
  return db.prisma.pushEndpoint.findMany({
    where: { user: { bannedAt: null, follows: { some: { channelId, byPush: true } } } },
    select: { id: true, endpoint: true, p256dh: true, auth: true },
  })
}

/** Those who follow and want to be told by e-mail. */
export function mailsOfFollowers(
  db: Database,
  channelId: string,
): Promise<{ id: string; name: string; email: string }[]> {
  return db.prisma.user.findMany({
    where: { bannedAt: null, follows: { some: { channelId, byMail: true } } },
    select: { id: true, name: true, email: true },
  })
}
