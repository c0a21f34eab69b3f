/** What viewers read of a channel, and what its next broadcast takes over: shown and changed in the studio. */

import type { Privacy } from '@shoal/protocol/privacy'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'

export type ChannelProfile = {
  about: string
  /** File name in the media folder. */
  picture: string | null
  broadcastTitle: string
  description: string
  category: string
  privacy: Privacy
  hasPassword: boolean
  announcedAt: Date | null
  announcement: string
}

const PROFILE = {
  ...{ about: true, picture: true, broadcastTitle: true, description: true, category: true },
  ...{ privacy: true, passwordHash: true, announcedAt: true, announcement: true },
} as const

/** Null when there is no such channel. */
export async function channelProfile(db: Database, channelId: string): Promise<ChannelProfile | null> {
  const row = await db.prisma.channel.findUnique({ where: { id: channelId }, select: PROFILE })
  if (!row) return null
  const { passwordHash, ...profile } = row
  return { ...profile, hasPassword: passwordHash !== null }
}

export type ProfileChange = { title?: string; slug?: string; about?: string; picture?: string | null }

/** What is left out stays. */
export async function changeChannel(
  db: Database,
  channelId: string,
  change: ProfileChange,
): Promise<'changed' | 'slug-taken' | 'unknown-channel'> {
  try {
    const changed = await db.prisma.channel.updateMany({ where: { id: channelId }, data: change })
    return changed.count > 0 ? 'changed' : 'unknown-channel'
  } catch (error) {
    if (isTaken(error, 'Channel')) return 'slug-taken'
    throw error
  }
}

/** Null takes the announcement back. */
export async function announceNext(
  db: Database,
  channelId: string,
  next: { at: Date; text: string } | null,
): Promise<void> {
  const data = { announcedAt: next?.at ?? null, announcement: next?.text ?? '' }
  await db.prisma.channel.updateMany({ where: { id: channelId }, data })
}

/** The words and the door. What is left out stays, a hash too; null takes the password away. */
export type WordsChange = {
  title?: string
  description?: string
  category?: string
  privacy?: Privacy
  passwordHash?: string | null
}

/** For the channel's next broadcasts. */
export async function setChannelWords(db: Database, channelId: string, change: WordsChange): Promise<void> {
  const { title, ...rest } = change
  const data = { ...rest, ...(title === undefined ? {} : { broadcastTitle: title }) }
  await db.prisma.channel.updateMany({ where: { id: channelId }, data })
}

/** With all that is its own. Its recordings' files are left to the origin to remove. Not while it is live. */
export async function deleteChannel(
  db: Database,
  channelId: string,
): Promise<'deleted' | 'still-live' | 'unknown-channel'> {
  const [broadcasts, running] = await Promise.all([
    db.prisma.broadcast.findMany({
      where: { channelId, recording: { state: { not: 'deleted' } } },
      select: { id: true },
    }),
    db.prisma.broadcast.count({ where: { channelId, state: { not: 'ended' } } }),
  ])
  if (running > 0) return 'still-live'
  const [, deleted] = await db.prisma.$transaction([
    db.prisma.leftBroadcast.createMany({ data: broadcasts, skipDuplicates: true }),
    db.prisma.channel.deleteMany({ where: { id: channelId } }),
  ])
  return deleted.count > 0 ? 'deleted' : 'unknown-channel'
}
