/** The audit log: what operators, streamers and moderators did. Rows are only ever added. */

import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

export type AuditEntry = {
  /** Null where nobody was signed in. */
  actor: { id: string; name: string } | null
  /** Kebab-case, what was done: `settings-changed`, `key-revoked`. */
  action: string
  /** What it was done to, in words: `channel harbour`. */
  target?: string
  /** What changed; never a secret. */
  detail?: Record<string, string | number | boolean | null>
}

export async function writeAuditEntry(db: Database, { actor, action, target, detail }: AuditEntry): Promise<void> {
  await db.prisma.auditEntry.create({
    data: {
      ...{ id: randomUUID(), action, target: target ?? '', detail: detail ?? {} },
      ...{ actorId: actor?.id ?? null, actorName: actor?.name ?? '' },
    },
  })
}
