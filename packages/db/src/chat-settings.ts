/** How a channel's chat is kept: what its moderators set, and which key of its overlay is the valid one. */

import { type ChatSettings, chatSettingsSchema } from '@shoal/protocol/chat'
import { z } from 'zod'
import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'

export async function chatSettings(db: Database, channelId: string): Promise<ChatSettings> {
  const row = await db.prisma.channel.findUnique({ where: { id: channelId }, select: { chatSettings: true } })
  return readChatSettings(row?.chatSettings)
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
export function readChatSettings(values: unknown): ChatSettings {
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

/** Of all channels that somebody owns, for a transaction in which they become another's. */
export function renewOverlaysOfOwner(db: Database, ownerId: string): Prisma.PrismaPromise<number> {
  return db.prisma.$executeRaw`
    UPDATE "Channel" SET "chatSettings" = "chatSettings" ||
      jsonb_build_object('overlayEdition', COALESCE(("chatSettings"->>'overlayEdition')::int, 1) + 1)
    WHERE "ownerId" = ${ownerId}`
}
