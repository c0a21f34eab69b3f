/** Webhooks: whom we tell of broadcasts. */

import { randomBytes, randomUUID } from 'node:crypto'
import { type BroadcastEventKind, broadcastEventKindSchema } from '@shoal/protocol/broadcast-event'
import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'
import { oneAtATime } from './one-at-a-time.ts'

const SECRET_PREFIX = 'shoal_whsec_'
const SECRET_BYTES = 32
/** An endpoint that refused this many attempts of one delivery, or a whole delivery, is said to be failing. */
const FAILING_ATTEMPTS = 3
/** Why a delivery was given up, as its log says it. */
const SWITCHED_OFF = 'the webhook was switched off'
export const MAX_WEBHOOKS_EACH = 20

export type WebhookForm = 'generic' | 'discord'
/** Null is the server's own: it hears of every channel. */
export type WebhookOwner = { channelId: string | null }

export type WebhookDraft = {
  name: string
  url: string
  events: BroadcastEventKind[]
  form: WebhookForm
  isActive: boolean
}

export type Webhook = WebhookDraft & {
  id: string
  createdAt: Date
  /** The newest delivery fails, or has failed. */
  isFailing: boolean
}

/** The only time that the secret is seen. */
export async function createWebhook(
  db: Database,
  { channelId, createdById, ...draft }: WebhookDraft & WebhookOwner & { createdById: string },
): Promise<{ kind: 'created'; id: string; secret: string } | { kind: 'too-many' }> {
  const secret = newSecret()
  const id = randomUUID()
  const [, , tooMany] = await db.prisma.$transaction([
    oneAtATime(db),
    db.prisma.webhook.create({ data: { id, channelId, createdById, secret, ...draft } }),
    db.prisma.$executeRaw`DELETE FROM "Webhook" WHERE "id" = ${id} AND (
      SELECT count(*) FROM "Webhook" WHERE "channelId" IS NOT DISTINCT FROM ${channelId}) > ${MAX_WEBHOOKS_EACH}`,
  ])
  return tooMany > 0 ? { kind: 'too-many' } : { kind: 'created', id, secret }
}

/** The oldest first. */
export async function listWebhooks(db: Database, { channelId }: WebhookOwner): Promise<Webhook[]> {
  const rows = await db.prisma.webhook.findMany({
    where: { channelId },
    include: {
      deliveries: { orderBy: { createdAt: 'desc' }, take: 1, select: { state: true, attempts: true, error: true } },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ deliveries, ...row }) => ({
    ...{ id: row.id, name: row.name, url: row.url, isActive: row.isActive, createdAt: row.createdAt },
    events: row.events.flatMap((event) => broadcastEventKindSchema.safeParse(event).data ?? []),
    form: row.form === 'discord' ? 'discord' : 'generic',
    isFailing: deliveries.some(saysFailing),
  }))
}

function saysFailing({ state, attempts, error }: { state: string; attempts: number; error: string | null }): boolean {
  if (state === 'delivered') return false
  return attempts >= FAILING_ATTEMPTS || (state === 'failed' && error !== SWITCHED_OFF)
}

/** One of an owner's: another's is as if it were not there. */
export type OwnWebhook = WebhookOwner & { id: string }

/** False when its owner has none of that id. Switched off, it gives up what waits: only what is sent by hand goes on. */
export async function changeWebhook(
  db: Database,
  { id, channelId }: OwnWebhook,
  change: WebhookDraft,
): Promise<boolean> {
  const [changed] = await db.prisma.$transaction([
    db.prisma.webhook.updateMany({ where: { id, channelId }, data: change }),
    giveUpWaiting(db, { id, channelId }),
  ])
  return changed.count > 0
}

/** Those of all channels that somebody owns, for a transaction in which they become another's. */
export function switchOffWebhooksOfOwner(db: Database, ownerId: string): Prisma.PrismaPromise<Prisma.BatchPayload>[] {
  const where = { channel: { ownerId } }
  return [db.prisma.webhook.updateMany({ where, data: { isActive: false } }), giveUpWaiting(db, where)]
}

function giveUpWaiting(db: Database, webhook: Prisma.WebhookWhereInput) {
  return db.prisma.webhookDelivery.updateMany({
    where: { state: 'waiting', webhook: { ...webhook, isActive: false } },
    data: { state: 'failed', status: null, error: SWITCHED_OFF, finishedAt: new Date() },
  })
}

/** The new secret; what is signed from now on is signed with it. Null when its owner has none of that id. */
export async function rotateWebhookSecret(db: Database, { id, channelId }: OwnWebhook): Promise<string | null> {
  const secret = newSecret()
  const changed = await db.prisma.webhook.updateMany({ where: { id, channelId }, data: { secret } })
  return changed.count > 0 ? secret : null
}

export async function deleteWebhook(db: Database, { id, channelId }: OwnWebhook): Promise<boolean> {
  return (await db.prisma.webhook.deleteMany({ where: { id, channelId } })).count > 0
}

function newSecret(): string {
  return `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`
}
