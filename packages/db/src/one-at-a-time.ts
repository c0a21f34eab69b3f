/** What counts before it makes or takes away, one after the other: what was counted still holds when it is done. */

import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'

/** The first statement of a transaction; the next that begins with it waits for its end. */
export function oneAtATime(db: Database): Prisma.PrismaPromise<unknown> {
  return db.prisma.$queryRaw`SELECT "id" FROM "Installation" FOR UPDATE`
}
