/** Who may not write in a channel's chat, and for how long. */

import type { Database } from './database.ts'

const MAX_BANS = 20_000

export type ChatBanRow = {
  id: string
  authorId: string
  authorName: string
  until: Date | null
  createdAt: Date
  byName: string
}

/** One for each author, and the longer one stays: false where that is the one from before, which is left as it is. */
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
): Promise<boolean> {
  const until = ban.until?.toISOString() ?? null
  const put = await db.prisma.$executeRaw`
    INSERT INTO "ChatBan" ("id", "channelId", "authorId", "authorName", "until", "byId", "addressHash", "createdAt")
    VALUES (${ban.id}, ${ban.channelId}, ${ban.authorId}, ${ban.authorName}, ${until}::timestamp(3), ${ban.byId},
      ${ban.addressHash}, ${new Date().toISOString()}::timestamp(3))
    ON CONFLICT ("channelId", "authorId") DO UPDATE SET
      "authorName" = EXCLUDED."authorName", "until" = EXCLUDED."until", "byId" = EXCLUDED."byId",
      "addressHash" = EXCLUDED."addressHash", "createdAt" = EXCLUDED."createdAt"
    WHERE coalesce(EXCLUDED."until", 'infinity') >= coalesce("ChatBan"."until", 'infinity')`
  return put > 0
}

/** Where a banned author is, said by the process that knows; what is known stays. */
export async function placeChatBan(
  db: Database,
  { channelId, authorId, addressHash }: { channelId: string; authorId: string; addressHash: string },
): Promise<void> {
  await db.prisma.chatBan.updateMany({ where: { channelId, authorId, addressHash: null }, data: { addressHash } })
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
