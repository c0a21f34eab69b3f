/** What a chat goes by: its channel, what is on, who may see it, who is known there. */

import type { ChatSettings } from '@shoal/protocol/chat'
import { needsTicket, privacySchema } from '@shoal/protocol/privacy'
import { z } from 'zod'
import type { Door } from './broadcast-doors.ts'
import { type ChatReach, RECENT_BROADCASTS, selectReach } from './chat-reach.ts'
import { readChatSettings } from './chat-settings.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { readServerSettings } from './server-settings.ts'

const chatRoomSchema = z.object({
  id: z.string(),
  slug: z.string(),
  title: z.string(),
  ownerId: z.string(),
  chatSettings: z.unknown().transform(readChatSettings),
  overlayEdition: z.int().nullable(),
  pinnedMessageId: z.string().nullable(),
  broadcasts: z
    .array(
      z.object({
        id: z.string(),
        isLive: z.boolean(),
        startedMs: z.number(),
        privacy: privacySchema,
        passwordHash: z.string().nullable(),
      }),
    )
    .nullable(),
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
  /** Whoever reads has to pass each of them. */
  doors: Door[]
  /** A text that changes whenever it may have changed who may see the chat. */
  doorKey: string
  reach: ChatReach
  /** The newest ones: what is said in another is said in one that this does not know yet. */
  recentBroadcastIds: string[]
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
      channel."pinnedMessageId", recent."broadcasts",
      channel."privacy"::text AS "channelPrivacy", channel."passwordHash" AS "channelPasswordHash",
      (SELECT count(*) || ' ' || count(ban."addressHash") || ' ' || coalesce(max(ban."createdAt")::text, '') FROM "ChatBan" ban
        WHERE ban."channelId" = channel."id") AS "bans"
    FROM "Channel" channel
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object(
        'id', one."id", 'isLive', one."state"::text <> 'ended', 'privacy', one."privacy"::text,
        'passwordHash', one."passwordHash", 'startedMs', extract(epoch FROM one."startedAt") * 1000
      ) ORDER BY one."startedAt" DESC, one."id" DESC) AS "broadcasts"
      FROM (
        SELECT * FROM "Broadcast" WHERE "channelId" = channel."id"
        ORDER BY "startedAt" DESC, "id" DESC
        LIMIT ${RECENT_BROADCASTS}
      ) one
    ) recent ON true
    WHERE ${which}`
  return z
    .array(chatRoomSchema)
    .parse(rows)
    .map((row) => ({
      channel: { id: row.id, slug: row.slug, title: row.title, ownerId: row.ownerId },
      settings: row.chatSettings,
      overlayEdition: row.overlayEdition ?? 1,
      pinnedMessageId: row.pinnedMessageId === null ? null : Number(row.pinnedMessageId),
      ...broadcastsOf(row),
      bansKey: row.bans,
    }))
}

/** While a broadcast goes on its door counts; between broadcasts that of the last, whose chat is seen still, and the next's. */
function broadcastsOf(row: z.infer<typeof chatRoomSchema>) {
  const recent = (row.broadcasts ?? []).map((one) => ({ ...one, startedAt: new Date(one.startedMs) }))
  const [latest] = recent
  const isLive = latest?.isLive === true
  const next = isLive ? [] : [{ privacy: row.channelPrivacy, passwordHash: row.channelPasswordHash }]
  const { privacy, passwordHash } = latest ?? {}
  const doors: Door[] = [...(privacy && passwordHash !== undefined ? [{ privacy, passwordHash }] : []), ...next]
  const broadcastId = latest?.id ?? null
  return {
    ...{ broadcastId, isLive, doors },
    isPublic: doors.every((door) => !needsTicket(door.privacy)),
    doorKey: JSON.stringify([broadcastId, isLive, doors, row.overlayEdition]),
    reach: selectReach(recent, doors),
    recentBroadcastIds: recent.map(({ id }) => id),
  }
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
