/** What was said in channels' chats. The table is the order: an id is given when a message is committed, one after the other. */

import { type ChatAuthorKind, type ChatSettings, chatAuthorKindSchema, chatSettingsSchema } from '@shoal/protocol/chat'
import { needsTicket, privacySchema } from '@shoal/protocol/privacy'
import { z } from 'zod'
import type { Channel } from './channels.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { readServerSettings } from './server-settings.ts'

/** Any number, the same for all that write messages: they take turns, so that a lower id is never seen after a higher one. */
const TURN = 5_206_771
const MAX_BANS = 20_000

export type NewChatMessage = {
  channelId: string
  broadcastId: string | null
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
  ...{ id: true, channelId: true, at: true, deletedAt: true, text: true, clientId: true },
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
      ("channelId", "broadcastId", "at", "authorId", "authorName", "authorKind", "text", "clientId")
    SELECT sent.channel, sent.broadcast, sent.at::timestamp(3), sent.author, sent.name, sent.kind, sent.text, sent.client
    FROM turn, unnest(
      ${column((message) => message.channelId)}::text[],
      ${column((message) => message.broadcastId)}::text[],
      ${column((message) => message.at.toISOString())}::text[],
      ${column((message) => message.authorId)}::text[],
      ${column((message) => message.authorName)}::text[],
      ${column((message) => message.authorKind)}::text[],
      ${column((message) => message.text)}::text[],
      ${column((message) => message.clientId)}::text[]
    ) WITH ORDINALITY AS sent(channel, broadcast, at, author, name, kind, text, client, place)
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

/**
 * The newest `limit`, or those next to an id; in order: of the broadcast and of the time between broadcasts, for an
 * earlier broadcast may have been for others. Deleted ones only where asked for.
 */
export async function chatMessages(
  db: Database,
  {
    channelId,
    broadcastId,
    limit,
    before,
    after,
    withDeleted = false,
  }: {
    channelId: string
    broadcastId: string | null
    limit: number
    before?: number
    after?: number
    withDeleted?: boolean
  },
): Promise<ChatMessage[]> {
  const rows = await db.prisma.chatMessage.findMany({
    where: {
      channelId,
      OR: [{ broadcastId: null }, ...(broadcastId === null ? [] : [{ broadcastId }])],
      ...(withDeleted ? {} : { deletedAt: null }),
      ...(before === undefined ? {} : { id: { lt: before } }),
      ...(after === undefined ? {} : { id: { gt: after } }),
    },
    select: MESSAGE,
    orderBy: { id: after === undefined ? 'desc' : 'asc' },
    take: limit,
  })
  const messages = z.array(messageSchema).parse(rows)
  return after === undefined ? messages.reverse() : messages
}

export async function findChatMessage(
  db: Database,
  { channelId, id }: { channelId: string; id: number },
): Promise<ChatMessage | null> {
  const row = await db.prisma.chatMessage.findFirst({ where: { channelId, id }, select: MESSAGE })
  return row && messageSchema.parse(row)
}

/** What was said from one moment until another during a broadcast, in order. */
export async function replayedMessages(
  db: Database,
  { broadcastId, from, to, limit }: { broadcastId: string; from: Date; to: Date; limit: number },
): Promise<ChatMessage[]> {
  const rows = await db.prisma.chatMessage.findMany({
    where: { broadcastId, deletedAt: null, at: { gte: from, lt: to } },
    select: MESSAGE,
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: limit,
  })
  return z.array(messageSchema).parse(rows)
}

/** The channel and the settings that a broadcast's chat goes by; null when there is no such broadcast. */
export async function findChatOfBroadcast(
  db: Database,
  broadcastId: string,
): Promise<{ channel: Channel; settings: ChatSettings } | null> {
  const row = await db.prisma.broadcast.findUnique({
    where: { id: broadcastId },
    select: {
      channel: { select: { id: true, slug: true, title: true, ownerId: true, createdAt: true, chatSettings: true } },
    },
  })
  if (!row) return null
  const { chatSettings: values, ...channel } = row.channel
  return { channel, settings: readSettings(values) }
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

// ————— settings

export async function chatSettings(db: Database, channelId: string): Promise<ChatSettings> {
  const row = await db.prisma.channel.findUnique({ where: { id: channelId }, select: { chatSettings: true } })
  return readSettings(row?.chatSettings)
}

/** What is left out stays as it is. False when there is no such channel. */
export async function updateChatSettings(
  db: Database,
  channelId: string,
  settings: Partial<ChatSettings>,
): Promise<boolean> {
  return (await mergeSettings(db, channelId, settings)) > 0
}

/** Fields that can't be read any more are the defaults. */
function readSettings(values: unknown): ChatSettings {
  const whole = chatSettingsSchema.safeParse(values)
  if (whole.success) return whole.data
  const fields = Object.entries(typeof values === 'object' && values !== null ? values : {})
  const readable = fields.filter(([name, value]) => chatSettingsSchema.safeParse({ [name]: value }).success)
  return chatSettingsSchema.parse(Object.fromEntries(readable))
}

function mergeSettings(db: Database, channelId: string, values: object): Promise<number> {
  return db.prisma.$executeRaw`
    UPDATE "Channel" SET "chatSettings" = "chatSettings" || ${JSON.stringify(values)}::jsonb WHERE "id" = ${channelId}`
}

/** Which of the overlay's keys is the valid one: a count, beside the settings. */
const overlayEditionSchema = z.object({ overlayEdition: z.int().catch(1).default(1) }).catch({ overlayEdition: 1 })

export async function overlayEdition(db: Database, channelId: string): Promise<number> {
  const row = await db.prisma.channel.findUnique({ where: { id: channelId }, select: { chatSettings: true } })
  return overlayEditionSchema.parse(row?.chatSettings).overlayEdition
}

/** Overlays that have the key until now are shut. */
export async function renewOverlayEdition(db: Database, channelId: string): Promise<number> {
  const next = (await overlayEdition(db, channelId)) + 1
  await mergeSettings(db, channelId, { overlayEdition: next })
  return next
}

// ————— what a chat goes by

const chatRoomSchema = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  ownerId: z.string(),
  chatSettings: z.unknown().transform(readSettings),
  overlayEdition: z.int().nullable(),
  pinnedMessageId: z.string().nullable(),
  broadcastId: z.string().nullable(),
  isLive: z.boolean().nullable(),
  privacy: privacySchema.nullable(),
  passwordHash: z.string().nullable(),
  channelPrivacy: privacySchema,
  channelPasswordHash: z.string().nullable(),
  bans: z.string(),
})

