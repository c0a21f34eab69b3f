/** Personal access tokens: made, listed and revoked from the account's page alone. */

import { issueAccessToken, listAccessTokens, revokeAccessToken } from '@shoal/db/access-tokens'
import { writeAuditEntry } from '@shoal/db/audit'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { operation } from '../../server/operation.ts'
import { madeTokenSchema, newTokenSchema, tokenListSchema } from './token-schemas.ts'

const DAY_MS = 24 * 3600_000

export const listTokens = operation({
  id: 'listAccessTokens',
  summary: 'List your personal access tokens',
  tags: ['Account'],
  method: 'GET',
  path: '/account/tokens',
  scope: 'session',
  answers: { 200: tokenListSchema },
  async handle({ account }) {
    const rows = await listAccessTokens(database(), account.id)
    const tokens = rows.map(({ createdAt, expiresAt, lastUsedAt, ...row }) => ({
      ...{ id: row.id, name: row.name, hint: row.hint, scopes: row.scopes, createdAt: createdAt.toISOString() },
      expiresAt: expiresAt?.toISOString() ?? null,
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }))
    return { status: 200, body: { tokens } }
  },
})

export const createToken = operation({
  id: 'createAccessToken',
  summary: 'Make a personal access token, seen in this answer and never again',
  description: 'It may do no more than you may, and only what its scopes say.',
  tags: ['Account'],
  method: 'POST',
  path: '/account/tokens',
  scope: 'session',
  body: newTokenSchema,
  answers: { 201: madeTokenSchema },
  refusals: { 'too-many-tokens': 409 },
  limit: { most: 20, seconds: 3600 },
  async handle({ account, body: { name, scopes, expiresInDays }, refuse }) {
    const wanted = [...new Set(scopes)]
    const expiresAt = expiresInDays === null ? null : new Date(Date.now() + expiresInDays * DAY_MS)
    const made = await issueAccessToken(database(), { userId: account.id, name, scopes: wanted, expiresAt })
    if (made.kind === 'too-many') return refuse('too-many-tokens')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'token-made', target: `token ${name}` },
      detail: { scopes: wanted.join(' '), expiresAt: expiresAt?.toISOString() ?? null },
    })
    return { status: 201, body: { id: made.id, token: made.token } }
  },
})

export const revokeToken = operation({
  id: 'revokeAccessToken',
  summary: 'Revoke a personal access token; it stops working at once',
  tags: ['Account'],
  method: 'DELETE',
  path: '/account/tokens/{tokenId}',
  scope: 'session',
  params: z.object({ tokenId: z.string().max(64) }),
  answers: { 204: null },
  refusals: { 'unknown-token': 404 },
  async handle({ account, params: { tokenId }, refuse }) {
    const name = await revokeAccessToken(database(), { id: tokenId, userId: account.id })
    if (name === null) return refuse('unknown-token')
    await writeAuditEntry(database(), { actor: account, action: 'token-revoked', target: `token ${name}` })
    return { status: 204 }
  },
})
