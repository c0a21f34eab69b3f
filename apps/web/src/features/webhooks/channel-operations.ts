/** Webhooks of a channel, for who runs it. */

import type { Channel } from '@shoal/db/channels'
import type { Account } from '../../server/find-account.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'
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

function ownerOf(channel: Channel, account: Account): Owner {
  return { channelId: channel.id, target: `channel ${channel.slug}`, account }
}

export const listChannelWebhooks = operation({
  id: 'listChannelWebhooks',
  summary: 'List a channel’s webhooks',
  tags: TAGS,
  method: 'GET',
  path: '/channels/{slug}/webhooks',
  scope: 'channels:read',
  right: 'run',
  params: slugParams,
  answers: { 200: webhookListSchema },
  async handle({ channel, account }) {
    return { status: 200, body: await shownWebhooks(ownerOf(channel, account)) }
  },
})

export const createChannelWebhook = operation({
  id: 'createChannelWebhook',
  summary: 'Make a webhook of a channel; its secret is in this answer and never again',
  tags: TAGS,
  method: 'POST',
  path: '/channels/{slug}/webhooks',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  body: webhookDraftSchema,
  answers: { 201: webhookSecretSchema },
  refusals: { 'refused-address': 400, 'too-many-webhooks': 409 },
  limit: TRIES,
  async handle({ channel, account, body, refuse }) {
    const made = await makeWebhook(ownerOf(channel, account), body)
    return typeof made === 'string' ? refuse(made) : { status: 201, body: made }
  },
})

export const changeChannelWebhook = operation({
  id: 'changeChannelWebhook',
  summary: 'Change a webhook of a channel',
  tags: TAGS,
  method: 'PUT',
  path: '/channels/{slug}/webhooks/{webhookId}',
  scope: 'channels:write',
  right: 'run',
  params: slugParams.extend(hookParams.shape),
  body: webhookDraftSchema,
  answers: { 204: null },
  refusals: { 'refused-address': 400, 'unknown-webhook': 404 },
  async handle({ channel, account, params, body, refuse }) {
    const problem = await saveWebhook(ownerOf(channel, account), params.webhookId, body)
    return problem === null ? { status: 204 } : refuse(problem)
  },
})

export const deleteChannelWebhook = operation({
  id: 'deleteChannelWebhook',
  summary: 'Delete a webhook of a channel, and the log of its deliveries',
  tags: TAGS,
  method: 'DELETE',
  path: '/channels/{slug}/webhooks/{webhookId}',
  scope: 'channels:write',
  right: 'run',
  params: slugParams.extend(hookParams.shape),
  answers: { 204: null },
  refusals: { 'unknown-webhook': 404 },
  async handle({ channel, account, params, refuse }) {
    const problem = await dropWebhook(ownerOf(channel, account), params.webhookId)
    return problem === null ? { status: 204 } : refuse(problem)
  },
})

export const rotateChannelWebhookSecret = operation({
  id: 'rotateChannelWebhookSecret',
  summary: 'Give a webhook of a channel a new secret, seen in this answer',
  tags: TAGS,
  method: 'POST',
  path: '/channels/{slug}/webhooks/{webhookId}/secret',
  scope: 'channels:write',
  right: 'run',
  params: slugParams.extend(hookParams.shape),
  answers: { 200: webhookSecretSchema },
  refusals: { 'unknown-webhook': 404 },
  limit: TRIES,
  async handle({ channel, account, params, refuse }) {
    const made = await freshSecret(ownerOf(channel, account), params.webhookId)
    return typeof made === 'string' ? refuse(made) : { status: 200, body: made }
  },
})

export const testChannelWebhook = operation({
  id: 'testChannelWebhook',
  summary: 'Send a test to a webhook of a channel',
  tags: TAGS,
  method: 'POST',
  path: '/channels/{slug}/webhooks/{webhookId}/test',
  scope: 'channels:write',
  right: 'run',
  params: slugParams.extend(hookParams.shape),
  answers: { 202: null },
  refusals: { 'unknown-webhook': 404 },
  limit: TRIES,
  async handle({ channel, account, params, refuse }) {
    const problem = await tryWebhook(ownerOf(channel, account), params.webhookId)
    return problem === null ? { status: 202 } : refuse(problem)
  },
})

export const listChannelDeliveries = operation({
  id: 'listChannelDeliveries',
  summary: 'List the newest deliveries of a webhook of a channel',
  tags: TAGS,
  method: 'GET',
  path: '/channels/{slug}/webhooks/{webhookId}/deliveries',
  scope: 'channels:read',
  right: 'run',
  params: slugParams.extend(hookParams.shape),
  answers: { 200: deliveryListSchema },
  refusals: { 'unknown-webhook': 404 },
  async handle({ channel, account, params, refuse }) {
    const found = await shownDeliveries(ownerOf(channel, account), params.webhookId)
    return typeof found === 'string' ? refuse(found) : { status: 200, body: found }
  },
})

export const redeliverChannelWebhook = operation({
  id: 'redeliverChannelWebhook',
  summary: 'Deliver something to a webhook of a channel again',
  tags: TAGS,
  method: 'POST',
  path: '/channels/{slug}/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver',
  scope: 'channels:write',
  right: 'run',
  params: slugParams.extend(deliveryParams.shape),
  answers: { 202: null },
  refusals: { 'unknown-delivery': 404 },
  limit: TRIES,
  async handle({ channel, account, params, refuse }) {
    const problem = await deliverAgain(ownerOf(channel, account), params.webhookId, params.deliveryId)
    return problem === null ? { status: 202 } : refuse(problem)
  },
})
