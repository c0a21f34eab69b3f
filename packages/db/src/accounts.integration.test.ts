/** People, on a real database: who stays operator, what a ban ends, and what an invitation is good for. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  banAccount,
  changeRole,
  createAccount,
  deleteAccount,
  deleteAccountOf,
  liftBan,
  listAccounts,
} from './accounts.ts'
import { listAuditEntries, writeAuditEntry } from './audit.ts'
import { addChannelMember, listChannelMembers } from './channel-members.ts'
import { overlayEdition, renewOverlayEdition } from './chat-settings.ts'
import { ingestNews } from './ingest-watch.ts'
import { acceptInvitation, createInvitation, findOpenInvitation } from './invitations.ts'
import { issueStreamKey, judgeStreamKey } from './stream-keys.ts'
import { addOperatorWithChannel } from './testing/sample-rows.ts'
import { startTestDatabase, type TestDatabase } from './testing/test-database.ts'
import { createWebhook, listWebhooks } from './webhooks.ts'

const HOUR_MS = 3600_000
let database: TestDatabase
let operator: { userId: string; channelId: string }
const person = (name: string) => ({ name, email: `${name}@Example.org`, passwordHash: 'salt:hash' })

beforeAll(async () => {
  database = await startTestDatabase()
  operator = await addOperatorWithChannel(database.db)
})
afterAll(() => database?.[Symbol.asyncDispose]())

it('keeps an operator, whatever two of them do to each other at once', async () => {
  expect(await changeRole(database.db, operator.userId, 'viewer')).toEqual({ kind: 'last-operator' })
  expect(await banAccount(database.db, operator.userId, '')).toEqual({ kind: 'last-operator' })
  expect(await deleteAccount(database.db, operator.userId)).toEqual({ kind: 'last-operator' })
  expect(await changeRole(database.db, 'nobody', 'viewer')).toEqual({ kind: 'unknown-account' })
  const second = await createAccount(database.db, { ...person('Grace'), role: 'operator' })
  if (second.kind !== 'created') throw new Error('the address was free')
  const both = await Promise.all([
    changeRole(database.db, operator.userId, 'viewer'),
    changeRole(database.db, second.userId, 'viewer'),
  ])
  expect(both.map(({ kind }) => kind).sort()).toEqual(['done', 'last-operator'])
  const { accounts } = await listAccounts(database.db, { role: 'operator' })
  expect(accounts).toHaveLength(1)
  await changeRole(database.db, operator.userId, 'operator')
})

it('takes the sessions and stream keys of who is banned, and gives the keys back afterwards', async () => {
  const mara = await createAccount(database.db, { ...person('Mara'), role: 'streamer' })
  if (mara.kind !== 'created') throw new Error('the address was free')
  const data = { id: 'hers', slug: 'hers', title: 'Hers', ownerId: mara.userId }
  await database.db.prisma.channel.create({ data })
  const { id, key } = await issueStreamKey(database.db, { channelId: 'hers', name: 'OBS' })
  const session = { id: 's', token: 't', userId: mara.userId, expiresAt: new Date(Date.now() + HOUR_MS) }
  await database.db.prisma.session.create({ data: session })
  expect(await judgeStreamKey(database.db, key)).toMatchObject({ kind: 'accepted' })
  expect(await banAccount(database.db, mara.userId, 'spam')).toEqual({ kind: 'done' })
  expect(await database.db.prisma.session.count()).toBe(0)
  expect(await judgeStreamKey(database.db, key)).toMatchObject({ kind: 'revoked' })
  // who is live with it is cut off
  const news = await ingestNews(database.db, { keyIds: [id], doorsSince: null, now: new Date() })
  expect(news.revokedKeyIds).toEqual([id])
  expect((await listAccounts(database.db, { search: 'MARA@' })).accounts).toMatchObject([{ banReason: 'spam' }])
  expect((await listAccounts(database.db, { search: 'm_ra@' })).accounts).toEqual([])
  await liftBan(database.db, mara.userId)
  expect(await judgeStreamKey(database.db, key)).toMatchObject({ kind: 'accepted' })
  await changeRole(database.db, mara.userId, 'viewer')
  expect(await judgeStreamKey(database.db, key)).toMatchObject({ kind: 'revoked' })
})

it('keeps out whoever has the keys of an account that was deleted, with a ban or without', async () => {
  const noa = await createAccount(database.db, { ...person('Noa'), role: 'streamer' })
  if (noa.kind !== 'created') throw new Error('the address was free')
  const data = { id: 'noas', slug: 'noas', title: 'Noa’s', ownerId: noa.userId }
  await database.db.prisma.channel.create({ data })
  const { key } = await issueStreamKey(database.db, { channelId: 'noas', name: 'OBS' })
  await banAccount(database.db, noa.userId, 'spam')
  expect(await deleteAccountOf(database.db, noa.userId, { heirId: operator.userId })).toEqual({ kind: 'done' })
  expect(await database.db.prisma.channel.findUnique({ where: { id: 'noas' } })).toMatchObject({
    ownerId: operator.userId,
  })
  expect(await judgeStreamKey(database.db, key)).toMatchObject({ kind: 'revoked' })
  const { key: fresh } = await issueStreamKey(database.db, { channelId: 'noas', name: 'OBS' })
  expect(await judgeStreamKey(database.db, fresh)).toMatchObject({ kind: 'accepted' })
})

it('shuts what the owner of before opened to others in a channel that becomes another’s, and nothing elsewhere', async () => {
  const una = await createAccount(database.db, { ...person('Una'), role: 'streamer' })
  const kit = await createAccount(database.db, { ...person('Kit'), role: 'viewer' })
  if (una.kind !== 'created' || kit.kind !== 'created') throw new Error('the addresses were free')
  const data = { id: 'unas', slug: 'unas', title: 'Una’s', ownerId: una.userId }
  await database.db.prisma.channel.create({ data })
  const draft = { name: 'hook', url: 'https://example.org', events: [], form: 'generic' as const, isActive: true }
  for (const channelId of ['unas', operator.channelId, null]) {
    const hook = await createWebhook(database.db, { ...draft, channelId, createdById: una.userId })
    if (hook.kind !== 'created') throw new Error('there were fewer')
    const waiting = { id: `to ${hook.id}`, webhookId: hook.id, event: 'broadcast.started', body: '{}' }
    await database.db.prisma.webhookDelivery.create({ data: waiting })
    if (channelId) await addChannelMember(database.db, { channelId, userId: kit.userId })
  }
  await renewOverlayEdition(database.db, 'unas')
  await deleteAccountOf(database.db, una.userId, { heirId: operator.userId })
  const opened = async (channelId: string | null) => ({
    webhooks: (await listWebhooks(database.db, { channelId })).map(({ isActive }) => isActive),
    waiting: await database.db.prisma.webhookDelivery.count({ where: { state: 'waiting', webhook: { channelId } } }),
  })
  expect(await opened('unas')).toEqual({ webhooks: [false], waiting: 0 })
  expect(await listChannelMembers(database.db, 'unas')).toEqual([])
  expect(await overlayEdition(database.db, 'unas')).toBe(3)
  for (const channelId of [operator.channelId, null])
    expect(await opened(channelId)).toEqual({ webhooks: [true], waiting: 1 })
  expect(await listChannelMembers(database.db, operator.channelId)).toMatchObject([{ name: 'Kit' }])
  expect(await overlayEdition(database.db, operator.channelId)).toBe(1)
})

it('lets nobody in by an invitation of who is no operator any more', async () => {
  const second = await createAccount(database.db, { ...person('Ida'), role: 'operator' })
  if (second.kind !== 'created') throw new Error('the address was free')
  const expiresAt = new Date(Date.now() + HOUR_MS)
  const invitation = { role: 'operator' as const, note: '', createdById: second.userId, expiresAt }
  const [hers, others] = await Promise.all([
    createInvitation(database.db, invitation),
    createInvitation(database.db, { ...invitation, createdById: operator.userId }),
  ])
  await changeRole(database.db, second.userId, 'viewer')
  expect(await acceptInvitation(database.db, hers.token, person('Ivo'))).toEqual({ kind: 'not-open' })
  expect(await findOpenInvitation(database.db, others.token)).toMatchObject({ role: 'operator' })
})

it('lets one person in by an invitation, with its role, in its time', async () => {
  const invitation = { role: 'moderator' as const, note: 'for Bo', createdById: operator.userId }
  const soon = new Date(Date.now() + HOUR_MS)
  const { token } = await createInvitation(database.db, { ...invitation, expiresAt: soon })
  expect(await acceptInvitation(database.db, token, person('Mara'))).toEqual({ kind: 'email-taken' })
  expect(await findOpenInvitation(database.db, token)).toMatchObject({ role: 'moderator', note: 'for Bo' })
  const both = await Promise.all(['Bo', 'Bob'].map((name) => acceptInvitation(database.db, token, person(name))))
  expect(both.map(({ kind }) => kind).sort()).toEqual(['created', 'not-open'])
  expect(both).toContainEqual({ kind: 'created', role: 'moderator', userId: expect.any(String) })
  const past = await createInvitation(database.db, { ...invitation, expiresAt: new Date(Date.now() - 1) })
  expect(await acceptInvitation(database.db, past.token, person('Late'))).toEqual({ kind: 'not-open' })
})

it('finds what was done by who did it, what it was, and when', async () => {
  const actor = { id: operator.userId, name: 'Ada <script>' }
  await writeAuditEntry(database.db, { actor, action: 'settings-changed', detail: { name: 'Harbour' } })
  await writeAuditEntry(database.db, { actor: null, action: 'secret-rotated' })
  const found = async (filter: object) => (await listAuditEntries(database.db, filter)).entries
  expect(await found({ actor: 'ada' })).toMatchObject([{ actorName: 'Ada <script>', detail: { name: 'Harbour' } }])
  expect(await found({ action: 'secret-rotated' })).toHaveLength(1)
  expect(await found({ until: new Date(Date.now() - HOUR_MS) })).toEqual([])
  expect((await listAuditEntries(database.db, {}, { take: 1 })).count).toBe(2)
})
