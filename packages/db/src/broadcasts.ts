/** Broadcasts and their ladders: what is live, what was, and what each rung is. */

import type { BroadcastState } from '@shoal/protocol/broadcast-state'
import { needsTicket, type Privacy } from '@shoal/protocol/privacy'
import { doorName } from './broadcast-doors.ts'
import { changeWithEvent, timestamp } from './broadcast-events.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'

/** Everything but `ended`. */
const CURRENT: BroadcastState[] = ['starting', 'live', 'interrupted']

/** One quality, with what the multivariant playlist says of it (RFC 8216, section 4.3.4.2). */
export type RungRow = {
  name: string
  /** Null on an audio-only rung, as are the next three. */
  width: number | null
  height: number | null
  frameRate: string | null
  videoCodec: string | null
  audioCodec: string | null
  /** Bits a second. */
  bandwidth: number
  averageBandwidth: number
}

/** What viewers read of a broadcast, and who may see it. A new one has its channel's. */
export type BroadcastDetails = {
  title: string
  description: string
  category: string
  privacy: Privacy
  /** As better-auth's `hashPassword` writes it; null without one. */
  passwordHash: string | null
}

const NO_DETAILS: BroadcastDetails = { title: '', description: '', category: '', privacy: 'public', passwordHash: null }

/** What the channel's next broadcast begins with. */
export async function channelDetails(db: Database, channelId: string): Promise<BroadcastDetails> {
  const row = await db.prisma.channel.findUnique({
    where: { id: channelId },
    select: { broadcastTitle: true, description: true, category: true, privacy: true, passwordHash: true },
  })
  if (!row) return NO_DETAILS
  const { broadcastTitle: title, ...details } = row
  return { title, ...details }
}

/**
 * Does nothing when it is there already, so that a write whose answer was lost can be sent again. Without `details` it
 * has its channel's.
 */
export async function createBroadcast(
  db: Database,
  {
    details,
    ...broadcast
  }: {
    id: string
    channelId: string
    startedAt: Date
    source?: string | null | undefined
    isTest?: boolean
    details?: BroadcastDetails | undefined
  },
): Promise<void> {
  const shown = details ?? (await channelDetails(db, broadcast.channelId))
  const doorChangedAt = needsTicket(shown.privacy) ? new Date() : null
  const row = { ...broadcast, ...shown, doorChangedAt, source: broadcast.source ?? null }
  await db.prisma.broadcast.createMany({ data: [row], skipDuplicates: true })
}

/** Of one that is live, or was: what is not named stays. False when there is no such broadcast. */
export async function updateBroadcast(db: Database, id: string, change: Partial<BroadcastDetails>): Promise<boolean> {
  const isDoor = change.privacy !== undefined || change.passwordHash !== undefined
  const data = { ...change, ...(isDoor ? { doorChangedAt: new Date() } : {}) }
  return (await db.prisma.broadcast.updateMany({ where: { id }, data })).count > 0
}

/** What arrives now, as a person reads it: a publisher comes back with another picture, or changes it. */
export async function setBroadcastSource(db: Database, { id, source }: { id: string; source: string }): Promise<void> {
  await db.prisma.broadcast.updateMany({ where: { id }, data: { source } })
}

/**
 * The first `live` sets `liveAt`, `ended` sets `endedAt`; what has ended stays as it is. The events of it are written
 * with the change: `broadcast.started` once, and `broadcast.ended` only of what was live.
 */
export async function setBroadcastState(
  db: Database,
  { id, state, at, endReason }: { id: string; state: BroadcastState; at: Date; endReason?: string | undefined },
): Promise<void> {
  if (state === 'ended') return void (await endThose(db, Prisma.sql`"id" = ${id}`, { at, reason: endReason ?? null }))
  if (state === 'live') {
    const changed = Prisma.sql`UPDATE "Broadcast" SET "state" = 'live', "liveAt" = ${timestamp(at)}
      WHERE "id" = ${id} AND "state" <> 'ended' AND "liveAt" IS NULL RETURNING "id"`
    await changeWithEvent(db, { changed, kind: 'broadcast.started', at })
  }
  if (state === 'interrupted') {
    const changed = Prisma.sql`UPDATE "Broadcast" SET "state" = 'interrupted'
      WHERE "id" = ${id} AND "state" = 'live' RETURNING "id"`
    await changeWithEvent(db, { changed, kind: 'broadcast.interrupted', at })
  }
  await db.prisma.broadcast.updateMany({ where: { id, state: { in: CURRENT } }, data: { state } })
}

