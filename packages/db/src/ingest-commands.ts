/** What the web app asks ingest to do: a row each, taken up once, with what came of it. */

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  INGEST_COMMAND_LIFETIME_MS,
  type IngestCommandKind,
  type IngestOutcome,
  ingestCommandKindSchema,
  ingestOutcomeSchema,
  type WitnessOutcome,
  witnessOutcomeSchema,
} from '@shoal/protocol/ingest-command'
import type { Database } from './database.ts'

export type IngestCommand = { id: string; channelId: string; channelSlug: string; kind: IngestCommandKind }

const ASK_AGAIN_MS = 100

/** Returns its id, to wait for the outcome with. */
export async function askIngest(
  db: Database,
  { channelId, kind }: { channelId: string; kind: IngestCommandKind },
): Promise<string> {
  const id = randomUUID()
  await db.prisma.ingestCommand.create({ data: { id, channelId, kind } })
  return id
}

/** For ingest: what was asked lately and nobody took up, the oldest first. Each is given out once. */
export async function takeIngestCommands(db: Database, now: Date): Promise<IngestCommand[]> {
  const since = new Date(now.getTime() - INGEST_COMMAND_LIFETIME_MS)
  const waiting = await db.prisma.ingestCommand.findMany({
    where: { doneAt: null, at: { gte: since } },
    select: { id: true, channelId: true, kind: true, channel: { select: { slug: true } } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  })
  const taken: IngestCommand[] = []
  for (const { id, channelId, kind, channel } of waiting) {
    const known = ingestCommandKindSchema.safeParse(kind)
    const outcome = known.success ? {} : { outcome: 'failed' }
    const mine = await db.prisma.ingestCommand.updateMany({
      where: { id, doneAt: null },
      data: { doneAt: now, ...outcome },
    })
    if (mine.count > 0 && known.success) taken.push({ id, channelId, channelSlug: channel.slug, kind: known.data })
  }
  return taken
}

export async function settleIngestCommand(db: Database, id: string, outcome: WitnessOutcome): Promise<void> {
  await db.prisma.ingestCommand.updateMany({ where: { id }, data: { outcome } })
}

/** What came of it; `not-answered` when nothing did in `limitMs`. */
export async function ingestOutcome(db: Database, id: string, limitMs = 5000): Promise<IngestOutcome> {
  return ingestOutcomeSchema.catch('failed').parse(await outcomeOf(db, id, limitMs))
}

/** The same of `watch-elsewhere`. */
export async function witnessOutcome(db: Database, id: string, limitMs: number): Promise<WitnessOutcome> {
  return witnessOutcomeSchema.catch('failed').parse(await outcomeOf(db, id, limitMs))
}

async function outcomeOf(db: Database, id: string, limitMs: number): Promise<string> {
  const untilMs = Date.now() + limitMs
  do {
    const row = await db.prisma.ingestCommand.findUnique({ where: { id }, select: { outcome: true } })
    if (row?.outcome) return row.outcome
    await sleep(ASK_AGAIN_MS)
  } while (Date.now() < untilMs)
  return 'not-answered'
}

/** Rows that tell nobody anything any more. */
export async function forgetIngestCommands(db: Database, before: Date): Promise<void> {
  await db.prisma.ingestCommand.deleteMany({ where: { at: { lt: before } } })
}