export type ChatRoomRow = {
  channel: { id: string; slug: string; title: string; ownerId: string }
  settings: ChatSettings
  overlayEdition: number
  pinnedMessageId: number | null
  /** The latest, which may go on; null when there was none. */
  broadcastId: string | null
  isLive: boolean
  /** Whether everybody may see the chat, as far as privacy goes. */
  isPublic: boolean
  /** A text that changes whenever it may have changed who may see the chat. */
  doorKey: string
  /** A text that changes with the channel's bans. */
  bansKey: string
}

/** By id or by slug: one query for all, which may be asked each second. */
export async function chatRooms(
  db: Database,
  wanted: { ids: readonly string[] } | { slug: string },
): Promise<ChatRoomRow[]> {
  const which =
    'slug' in wanted ? Prisma.sql`channel."slug" = ${wanted.slug}` : Prisma.sql`channel."id" = ANY(${[...wanted.ids]})`
  const rows = await db.prisma.$queryRaw`
    SELECT channel."id", channel."slug", channel."title", channel."ownerId",
      channel."chatSettings", (channel."chatSettings"->>'overlayEdition')::int AS "overlayEdition",
      channel."pinnedMessageId", latest."id" AS "broadcastId", latest."state"::text <> 'ended' AS "isLive",
      latest."privacy"::text AS "privacy", latest."passwordHash",
      channel."privacy"::text AS "channelPrivacy", channel."passwordHash" AS "channelPasswordHash",
      (SELECT count(*) || ' ' || coalesce(max(ban."createdAt")::text, '') FROM "ChatBan" ban
        WHERE ban."channelId" = channel."id") AS "bans"
    FROM "Channel" channel
    LEFT JOIN LATERAL (
      SELECT "id", "state", "privacy", "passwordHash" FROM "Broadcast"
      WHERE "channelId" = channel."id"
      ORDER BY "startedAt" DESC, "id" DESC
      LIMIT 1
    ) latest ON true
    WHERE ${which}`
  return z
    .array(chatRoomSchema)
    .parse(rows)
    .map((row) => ({
      channel: { id: row.id, slug: row.slug, title: row.title, ownerId: row.ownerId },
      settings: row.chatSettings,
      overlayEdition: row.overlayEdition ?? 1,
      pinnedMessageId: row.pinnedMessageId === null ? null : Number(row.pinnedMessageId),
      broadcastId: row.broadcastId,
      isLive: row.isLive === true,
      ...doorsOf(row),
      bansKey: row.bans,
    }))
}

