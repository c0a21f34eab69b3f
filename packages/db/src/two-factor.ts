/** The second factors' secrets, which are kept encrypted: for a change of the key that encrypts them. */

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
