/** Channels: the places that can be live. */

import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'

export type Channel = { id: string; slug: string; title: string; ownerId: string; createdAt: Date }

export function findChannel(db: Database, slug: string): Promise<Channel | null> {
  return db.prisma.channel.findUnique({ where: { slug } })
}

/** The oldest first. */
export function listChannels(db: Database): Promise<Channel[]> {
  return db.prisma.channel.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
}

export async function createChannel(
  db: Database,
  channel: { slug: string; title: string; ownerId: string },
): Promise<{ kind: 'created'; channel: Channel } | { kind: 'slug-taken' }> {
  try {
    return { kind: 'created', channel: await db.prisma.channel.create({ data: { id: randomUUID(), ...channel } }) }
  } catch (error) {
    if (isTaken(error, 'Channel')) return { kind: 'slug-taken' }
    throw error
  }
}
