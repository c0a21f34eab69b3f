/** What was said in channels' chats. The table is the order: an id is given when a message is committed, one after the other. */

import { type ChatAuthorKind, type ChatSettings, chatAuthorKindSchema } from '@shoal/protocol/chat'
import type { Privacy } from '@shoal/protocol/privacy'
import { z } from 'zod'
import type { Channel } from './channels.ts'
import type { ChatReach } from './chat-reach.ts'
import { readChatSettings } from './chat-settings.ts'
import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'

/** Any number, the same for all that write messages: they take turns, so that a lower id is never seen after a higher one. */
const TURN = 5_206_771

export type NewChatMessage = {
  channelId: string
  /** The latest, whether it goes on or not: its door is the one that this is said behind. Null before the first. */
  broadcastId: string | null
  /** What readers have to pass then, by `doorsName`. */
  door: string
  at: Date
  authorId: string
  authorName: string
  authorKind: ChatAuthorKind
  text: string
  clientId: string
}

const ID = z.union([z.bigint(), z.int()]).transform(Number)
const messageSchema = z.object({
  id: ID,
  channelId: z.string(),
  broadcastId: z.string().nullable(),
  door: z.string().nullable(),
  at: z.date(),
  authorId: z.string(),
  authorName: z.string(),
  authorKind: chatAuthorKindSchema,
  text: z.string(),
  clientId: z.string().nullable(),
  deletedAt: z.date().nullable(),
})
export type ChatMessage = z.infer<typeof messageSchema>

const MESSAGE = {
  ...{ id: true, channelId: true, broadcastId: true, at: true, deletedAt: true, text: true, clientId: true },
  door: true,
  ...{ authorId: true, authorName: true, authorKind: true },
} as const

/**
 * Keeps messages, in their order, in one statement. Each one's id; that of the first sending where it was sent before,
 * and null where its channel is gone.
 */
export async function addChatMessages(
  db: Database,
  messages: readonly NewChatMessage[],
): Promise<({ id: number; isNew: boolean } | null)[]> {
  const column = <T>(read: (message: NewChatMessage) => T) => messages.map(read)
  const added = await db.prisma.$queryRaw`
    WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(${TURN}))
    INSERT INTO "ChatMessage"
      ("channelId", "broadcastId", "door", "at", "authorId", "authorName", "authorKind", "text", "clientId")
    SELECT sent.channel, sent.broadcast, sent.door, sent.at::timestamp(3), sent.author, sent.name, sent.kind, sent.text, sent.client
    FROM turn, unnest(
      ${column((message) => message.channelId)}::text[],
      ${column((message) => message.broadcastId)}::text[],
      ${column((message) => message.door)}::text[],
      ${column((message) => message.at.toISOString())}::text[],
      ${column((message) => message.authorId)}::text[],
      ${column((message) => message.authorName)}::text[],
      ${column((message) => message.authorKind)}::text[],
      ${column((message) => message.text)}::text[],
      ${column((message) => message.clientId)}::text[]
    ) WITH ORDINALITY AS sent(channel, broadcast, door, at, author, name, kind, text, client, place)
    WHERE EXISTS (SELECT 1 FROM "Channel" WHERE "id" = sent.channel)
    ORDER BY sent.place
    ON CONFLICT ("channelId", "authorId", "clientId") DO NOTHING
    RETURNING "id", "channelId", "authorId", "clientId"`
  const ids = new Map(keyedSchema.parse(added).map((row) => [keyOf(row), row.id]))
  const known = messages.filter((message) => !ids.has(keyOf(message)))
  const before = known.length > 0 ? await sentBefore(db, known) : new Map<string, number>()
  const given = new Set<number>()
  return messages.map((message) => {
    const id = ids.get(keyOf(message)) ?? before.get(keyOf(message))
    if (id === undefined) return null
    const isNew = ids.has(keyOf(message)) && !given.has(id) // twice in one batch is one message
    given.add(id)
    return { id, isNew }
  })
}

const keyedSchema = z.array(
  z.object({ id: ID, channelId: z.string(), authorId: z.string(), clientId: z.string().nullable() }),
)

function keyOf({ channelId, authorId, clientId }: { channelId: string; authorId: string; clientId: string | null }) {
  return JSON.stringify([channelId, authorId, clientId])
}

async function sentBefore(db: Database, messages: readonly NewChatMessage[]): Promise<Map<string, number>> {
  const rows = await db.prisma.chatMessage.findMany({
    where: { OR: messages.map(({ channelId, authorId, clientId }) => ({ channelId, authorId, clientId })) },
    select: { id: true, channelId: true, authorId: true, clientId: true },
  })
  return new Map(keyedSchema.parse(rows).map((row) => [keyOf(row), row.id]))
}

type Page = { channelId: string; limit: number; before?: number; after?: number; withDeleted?: boolean }

/**
 * The newest `limit`, or those next to an id; in order: of one broadcast and the time until the next, or all within a
 * chat's reach. Deleted ones only where asked for.
 */