/** While a broadcast goes on its door counts; between broadcasts that of the last, whose chat is seen still, and the next's. */
function doorsOf(row: z.infer<typeof chatRoomSchema>): { isPublic: boolean; doorKey: string } {
  const next = row.isLive ? [] : [{ privacy: row.channelPrivacy, hash: row.channelPasswordHash }]
  const latest = row.privacy === null ? [] : [{ privacy: row.privacy, hash: row.passwordHash }]
  const doors = [...latest, ...next]
  return {
    isPublic: doors.every(({ privacy }) => !needsTicket(privacy)),
    doorKey: JSON.stringify([row.broadcastId, row.isLive, doors]),
  }
}

/** Whether somebody follows a channel. */
export async function isFollower(db: Database, { channelId, userId }: { channelId: string; userId: string }) {
  return (await db.prisma.follow.count({ where: { channelId, userId } })) > 0
}

/** What accounts, channels and the server itself are called: no guest takes such a name. */
export async function takenNames(db: Database): Promise<string[]> {
  const [accounts, channels, { name }] = await Promise.all([
    db.prisma.user.findMany({ select: { name: true } }),
    db.prisma.channel.findMany({ select: { slug: true, title: true } }),
    readServerSettings(db),
  ])
  return [name, ...accounts.map((account) => account.name), ...channels.flatMap(({ slug, title }) => [slug, title])]
}

// ————— bans

export type ChatBanRow = {
  id: string
  authorId: string
  authorName: string
  until: Date | null
  createdAt: Date
  byName: string
}

export async function putChatBan(
  db: Database,
  ban: {
    id: string
    channelId: string
    authorId: string
    authorName: string
    until: Date | null
    byId: string
    addressHash: string | null
  },
): Promise<void> {
  const { id, channelId, authorId, ...rest } = ban
  await db.prisma.chatBan.upsert({
    where: { channelId_authorId: { channelId, authorId } },
    create: ban,
    update: { ...rest, createdAt: new Date() },
  })
}

export type ActiveChatBan = { authorId: string; until: Date | null; addressHash: string | null; createdAt: Date }

/** Those that hold now; the newest first, and no more than a process can keep in mind. */
export function activeChatBans(db: Database, channelId: string): Promise<ActiveChatBan[]> {
  return db.prisma.chatBan.findMany({
    where: { channelId, OR: [{ until: null }, { until: { gt: new Date() } }] },
    select: { authorId: true, until: true, addressHash: true, createdAt: true },
    orderBy: { createdAt: 'desc' },
    take: MAX_BANS,
  })
}

/** Those that hold, the newest first. */
export async function listChatBans(db: Database, channelId: string): Promise<ChatBanRow[]> {
  const rows = await db.prisma.chatBan.findMany({
    where: { channelId, OR: [{ until: null }, { until: { gt: new Date() } }] },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: 500,
  })
  const by = await db.prisma.user.findMany({
    where: { id: { in: [...new Set(rows.map(({ byId }) => byId))] } },
    select: { id: true, name: true },
  })
  const names = new Map(by.map(({ id, name }) => [id, name]))
  return rows.map(({ id, authorId, authorName, until, createdAt, byId }) => ({
    ...{ id, authorId, authorName, until, createdAt, byName: names.get(byId) ?? '' },
  }))
}

/** Who was let in again; null when there is no such ban. */
export async function liftChatBan(
  db: Database,
  wanted: { channelId: string } & ({ id: string } | { authorId: string }),
): Promise<{ authorId: string; authorName: string } | null> {
  const ban = await db.prisma.chatBan.findFirst({
    where: wanted,
    select: { id: true, authorId: true, authorName: true },
  })
  if (ban) await db.prisma.chatBan.deleteMany({ where: { id: ban.id } })
  return ban && { authorId: ban.authorId, authorName: ban.authorName }
}
