/** Second factors: secrets, which are kept encrypted, and codes, each of which is good for one use. */

import { createHash } from 'node:crypto'
import { timestamp } from './broadcast-events.ts'
import type { Database } from './database.ts'

/** Rewrites every secret, all or none; `recrypt` gets what is kept and returns what to keep. */
export async function recryptSecondFactors(db: Database, recrypt: (kept: string) => Promise<string>): Promise<number> {
  const rows = await db.prisma.twoFactor.findMany({ select: { id: true, secret: true, backupCodes: true } })
  const changed = await Promise.all(
    rows.map(async ({ id, secret, backupCodes }) => ({
      where: { id },
      data: { secret: await recrypt(secret), backupCodes: await recrypt(backupCodes) },
    })),
  )
  await db.prisma.$transaction(changed.map((update) => db.prisma.twoFactor.update(update)))
  return rows.length
}

/** As long as an authenticator's code is taken: for its 30 s, one step early and late, and clocks that differ. */
const USED_CODE_MS = 120_000

/**
 * Whether nobody came with that code of theirs before, at any process: a code is good once (RFC 6238, section 5.2).
 * Remembered among better-auth's verifications, which it clears once their time is over.
 */
export async function takeCode(db: Database, userId: string, code: string): Promise<boolean> {
  const id = `used-code:${createHash('sha256')
    .update(JSON.stringify([userId, code]))
    .digest('hex')}`
  const now = new Date()
  const [at, until] = [timestamp(now), timestamp(new Date(now.getTime() + USED_CODE_MS))]
  const written = await db.prisma.$executeRaw`
    INSERT INTO "Verification" ("id", "identifier", "value", "expiresAt", "updatedAt")
    VALUES (${id}, ${id}, '', ${until}, ${at})
    ON CONFLICT ("id") DO UPDATE SET "expiresAt" = EXCLUDED."expiresAt", "updatedAt" = EXCLUDED."updatedAt"
    WHERE "Verification"."expiresAt" <= ${at}`
  return written > 0
}
