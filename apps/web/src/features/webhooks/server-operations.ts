/** Webhooks of the server, which hear of every channel: for operators. */

import type { Account } from '../../server/find-account.ts'
import { operation } from '../../server/operation.ts'
import {
  deliverAgain,
  deliveryParams,
  dropWebhook,
  freshSecret,
  hookParams,
  makeWebhook,
  type Owner,
  saveWebhook,
  shownDeliveries,
  shownWebhooks,
  tryWebhook,
} from './webhook-acts.ts'
import { deliveryListSchema, webhookDraftSchema, webhookListSchema, webhookSecretSchema } from './webhook-schemas.ts'

const TAGS = ['Webhooks'] as const
const TRIES = { most: 30, seconds: 60 }

function ownerOf(account: Account): Owner {
  return { channelId: null, target: 'server', account }
}

export const listServerWebhooks = operation({
  id: 'listServerWebhooks',
  summary: 'List the server’s webhooks',
  tags: TAGS,
  method: 'GET',
  path: '/webhooks',
  scope: 'server:admin',
  role: 'operator',
  answers: { 200: webhookListSchema },
  async handle({ account }) {
    return { status: 200, body: await shownWebhooks(ownerOf(account)) }
  },
})

export const createServerWebhook = operation({
  id: 'createServerWebhook',
  summary: 'Make a webhook of the server; its secret is in this answer and never again',
  tags: TAGS,
  method: 'POST',
  path: '/webhooks',
  scope: 'server:admin',
  role: 'operator',
  body: webhookDraftSchema,
  answers: { 201: webhookSecretSchema },
  refusals: { 'refused-address': 400, 'too-many-webhooks': 409 },
  limit: TRIES,
  async handle({ account, body, refuse }) {
    const made = await makeWebhook(ownerOf(account), body)
    return typeof made === 'string' ? refuse(made) : { status: 201, body: made }
  },
})

export const changeServerWebhook = operation({
  id: 'changeServerWebhook',
  summary: 'Change a webhook of the server',
  tags: TAGS,
  method: 'PUT',
  path: '/webhooks/{webhookId}',
  scope: 'server:admin',
  role: 'operator',
  params: hookParams,
  body: webhookDraftSchema,
  answers: { 204: null },
  refusals: { 'refused-address': 400, 'unknown-webhook': 404 },
  async handle({ account, params, body, refuse }) {
    const problem = await saveWebhook(ownerOf(account), params.webhookId, body)
    return problem === null ? { status: 204 } : refuse(problem)
  },
})

export const deleteServerWebhook = operation({
  id: 'deleteServerWebhook',
  summary: 'Delete a webhook of the server, and the log of its deliveries',
  tags: TAGS,
  method: 'DELETE',
  path: '/webhooks/{webhookId}',
  scope: 'server:admin',
  role: 'operator',
  params: hookParams,
  answers: { 204: null },
  refusals: { 'unknown-webhook': 404 },
  async handle({ account, params, refuse }) {
    const problem = await dropWebhook(ownerOf(account), params.webhookId)
    return problem === null ? { status: 204 } : refuse(problem)
  },
})

export const rotateServerWebhookSecret = operation({
  id: 'rotateServerWebhookSecret',
  summary: 'Give a webhook of the server a new secret, seen in this answer',
  tags: TAGS,
  method: 'POST',
  path: '/webhooks/{webhookId}/secret',
  scope: 'server:admin',
  role: 'operator',
  params: hookParams,
  answers: { 200: webhookSecretSchema },
  refusals: { 'unknown-webhook': 404 },
  limit: TRIES,
  async handle({ account, params, refuse }) {
    const made = await freshSecret(ownerOf(account), params.webhookId)
    return typeof made === 'string' ? refuse(made) : { status: 200, body: made }
  },
})

export const testServerWebhook = operation({
  id: 'testServerWebhook',
  summary: 'Send a test to a webhook of the server',
  tags: TAGS,
  method: 'POST',
  path: '/webhooks/{webhookId}/test',
  scope: 'server:admin',
  role: 'operator',
  params: hookParams,
  answers: { 202: null },
  refusals: { 'unknown-webhook': 404 },
  limit: TRIES,
  async handle({ account, params, refuse }) {
    const problem = await tryWebhook(ownerOf(account), params.webhookId)
    return problem === null ? { status: 202 } : refuse(problem)
  },
})

export const listServerDeliveries = operation({
  id: 'listServerDeliveries',
  summary: 'List the newest deliveries of a webhook of the server',
  tags: TAGS,
  method: 'GET',
  path: '/webhooks/{webhookId}/deliveries',
  scope: 'server:admin',
  role: 'operator',
  params: hookParams,
  answers: { 200: deliveryListSchema },
  refusals: { 'unknown-webhook': 404 },
  async handle({ account, params, refuse }) {
    const found = await shownDeliveries(ownerOf(account), params.webhookId)
    return typeof found === 'string' ? refuse(found) : { status: 200, body: found }
  },
})

export const redeliverServerWebhook = operation({
  id: 'redeliverServerWebhook',
  summary: 'Deliver something to a webhook of the server again',
  tags: TAGS,
  method: 'POST',
  path: '/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
  scope: 'server:admin',
  role: 'operator',
  params: deliveryParams,
  answers: { 202: null },
  refusals: { 'unknown-delivery': 404 },
  limit: TRIES,
  async handle({ account, params, refuse }) {
    const problem = await deliverAgain(ownerOf(account), params.webhookId, params.deliveryId)
    return problem === null ? { status: 202 } : refuse(problem)
  },
})
