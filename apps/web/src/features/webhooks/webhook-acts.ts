/** What is done with webhooks, the same for a channel's and for the server's own. */

import { writeAuditEntry } from '@shoal/db/audit'
import { addTestDelivery, listDeliveries, redeliver } from '@shoal/db/webhook-deliveries'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  rotateWebhookSecret,
  type WebhookDraft,
} from '@shoal/db/webhooks'
import type { AuditAction } from '@shoal/protocol/audit'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import type { Account } from '../../server/find-account.ts'
import { whyNotOutside } from '../../server/outside-request.ts'

const DELIVERIES_SHOWN = 50

export const hookParams = z.object({ webhookId: z.string().max(64) })
export const deliveryParams = hookParams.extend({ deliveryId: z.string().max(64) })

/** Whose they are: a channel's, or the server's. */
export type Owner = { channelId: string | null; target: string; account: Account }

const audit = ({ account, target }: Owner, action: AuditAction, detail: { webhook: string; host?: string }) =>
  writeAuditEntry(database(), { actor: account, action, target, detail })

/** The path of its address may be a secret, as Discord's is. */
const wordsOf = ({ name, url }: WebhookDraft) => ({ webhook: name, host: new URL(url).host })

async function nameOf({ channelId }: Owner, id: string): Promise<string> {
  const all = await listWebhooks(database(), { channelId })
  return all.find((one) => one.id === id)?.name ?? id
}

export async function shownWebhooks({ channelId }: Owner) {
  const rows = await listWebhooks(database(), { channelId })
  return { webhooks: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) }
}

export async function makeWebhook(owner: Owner, draft: WebhookDraft) {
  if (isRefused(draft.url)) return 'refused-address'
  const { channelId, account } = owner
  const made = await createWebhook(database(), { ...draft, channelId, createdById: account.id })
  if (made.kind === 'too-many') return 'too-many-webhooks'
  await audit(owner, 'webhook-made', wordsOf(draft))
  return { id: made.id, secret: made.secret }
}

export async function saveWebhook(owner: Owner, id: string, draft: WebhookDraft) {
  if (isRefused(draft.url)) return 'refused-address'
  if (!(await changeWebhook(database(), { id, channelId: owner.channelId }, draft))) return 'unknown-webhook'
  await audit(owner, 'webhook-changed', wordsOf(draft))
  return null
}

export async function dropWebhook(owner: Owner, id: string) {
  const webhook = await nameOf(owner, id)
  if (!(await deleteWebhook(database(), { id, channelId: owner.channelId }))) return 'unknown-webhook'
  await audit(owner, 'webhook-deleted', { webhook })
  return null
}

export async function freshSecret(owner: Owner, id: string) {
  const secret = await rotateWebhookSecret(database(), { id, channelId: owner.channelId })
  if (secret === null) return 'unknown-webhook'
  await audit(owner, 'webhook-secret-rotated', { webhook: await nameOf(owner, id) })
  return { id, secret }
}

export async function shownDeliveries({ channelId }: Owner, id: string) {
  const rows = await listDeliveries(database(), { id, channelId }, { limit: DELIVERIES_SHOWN })
  if (!rows) return 'unknown-webhook'
  return {
    deliveries: rows.map(({ nextAttemptAt, createdAt, finishedAt, ...row }) => ({
      ...row,
      nextAttemptAt: nextAttemptAt.toISOString(),
      createdAt: createdAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    })),
  }
}

export async function tryWebhook(owner: Owner, id: string) {
  if ((await addTestDelivery(database(), { id, channelId: owner.channelId })) === null) return 'unknown-webhook'
  await audit(owner, 'webhook-tested', { webhook: await nameOf(owner, id) })
  return null
}

export async function deliverAgain(owner: Owner, id: string, deliveryId: string) {
  if (!(await redeliver(database(), { id, channelId: owner.channelId, deliveryId }))) return 'unknown-delivery'
  await audit(owner, 'webhook-delivered-again', { webhook: await nameOf(owner, id) })
  return null
}

function isRefused(url: string): boolean {
  return whyNotOutside(url, serverConfig().outsideAllow) !== null
}
