/** What a chat goes by: its channel, what is on, who may see it, who is known there. */

import type { ChatSettings } from '@shoal/protocol/chat'
import { needsTicket, privacySchema } from '@shoal/protocol/privacy'
import { z } from 'zod'
import type { Door } from './broadcast-doors.ts'
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
  /** Whoever reads has to pass each of them. */
  doors: Door[]
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
function doorsOf(row: z.infer<typeof chatRoomSchema>): Pick<ChatRoomRow, 'isPublic' | 'doors' | 'doorKey'> {
  const next = row.isLive ? [] : [{ privacy: row.channelPrivacy, passwordHash: row.channelPasswordHash }]
  const latest = row.privacy === null ? [] : [{ privacy: row.privacy, passwordHash: row.passwordHash }]
  const doors = [...latest, ...next]
  return {
    doors,
    isPublic: doors.every(({ privacy }) => !needsTicket(privacy)),
    doorKey: JSON.stringify([row.broadcastId, row.isLive, doors, row.overlayEdition]),
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