/** Two statements, each whole by itself: those that were live have an event of their end, the others have none. */
async function endThose(
  db: Database,
  which: Prisma.Sql,
  { at, reason }: { at: Date; reason: string | null },
): Promise<number> {
  const end = Prisma.sql`UPDATE "Broadcast" SET "state" = 'ended', "endedAt" = ${timestamp(at)}, "endReason" = ${reason}
    WHERE ${which} AND "state" <> 'ended'`
  const changed = Prisma.sql`${end} AND "liveAt" IS NOT NULL RETURNING "id"`
  const wereLive = await changeWithEvent(db, { changed, kind: 'broadcast.ended', at })
  return wereLive + (await db.prisma.$executeRaw(end))
}

/** A new ladder. The rungs keep their order, which is that of the multivariant playlist. */
export async function startEpoch(
  db: Database,
  { broadcastId, epoch, rungs }: { broadcastId: string; epoch: number; rungs: RungRow[] },
): Promise<void> {
  await db.prisma.$transaction([
    db.prisma.broadcast.update({ where: { id: broadcastId }, data: { epoch } }),
    db.prisma.rung.createMany({
      data: rungs.map((rung, index) => ({ ...rung, id: rungId({ broadcastId, epoch, index }), broadcastId, epoch })),
    }),
  ])
}

/** Ids sort as the ladder does. */
function rungId({ broadcastId, epoch, index }: { broadcastId: string; epoch: number; index: number }): string {
  return `${broadcastId}-${String(epoch).padStart(5, '0')}-${String(index).padStart(2, '0')}`
}

export type CurrentBroadcast = {
  id: string
  channelId: string
  channelSlug: string
  state: BroadcastState
  epoch: number
  /** The name that tickets have to carry; `open` where it is left out. */
  door?: string
  /** Of every epoch, the oldest first, each in its ladder's order. */
  rungs: (RungRow & { epoch: number })[]
}

/** Those that are starting, live or interrupted; the oldest first. */
export async function currentBroadcasts(db: Database): Promise<CurrentBroadcast[]> {
  const rows = await db.prisma.broadcast.findMany({
    where: { state: { in: CURRENT } },
    select: {
      id: true,
      channelId: true,
      state: true,
      epoch: true,
      privacy: true,
      passwordHash: true,
      channel: { select: { slug: true } },
      rungs: { omit: { id: true, broadcastId: true }, orderBy: { id: 'asc' } },
    },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ channel, privacy, passwordHash, ...broadcast }) => ({
    ...broadcast,
    door: doorName({ privacy, passwordHash }),
    channelSlug: channel.slug,
  }))
}

export type LatestBroadcast = {
  id: string
  state: BroadcastState
  epoch: number
  startedAt: Date
  liveAt: Date | null
  endedAt: Date | null
  endReason: string | null
  source: string | null
} & Omit<BroadcastDetails, 'passwordHash'>

/** The one that is live, or the one that was last. */
export function latestBroadcast(db: Database, channelId: string): Promise<LatestBroadcast | null> {
  return db.prisma.broadcast.findFirst({
    where: { channelId },
    omit: { channelId: true, passwordHash: true, doorChangedAt: true, isTest: true },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
  })
}

export type AdoptableBroadcast = {
  id: string
  channelId: string
  channelSlug: string
  state: BroadcastState
  epoch: number
  startedAt: Date
}

/** For a starting ingest: what an earlier run left current. It goes on with some, and ends the others. */
export async function adoptableBroadcasts(db: Database): Promise<AdoptableBroadcast[]> {
  const rows = await db.prisma.broadcast.findMany({
    where: { state: { in: CURRENT } },
    select: {
      ...{ id: true, channelId: true, state: true, epoch: true, startedAt: true },
      channel: { select: { slug: true } },
    },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ channel, ...broadcast }) => ({ ...broadcast, channelSlug: channel.slug }))
}

/** What has ended before keeps its own reason. Returns how many ended now. */
export function endBroadcasts(db: Database, ids: readonly string[], endReason: string): Promise<number> {
  return endThose(db, Prisma.sql`"id" = ANY(${[...ids]})`, { at: new Date(), reason: endReason })
}

/** What nobody runs any more has ended; `except` are the ids of those that go on. Returns how many. */
export function endAbandonedBroadcasts(
  db: Database,
  endReason: string,
  except: readonly string[] = [],
): Promise<number> {
  return endThose(db, Prisma.sql`NOT ("id" = ANY(${[...except]}))`, { at: new Date(), reason: endReason })
}
