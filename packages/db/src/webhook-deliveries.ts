/** Deliveries to webhooks: each until it has arrived or was given up. */

import { randomUUID } from 'node:crypto'
import { broadcastEventKindSchema } from '@shoal/protocol/broadcast-event'
import { z } from 'zod'
import { timestamp } from './broadcast-events.ts'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import type { OwnWebhook, WebhookForm } from './webhooks.ts'

export type Delivery = {
  id: string
  event: string
  state: 'waiting' | 'delivered' | 'failed'
  attempts: number
  nextAttemptAt: Date
  /** HTTP status of the last attempt's answer. */
  status: number | null
  error: string | null
  createdAt: Date
  finishedAt: Date | null
  body: string
}

/** The newest first; null when its owner has no such webhook. */
export async function listDeliveries(
  db: Database,
  { id, channelId }: OwnWebhook,
  { limit }: { limit: number },
): Promise<Delivery[] | null> {
  if ((await db.prisma.webhook.count({ where: { id, channelId } })) === 0) return null
  const rows = await db.prisma.webhookDelivery.findMany({
    where: { webhookId: id },
    omit: { webhookId: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: limit,
  })
  return rows.map((row) => ({ ...row, state: stateSchema.parse(row.state) }))
}

const stateSchema = z.enum(['waiting', 'delivered', 'failed'])

/** A message that says only that it is one. Null when its owner has no such webhook. */
export async function addTestDelivery(db: Database, { id, channelId }: OwnWebhook): Promise<string | null> {
  if ((await db.prisma.webhook.count({ where: { id, channelId } })) === 0) return null
  const deliveryId = randomUUID()
  const body = JSON.stringify({ id: deliveryId, event: 'ping', at: new Date().toISOString() })
  await db.prisma.webhookDelivery.create({ data: { id: deliveryId, webhookId: id, event: 'ping', body } })
  return deliveryId
}

/** Tries it again from the start, with the same body and id. False where there is no such delivery. */
export async function redeliver(
  db: Database,
  { deliveryId, id, channelId }: OwnWebhook & { deliveryId: string },
): Promise<boolean> {
  const again = await db.prisma.webhookDelivery.updateMany({
    where: { id: deliveryId, webhookId: id, webhook: { channelId } },
    data: { state: 'waiting', attempts: 0, nextAttemptAt: new Date(), finishedAt: null, error: null, status: null },
  })
  return again.count > 0
}

/** RFC 3986, section 3.2: the authority of the address. */
const RECEIVER = Prisma.sql`coalesce(lower(substring(hook."url" from '^[^:]+://([^/?#]*)')), '')`

const dueSchema = z.array(
  z.object({
    id: z.string(),
    event: z.string(),
    body: z.string(),
    attempts: z.number(),
    url: z.string(),
    /** Host and port that the address is of: what hangs there hangs for all of it. */
    receiver: z.string(),
    secret: z.string(),
    form: z.string().transform((form): WebhookForm => (form === 'discord' ? 'discord' : 'generic')),
  }),
)
export type DueDelivery = z.infer<typeof dueSchema>[number]

type DueOptions = {
  now: Date
  limit: number
  leaseMs: number
  /** So many of one receiver, with those that the caller has under way: `busy`, by receiver. */
  limitEach: number
  busy: ReadonlyMap<string, number>
}

/**
 * Those whose time has come, each given to one caller alone. One that is neither finished nor put off within `leaseMs`,
 * because its caller died, is given out again.
 */
export async function takeDueDeliveries(
  db: Database,
  { now, limit, leaseMs, limitEach, busy }: DueOptions,
): Promise<DueDelivery[]> {
  const leasedUntil = new Date(now.getTime() + leaseMs)
  const rows = await db.prisma.$queryRaw`
    WITH "due" AS (
      SELECT delivery."id", ${RECEIVER} AS "receiver",
        row_number() OVER (PARTITION BY ${RECEIVER} ORDER BY delivery."nextAttemptAt") AS "place"
      FROM "WebhookDelivery" delivery JOIN "Webhook" hook ON hook."id" = delivery."webhookId"
      WHERE delivery."state" = 'waiting' AND delivery."nextAttemptAt" <= ${timestamp(now)}
    ), "busy" AS (
      SELECT * FROM unnest(${[...busy.keys()]}::text[], ${[...busy.values()]}::int[]) AS one("receiver", "count")
    )
    UPDATE "WebhookDelivery" delivery
    SET "attempts" = delivery."attempts" + 1, "nextAttemptAt" = ${timestamp(leasedUntil)}
    FROM "Webhook" hook
    WHERE hook."id" = delivery."webhookId" AND delivery."id" IN (
      SELECT "id" FROM "WebhookDelivery"
      WHERE "state" = 'waiting' AND "nextAttemptAt" <= ${timestamp(now)} AND "id" IN (
        SELECT "due"."id" FROM "due" LEFT JOIN "busy" USING ("receiver")
        WHERE "due"."place" <= ${limitEach}::int - coalesce("busy"."count", 0)
      )
      ORDER BY "nextAttemptAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING delivery."id", delivery."event", delivery."body", delivery."attempts", hook."url",
      ${RECEIVER} AS "receiver", hook."secret", hook."form"`
  return dueSchema.parse(rows)
}

export type DeliveryOutcome =
  | { state: 'delivered'; status: number }
  | { state: 'failed'; status: number | null; error: string }
  | { state: 'waiting'; status: number | null; error: string; nextAttemptAt: Date }

export async function noteDelivery(db: Database, id: string, outcome: DeliveryOutcome): Promise<void> {
  const { state, status } = outcome
  await db.prisma.webhookDelivery.updateMany({
    // one that was given up while it was on its way is not tried again
    where: { id, ...(state === 'delivered' ? {} : { state: 'waiting' }) },
    data: {
      ...{ state, status, error: outcome.state === 'delivered' ? null : outcome.error },
      ...(outcome.state === 'waiting' ? { nextAttemptAt: outcome.nextAttemptAt } : { finishedAt: new Date() }),
    },
  })
}

/** Of those that are over. Returns how many. */
export async function forgetDeliveries(db: Database, { before }: { before: Date }): Promise<number> {
  const gone = await db.prisma.webhookDelivery.deleteMany({
    where: { state: { not: 'waiting' }, createdAt: { lt: before } },
  })
  return gone.count
}

const takenSchema = z.array(
  z.object({
    kind: broadcastEventKindSchema,
    at: z.date(),
    broadcastId: z.string(),
    title: z.string(),
    isTest: z.boolean(),
    privacy: z.enum(['public', 'unlisted', 'password', 'members', 'private']),
    channelId: z.string(),
    slug: z.string(),
    channelTitle: z.string(),
  }),
)
export type TakenEvent = z.infer<typeof takenSchema>[number]

/**
 * Takes up events of broadcasts, each by one caller alone, and in the same statement writes a delivery for every webhook
 * that wants it: an event whose taker dies is either not taken, or its deliveries are there. Forms that speak to a crowd
 * hear of public broadcasts only, and of no test picture.
 * @param siteUrl where the watch pages are, without a slash at the end
 */
export async function takeBroadcastEvents(
  db: Database,
  { now, limit, siteUrl }: { now: Date; limit: number; siteUrl: string },
): Promise<TakenEvent[]> {
  const iso = (column: Prisma.Sql) => Prisma.sql`to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const rows = await db.prisma.$queryRaw`
    WITH taken AS (
      UPDATE "BroadcastEvent" SET "takenAt" = ${timestamp(now)}
      WHERE "takenAt" IS NULL AND "id" IN (
        SELECT "id" FROM "BroadcastEvent" WHERE "takenAt" IS NULL ORDER BY "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      RETURNING "id", "broadcastId", "kind", "at"
    ), told AS (
      SELECT taken."id", taken."kind", taken."at", broadcast."id" AS "broadcastId", broadcast."title", broadcast."isTest",
        broadcast."description", broadcast."category", broadcast."privacy"::text AS "privacy", broadcast."startedAt",
        broadcast."endedAt", channel."id" AS "channelId", channel."slug", channel."title" AS "channelTitle"
      FROM taken
      JOIN "Broadcast" broadcast ON broadcast."id" = taken."broadcastId"
      JOIN "Channel" channel ON channel."id" = broadcast."channelId"
    ), made AS (
      INSERT INTO "WebhookDelivery" ("id", "webhookId", "event", "body", "nextAttemptAt", "createdAt")
      SELECT fresh."id", hook."id", told."kind",
        json_build_object(
          'id', fresh."id", 'event', told."kind", 'at', ${iso(Prisma.sql`told."at"`)},
          'channel', json_build_object(
            'slug', told."slug", 'title', told."channelTitle", 'watchUrl', ${siteUrl}::text || '/@' || told."slug"
          ),
          'broadcast', json_build_object(
            'id', told."broadcastId", 'title', told."title", 'description', told."description",
            'category', told."category", 'privacy', told."privacy",
            'startedAt', ${iso(Prisma.sql`told."startedAt"`)}, 'endedAt', ${iso(Prisma.sql`told."endedAt"`)},
            'watchUrl', ${siteUrl}::text || '/watch/' || told."broadcastId", 'isTest', told."isTest"
          )
        )::text,
        ${timestamp(now)}, ${timestamp(now)}
      FROM told
      JOIN "Webhook" hook ON hook."isActive" AND told."kind" = ANY (hook."events")
        AND (hook."channelId" IS NULL OR hook."channelId" = told."channelId")
        AND (hook."form" = 'generic' OR (told."privacy" = 'public' AND NOT told."isTest"))
      CROSS JOIN LATERAL (SELECT gen_random_uuid()::text || left(hook."id", 0) AS "id") fresh
    )
    SELECT "kind", "at", "broadcastId", "title", "isTest", "privacy", "channelId", "slug", "channelTitle" FROM told ORDER BY "id"`
  return takenSchema.parse(rows)
}
