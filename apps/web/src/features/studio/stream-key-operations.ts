/** Stream keys: listed by their hints, made, named, replaced and revoked. */

import { writeAuditEntry } from '@shoal/db/audit'
import {
  issueStreamKey,
  listStreamKeys,
  renameStreamKey,
  revokeStreamKey,
  rotateStreamKey,
} from '@shoal/db/stream-keys'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'
import { newKeyAnswerSchema, newKeySchema, rotatedKeyAnswerSchema, rotateKeySchema } from './stream-key-forms.ts'

const time = z.iso.datetime()
const keyRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().meta({ description: 'The key’s last four characters' }),
  createdAt: time,
  lastUsedAt: time.nullable(),
  revokedAt: time.nullable(),
})

export const listKeys = operation({
  id: 'listStreamKeys',
  summary: 'List a channel’s stream keys, revoked ones too',
  tags: ['Channels'],
  method: 'GET',
  path: '/channels/{slug}/stream-keys',
  scope: 'channels:read',
  right: 'run',
  params: slugParams,
  answers: { 200: z.object({ streamKeys: z.array(keyRowSchema) }) },
  async handle({ channel }) {
    const keys = await listStreamKeys(database(), channel.id)
    const streamKeys = keys.map(({ id, name, hint, createdAt, lastUsedAt, revokedAt }) => ({
      ...{ id, name, hint, createdAt: createdAt.toISOString() },
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      revokedAt: revokedAt?.toISOString() ?? null,
    }))
    return { status: 200, body: { streamKeys } }
  },
})

export const createStreamKey = operation({
  id: 'createStreamKey',
  summary: 'Make a stream key, seen in this answer and never again',
  tags: ['Channels'],
  method: 'POST',
  path: '/channels/{slug}/stream-keys',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  body: newKeySchema,
  answers: { 201: newKeyAnswerSchema },
  async handle({ account, channel, body }) {
    const { id, key } = await issueStreamKey(database(), { channelId: channel.id, name: body.name })
    log().info({ channel: channel.slug, keyId: id }, 'a stream key was made')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'key-made', target: `channel ${channel.slug}` },
      detail: { name: body.name },
    })
    return { status: 201, body: { streamKey: key } }
  },
})

export const deleteStreamKey = operation({
  id: 'revokeStreamKey',
  summary: 'Revoke a stream key; who broadcasts with it is disconnected within a second',
  tags: ['Channels'],
  method: 'DELETE',
  path: '/channels/{slug}/stream-keys/{keyId}',
  scope: 'channels:write',
  right: 'run',
  params: slugParams.extend({ keyId: z.string().max(64) }),
  answers: { 204: null },
  refusals: { 'unknown-key': 404 },
  async handle({ account, channel, params: { keyId }, refuse }) {
    const key = (await listStreamKeys(database(), channel.id)).find(({ id }) => id === keyId)
    if (!key) return refuse('unknown-key')
    await revokeStreamKey(database(), keyId)
    log().info({ channel: channel.slug, keyId }, 'a stream key was revoked')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'key-revoked', target: `channel ${channel.slug}` },
      detail: { name: key.name },
    })
    return { status: 204 }
  },
})

const keyParams = slugParams.extend({ keyId: z.string().max(64) })

export const rotateKey = operation({
  id: 'rotateStreamKey',
  summary: 'Replace a stream key; the old one works for a grace, or stops at once',
  description: 'The new key has the old one’s name. It is seen in this answer and never again.',
  tags: ['Channels'],
  method: 'POST',
  path: '/channels/{slug}/stream-keys/{keyId}/rotate',
  scope: 'channels:write',
  right: 'run',
  params: keyParams,
  body: rotateKeySchema,
  answers: { 201: rotatedKeyAnswerSchema },
  refusals: { 'unknown-key': 404 },
  async handle({ account, channel, params: { keyId }, body, refuse }) {
    const old = (await listStreamKeys(database(), channel.id)).find(({ id }) => id === keyId)
    const made = old && (await rotateStreamKey(database(), { keyId, graceSeconds: body.graceSeconds }))
    if (!made) return refuse('unknown-key')
    log().info({ channel: channel.slug, keyId, newKeyId: made.id }, 'a stream key was replaced')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'key-replaced', target: `channel ${channel.slug}` },
      detail: { name: old.name, graceSeconds: body.graceSeconds },
    })
    return { status: 201, body: { streamKey: made.key, oldWorksUntil: made.oldWorksUntil.toISOString() } }
  },
})

export const renameKey = operation({
  id: 'renameStreamKey',
  summary: 'Give a stream key another name',
  tags: ['Channels'],
  method: 'PATCH',
  path: '/channels/{slug}/stream-keys/{keyId}',
  scope: 'channels:write',
  right: 'run',
  params: keyParams,
  body: newKeySchema,
  answers: { 204: null },
  refusals: { 'unknown-key': 404 },
  async handle({ account, channel, params: { keyId }, body, refuse }) {
    const key = (await listStreamKeys(database(), channel.id)).find(({ id }) => id === keyId)
    if (!key) return refuse('unknown-key')
    await renameStreamKey(database(), { keyId, name: body.name })
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'key-renamed', target: `channel ${channel.slug}` },
      detail: { from: key.name, to: body.name },
    })
    return { status: 204 }
  },
})
