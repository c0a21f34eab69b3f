/** What the home page and the search list: public broadcasts that are live or recorded, announced ones, channels. */

import type { Database } from './database.ts'
import { hasWords } from './has-words.ts'

const CHANNEL = { slug: true, title: true, picture: true }
const LISTED = {
  ...{ id: true, title: true, category: true, startedAt: true, liveAt: true },
  channel: { select: CHANNEL },
}
const NEWEST_FIRST = [{ startedAt: 'desc' as const }, { id: 'desc' as const }]

export type ListedChannel = {
  slug: string
  title: string
  /** File name in the media folder. */
  picture: string | null
}

export type ListedBroadcast = {
  id: string
  /** Empty where the streamer gave none. */
  title: string
  category: string
  startedAt: Date
  liveAt: Date | null
  channel: ListedChannel
}
export type ListedRecording = ListedBroadcast & { /** Media seconds. */ seconds: number }
export type ListedAnnouncement = { channel: ListedChannel; at: Date; words: string }

/** Those that can be watched now; the newest first. */
export function listLive(db: Database, { limit }: { limit: number }): Promise<ListedBroadcast[]> {
  return db.prisma.broadcast.findMany({
    where: { state: { in: ['live', 'interrupted'] }, privacy: 'public' },
    ...{ select: LISTED, orderBy: NEWEST_FIRST, take: limit },
  })
}

type RecordingsAsked = {
  limit: number
  containing?: string | undefined
  /** A channel's slug. */
  of?: string | undefined
  /** Those that began earlier. */
  before?: Date | undefined
}

/** Those that can be watched; the newest first. */
export async function listPublicRecordings(
  db: Database,
  { limit, containing, of, before }: RecordingsAsked,
): Promise<ListedRecording[]> {
  const rows = await db.prisma.broadcast.findMany({
    where: {
      ...{ state: 'ended', privacy: 'public', recording: { state: 'ready' } },
      ...(of === undefined ? {} : { channel: { is: { slug: of } } }),
      ...(before === undefined ? {} : { startedAt: { lt: before } }),
      ...(containing === undefined ? {} : { AND: matching(containing) }),
    },
    select: { ...LISTED, recording: { select: { seconds: true } } },
    ...{ orderBy: NEWEST_FIRST, take: limit },
  })
  return rows.map(({ recording, ...row }) => ({ ...row, seconds: recording?.seconds ?? 0 }))
}

/** Live ones whose title, description, category or channel has the words. */
export function findLive(db: Database, containing: string, { limit }: { limit: number }): Promise<ListedBroadcast[]> {
  return db.prisma.broadcast.findMany({
    where: { state: { in: ['live', 'interrupted'] }, privacy: 'public', AND: matching(containing) },
    ...{ select: LISTED, orderBy: NEWEST_FIRST, take: limit },
  })
}

/** Public channels, or those that have the words; by name. */
export function listPublicChannels(
  db: Database,
  { limit, containing }: { limit: number; containing?: string | undefined },
): Promise<ListedChannel[]> {
  const words = each(containing ?? '').map((has) => ({
    OR: [{ slug: has }, { title: has }, { about: has }, { category: has }],
  }))
  return db.prisma.channel.findMany({
    where: { privacy: 'public', AND: words },
    ...{ select: CHANNEL, orderBy: { title: 'asc' }, take: limit },
  })
}

/** What is to come; the nearest first. */
export async function listAnnouncements(
  db: Database,
  { after, limit }: { after: Date; limit: number },
): Promise<ListedAnnouncement[]> {
  const rows = await db.prisma.channel.findMany({
    where: { privacy: 'public', announcedAt: { gt: after } },
    select: { ...CHANNEL, announcedAt: true, announcement: true },
    ...{ orderBy: { announcedAt: 'asc' }, take: limit },
  })
  return rows.flatMap(({ announcedAt, announcement, ...channel }) =>
    announcedAt === null ? [] : [{ channel, at: announcedAt, words: announcement }],
  )
}

function matching(words: string) {
  return each(words).map((has) => ({
    OR: [
      { title: has },
      { description: has },
      { category: has },
      { channel: { is: { OR: [{ slug: has }, { title: has }] } } },
    ],
  }))
}

/** In whatever order, and each in another text: people remember a word of the title, and who it was. */
function each(words: string) {
  return words.split(/\s+/).filter(Boolean).map(hasWords)
}
