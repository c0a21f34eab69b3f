/** Those who help to run a channel that is not theirs. */

import type { Database } from './database.ts'

type Membership = { channelId: string; userId: string }

export async function isChannelMember(db: Database, { channelId, userId }: Membership): Promise<boolean> {
  return (await db.prisma.channelMember.count({ where: { channelId, userId } })) > 0
}
