/** Channels: the places that can be live. */

import { randomUUID } from 'node:crypto'
import { type ChannelSettings, channelSettingsSchema } from '@shoal/protocol/channel-settings'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'
import { oneAtATime } from './one-at-a-time.ts'

export type Channel = { id: string; slug: string; title: string; ownerId: string; createdAt: Date }

const CHANNEL = { id: true, slug: true, title: true, ownerId: true, createdAt: true }
const SETTINGS = {
  ...{ latencyMode: true, ladder: true, reconnectSeconds: true },
  ...{ rewindSeconds: true, isRecorded: true, retentionDays: true },
} satisfies { [name in keyof ChannelSettings]: true }

export function findChannel(db: Database, slug: string): Promise<Channel | null> {
  return db.prisma.channel.findUnique({ where: { slug }, select: CHANNEL })
}

/** The oldest first; with an owner, theirs alone. */
export function listChannels(db: Database, of: { ownerId?: string } = {}): Promise<Channel[]> {
  return db.prisma.channel.findMany({ where: of, select: CHANNEL, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
}

/** @param most channels that its owner may have; null is no limit. */
export async function createChannel(
  db: Database,
  channel: { slug: string; title: string; ownerId: string },
  most: number | null = null,
): Promise<{ kind: 'created'; channel: Channel } | { kind: 'slug-taken' | 'too-many' }> {
  const id = randomUUID()
  try {
    const [, created, tooMany] = await db.prisma.$transaction([
      oneAtATime(db),
      db.prisma.channel.create({ data: { id, ...channel }, select: CHANNEL }),
      db.prisma.$executeRaw`DELETE FROM "Channel" WHERE "id" = ${id} AND (
        SELECT count(*) FROM "Channel" WHERE "ownerId" = ${channel.ownerId}) > ${most}`,
    ])
    return tooMany > 0 ? { kind: 'too-many' } : { kind: 'created', channel: created }
  } catch (error) {
    if (isTaken(error, 'Channel')) return { kind: 'slug-taken' }
    throw error
  }
}

/** Null when there is no such channel. */
export async function channelSettings(db: Database, channelId: string): Promise<ChannelSettings | null> {
  const row = await db.prisma.channel.findUnique({ where: { id: channelId }, select: SETTINGS })
  return row && channelSettingsSchema.parse(row)
}

/** For the channel's next broadcast; what is left out stays. False when there is no such channel. */
export async function updateChannelSettings(
  db: Database,
  channelId: string,
  settings: Partial<ChannelSettings>,
): Promise<boolean> {
  const updated = await db.prisma.channel.updateMany({ where: { id: channelId }, data: settings })
  return updated.count > 0
}
