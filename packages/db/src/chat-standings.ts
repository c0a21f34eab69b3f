/** What signed-in visitors of chats are just now: whether they still are signed in, as whom, and what to the channel. */

import { type Role, roleSchema } from '@shoal/protocol/roles'
import { z } from 'zod'
import type { Database } from './database.ts'

export type ChatStanding = {
  account: { id: string; name: string; email: string; role: Role }
  /** Helps to run the channel. */
  isMember: boolean
  follows: boolean
}

const standingSchema = z.object({
  place: z.union([z.bigint(), z.int()]).transform(Number),
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema.catch('viewer'),
  isMember: z.boolean(),
  follows: z.boolean(),
})

/** In the order asked, in one query, which may be asked each second. Null where the session is over or the account banned. */
export async function chatStandings(
  db: Database,
  present: readonly { sessionId: string; channelId: string }[],
  now = new Date(),
): Promise<(ChatStanding | null)[]> {
  if (present.length === 0) return []
  const rows = await db.prisma.$queryRaw`
    SELECT here.place, account."id", account."name", account."email", account."role",
      EXISTS (SELECT 1 FROM "ChannelMember" member
        WHERE member."channelId" = here.channel AND member."userId" = account."id") AS "isMember",
      EXISTS (SELECT 1 FROM "Follow" follow
        WHERE follow."userId" = account."id" AND follow."channelId" = here.channel) AS "follows"
    FROM unnest(
      ${present.map(({ sessionId }) => sessionId)}::text[],
      ${present.map(({ channelId }) => channelId)}::text[]
    ) WITH ORDINALITY AS here(session, channel, place)
    JOIN "Session" session ON session."id" = here.session AND session."expiresAt" > ${now.toISOString()}::timestamp(3)
    JOIN "User" account ON account."id" = session."userId" AND account."bannedAt" IS NULL`
  const standings: (ChatStanding | null)[] = present.map(() => null)
  for (const { place, isMember, follows, ...account } of z.array(standingSchema).parse(rows)) {
    standings[place - 1] = { account, isMember, follows }
  }
  return standings
}
