/** The audit log: what operators, streamers and moderators did. Rows are only ever added. */

import { randomUUID } from 'node:crypto'
import type { AuditAction, AuditDetail } from '@shoal/protocol/audit'
import type { Database } from './database.ts'
import { hasWords } from './has-words.ts'

const LONGEST_DETAIL = 200
const LONGEST_TARGET = 300

export type AuditEntry = {
  /** Null where nobody was signed in. */
  actor: { id: string; name: string } | null
  action: AuditAction
  /** What it was done to, in words: `channel harbour`. */
  target?: string
  /** What changed; never a secret. */
  detail?: { [name in AuditDetail]?: string | number | boolean | null }
}

export async function writeAuditEntry(db: Database, { actor, action, target, detail }: AuditEntry): Promise<void> {
  const details = Object.entries(detail ?? {}).map(([name, value]) => {
    return [name, typeof value === 'string' ? shortened(value, LONGEST_DETAIL) : value]
  })
  await db.prisma.auditEntry.create({
    data: {
      ...{
        id: randomUUID(),
        action,
        target: shortened(target ?? '', LONGEST_TARGET),
        detail: Object.fromEntries(details),
      },
      ...{ actorId: actor?.id ?? null, actorName: actor?.name.toWellFormed() ?? '' },
    },
  })
}

/** Ends at a whole character: PostgreSQL's JSON refuses halves. */
function shortened(text: string, most: number): string {
  const kept = text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
  return kept.toWellFormed()
}

export type AuditRow = {
  id: string
  at: Date
  actorName: string
  action: string
  target: string
  detail: Record<string, unknown>
}

export type AuditFilter = {
  /** In the actor's name. */
  actor?: string | undefined
  action?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}

/** The newest first. */
export async function listAuditEntries(
  db: Database,
  { actor, action, since, until }: AuditFilter,
  { skip = 0, take = 50 }: { skip?: number; take?: number } = {},
): Promise<{ entries: AuditRow[]; count: number }> {
  const where = {
    ...(actor ? { actorName: hasWords(actor) } : {}),
    ...(action ? { action } : {}),
    at: { ...(since ? { gte: since } : {}), ...(until ? { lt: until } : {}) },
  }
  const [rows, count] = await Promise.all([
    db.prisma.auditEntry.findMany({ where, skip, take, orderBy: [{ at: 'desc' }, { id: 'asc' }] }),
    db.prisma.auditEntry.count({ where }),
  ])
  const entries = rows.map(({ id, at, actorName, action, target, detail }) => ({
    ...{ id, at, actorName, action, target },
    detail: typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? { ...detail } : {},
  }))
  return { entries, count }
}

/** The actions that there are entries of, in order. */
export async function auditActions(db: Database): Promise<string[]> {
  const rows = await db.prisma.auditEntry.findMany({ distinct: ['action'], select: { action: true } })
  return rows.map(({ action }) => action).sort()
}