export async function chatMessages(
  db: Database,
  query: Page & (Pick<ChatReach, 'broadcastId'> | ChatReach),
): Promise<ChatMessage[]> {
  const { limit, after } = query
  const parts: Prisma.ChatMessageWhereInput[] = [{ broadcastId: query.broadcastId }]
  if ('earlier' in query) {
    const { door, since } = query
    parts.push(...query.earlier.map((broadcastId) => ({ broadcastId, door, at: { gte: since } })))
  }
  // each by itself, so that each has an index
  const pages = await Promise.all(parts.map((where) => pageOf(db, query, where)))
  const messages = pages.flat().toSorted((a, b) => a.id - b.id)
  return after === undefined ? messages.slice(-limit) : messages.slice(0, limit)
}

/** All of a channel, whoever may see them: for who sorts out what is shown. */
export async function chatMessagesAfter(
  db: Database,
  query: { channelId: string; after: number; limit: number },
): Promise<ChatMessage[]> {
  return pageOf(db, { ...query, withDeleted: true }, {})
}

/** 0 where nothing was said. */
export async function newestChatMessageId(db: Database, channelId: string): Promise<number> {
  const row = await db.prisma.chatMessage.findFirst({
    ...{ where: { channelId }, select: { id: true }, orderBy: { id: 'desc' } },
  })
  return Number(row?.id ?? 0)
}

async function pageOf(
  db: Database,
  { channelId, limit, before, after, withDeleted = false }: Page,
  where: Prisma.ChatMessageWhereInput,
): Promise<ChatMessage[]> {
  const rows = await db.prisma.chatMessage.findMany({
    where: {
      ...{ channelId, ...where },
      ...(withDeleted ? {} : { deletedAt: null }),
      ...(before === undefined ? {} : { id: { lt: before } }),
      ...(after === undefined ? {} : { id: { gt: after } }),
    },
    select: MESSAGE,
    orderBy: { id: after === undefined ? 'desc' : 'asc' },
    take: limit,
  })
  return z.array(messageSchema).parse(rows)
}

export async function findChatMessage(
  db: Database,
  { channelId, id }: { channelId: string; id: number },
): Promise<ChatMessage | null> {
  const row = await db.prisma.chatMessage.findFirst({ where: { channelId, id }, select: MESSAGE })
  return row && messageSchema.parse(row)
}

/** What was said from one moment until another during a broadcast, in order; not what was said after its end. */
export async function replayedMessages(
  db: Database,
  { broadcastId, from, to, limit }: { broadcastId: string; from: Date; to: Date; limit: number },
): Promise<ChatMessage[]> {
  const broadcast = await db.prisma.broadcast.findUnique({
    where: { id: broadcastId },
    select: { endedAt: true, recording: { select: { state: true } } },
  })
  // whoever deletes a recording deletes what was said beside it
  if (broadcast?.recording?.state === 'deleting' || broadcast?.recording?.state === 'deleted') return []
  const until = Math.min(to.getTime(), broadcast?.endedAt?.getTime() ?? Number.POSITIVE_INFINITY)
  const rows = await db.prisma.chatMessage.findMany({
    where: { broadcastId, deletedAt: null, at: { gte: from, lt: new Date(until) } },
    select: MESSAGE,
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: limit,
  })
  return z.array(messageSchema).parse(rows)
}

/** What a broadcast's chat goes by: its privacy, its channel and the settings; null when there is no such broadcast. */
export async function findChatOfBroadcast(
  db: Database,
  broadcastId: string,
): Promise<{ channel: Channel; privacy: Privacy; settings: ChatSettings } | null> {
  const row = await db.prisma.broadcast.findUnique({
    where: { id: broadcastId },
    select: {
      privacy: true,
      channel: { select: { id: true, slug: true, title: true, ownerId: true, createdAt: true, chatSettings: true } },
    },
  })
  if (!row) return null
  const { chatSettings: values, ...channel } = row.channel
  return { channel, privacy: row.privacy, settings: readChatSettings(values) }
}

/** False when it is gone already, or not of this channel. A pinned one is no longer pinned. */
export async function deleteChatMessage(
  db: Database,
  { channelId, id, byId }: { channelId: string; id: number; byId: string },
): Promise<boolean> {
  const deleted = await db.prisma.chatMessage.updateMany({
    where: { channelId, id, deletedAt: null },
    data: { deletedAt: new Date(), deletedById: byId },
  })
  await db.prisma.channel.updateMany({
    where: { id: channelId, pinnedMessageId: String(id) },
    data: { pinnedMessageId: null },
  })
  return deleted.count > 0
}

/** One that was not said after all: its sender may send it again. */
export async function withdrawChatMessage(db: Database, id: number): Promise<void> {
  await db.prisma.chatMessage.deleteMany({ where: { id } })
}

/** All that an author said in a channel. */
export async function deleteChatMessagesOf(
  db: Database,
  { channelId, authorId, byId }: { channelId: string; authorId: string; byId: string },
): Promise<void> {
  await db.prisma.chatMessage.updateMany({
    where: { channelId, authorId, deletedAt: null },
    data: { deletedAt: new Date(), deletedById: byId },
  })
}

export async function pinChatMessage(
  db: Database,
  { channelId, id }: { channelId: string; id: number | null },
): Promise<void> {
  const pinnedMessageId = id === null ? null : String(id)
  await db.prisma.channel.updateMany({ where: { id: channelId }, data: { pinnedMessageId } })
}
