/** Whether what a channel shows is the studio's test picture, as far as the commands for it tell. */

import { TEST_PICTURE_MS } from '@shoal/protocol/ingest-command'
import type { Database } from './database.ts'

/** When the one that may still run was started; null when none was, it was stopped, or its time is over. */
export async function testPictureSince(db: Database, channelId: string, now: Date): Promise<Date | null> {
  const latest = await db.prisma.ingestCommand.findFirst({
    where: {
      ...{ channelId, kind: { in: ['start-test-picture', 'stop-test-picture'] }, outcome: 'done' },
      at: { gt: new Date(now.getTime() - TEST_PICTURE_MS) },
    },
    select: { kind: true, at: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  })
  return latest?.kind === 'start-test-picture' ? latest.at : null
}

/** Of broadcasts that are not over: those that a process which is gone was showing, and the milliseconds that they have left. */
export async function leftTestPictures(
  db: Database,
  now: Date,
): Promise<{ channel: { id: string; slug: string }; leftMs: number }[]> {
  const shown = await db.prisma.broadcast.findMany({
    where: { isTest: true, state: { not: 'ended' } },
    select: { channel: { select: { id: true, slug: true } } },
  })
  const left = await Promise.all(
    shown.map(async ({ channel }) => {
      const since = await testPictureSince(db, channel.id, now)
      return since ? [{ channel, leftMs: TEST_PICTURE_MS - (now.getTime() - since.getTime()) }] : []
    }),
  )
  return left.flat()
}
