/** Channels that show another server's playlist, which an operator has listed. */

import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'

export type ElsewhereChannel = { id: string; slug: string; title: string; playlist: string }

const SELECT = { id: true, slug: true, title: true, elsewhere: true }
type Row = { id: string; slug: string; title: string; elsewhere: string | null }

function channelOf({ elsewhere, ...row }: Row): ElsewhereChannel | null {
  return elsewhere === null ? null : { ...row, playlist: elsewhere }
}

/** The oldest first. */
export async function listElsewhere(db: Database): Promise<ElsewhereChannel[]> {
  const rows = await db.prisma.channel.findMany({
    ...{ where: { elsewhere: { not: null } }, select: SELECT },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.flatMap((row) => channelOf(row) ?? [])
}

/** By the playlist's address, to the letter, or by the channel's id; null where it is not listed. */
export async function findElsewhere(
  db: Database,
  where: { playlist: string } | { id: string },
): Promise<ElsewhereChannel | null> {
  const row = await db.prisma.channel.findUnique({
    where: 'playlist' in where ? { elsewhere: where.playlist } : where,
    select: SELECT,
  })
  return row && channelOf(row)
}

/** Unlisted, so that nobody is told of it each time that somebody begins to watch; nothing of it is kept. */
export async function addElsewhere(
  db: Database,
  channel: { slug: string; title: string; ownerId: string; playlist: string },
): Promise<'added' | 'already-listed' | 'slug-taken'> {
  const { playlist, ...shown } = channel
  try {
    const kept = { isRecorded: false, rewindSeconds: 0, privacy: 'unlisted' } as const
    await db.prisma.channel.create({ data: { id: randomUUID(), ...shown, elsewhere: playlist, ...kept } })
    return 'added'
  } catch (error) {
    if (!isTaken(error, 'Channel')) throw error
    return (await findElsewhere(db, { playlist })) ? 'already-listed' : 'slug-taken'
  }
}
