/** People of a server as they could be, and what they have made and done, for pictures and examinations of the pages. */

import { createHash, randomUUID } from 'node:crypto'
import { issueAccessToken } from '@shoal/db/access-tokens'
import { banAccount, createAccount, PASSWORD_LINK } from '@shoal/db/accounts'
import { writeAuditEntry } from '@shoal/db/audit'
import { addChannelMember } from '@shoal/db/channel-members'
import { putChatBan } from '@shoal/db/chat-bans'
import type { Database } from '@shoal/db/database'
import { createInvitation } from '@shoal/db/invitations'
import { readServerSettings, writeServerSettings } from '@shoal/db/server-settings'
import { issueStreamKey, revokeStreamKey } from '@shoal/db/stream-keys'
import { addTestDelivery, noteDelivery } from '@shoal/db/webhook-deliveries'
import { createWebhook } from '@shoal/db/webhooks'

const DAY_MS = 24 * 3600_000

/** Of the open invitation's link. */
export const SAMPLE_INVITATION = 'an-invitation-of-the-sample'
export const SAMPLE_PASSWORD_LINK = 'a-password-link-of-the-sample'

const PEOPLE = [
  { name: 'Mara', role: 'streamer' },
  { name: 'Tomás', role: 'moderator' },
  { name: 'Yusuf', role: 'viewer' },
  { name: 'Ingrid', role: 'viewer' },
  { name: 'Sells things', role: 'viewer' },
] as const

export async function addSamplePeople(db: Database, channelId: string): Promise<void> {
  const ada = await db.prisma.user.findFirstOrThrow({ where: { role: 'operator' } })
  const ids = new Map<string, string>()
  for (const { name, role } of PEOPLE) {
    const email = `${name.split(' ')[0]?.normalize('NFD').replace(/\W/g, '').toLowerCase()}@example.org`
    const made = await createAccount(db, { name, role, email, passwordHash: 'salt:hash' })
    if (made.kind === 'created') ids.set(name, made.userId)
  }
  const idOf = (name: (typeof PEOPLE)[number]['name']) => ids.get(name) ?? ''
  await banAccount(db, idOf('Sells things'), 'advertising')
  await addChannelMember(db, { channelId, userId: idOf('Tomás') })
  await putChatBan(db, {
    ...{ id: randomUUID(), channelId, authorId: idOf('Sells things'), authorName: 'Sells things' },
    ...{ byId: ada.id, addressHash: null, until: null },
  })
  await writeServerSettings(db, {
    ...(await readServerSettings(db)),
    about: 'The boats, the birds and the weather of our harbour, live. Run by the people who live here.',
    rules: 'Be kind to each other.\nNo advertising.\nWhat is said here stays civil, also about the neighbours’ boats.',
    signUp: 'open',
  })
  await addInvitations(db, ada.id)
  await issueAccessToken(db, {
    ...{ userId: ada.id, name: 'Titles from the pier’s clock', scopes: ['channels:read', 'broadcasts:write'] },
    expiresAt: new Date(Date.now() + 60 * DAY_MS),
  })
  await issueAccessToken(db, { userId: ada.id, name: 'Backups', scopes: ['channels:read'], expiresAt: null })
  await addSession(
    db,
    ada.id,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605 Version/26.1 Safari/605',
  )
  const old = await issueStreamKey(db, { channelId, name: 'The old camera' })
  await revokeStreamKey(db, old.id)
  await issueStreamKey(db, { channelId, name: 'Camera on the north pier' })
  await addWebhooks(db, { channelId, createdById: ada.id })
  await addAuditEntries(db, { id: ada.id, name: ada.name })
}

async function addInvitations(db: Database, createdById: string): Promise<void> {
  const expiresAt = new Date(Date.now() + 6 * DAY_MS)
  const { id } = await createInvitation(db, {
    role: 'streamer',
    note: 'Jo, of the sailing school',
    createdById,
    expiresAt,
  })
  const linked = { value: createdById, identifier: PASSWORD_LINK + SAMPLE_PASSWORD_LINK, expiresAt }
  await db.prisma.verification.create({ data: { id: randomUUID(), ...linked } })
  const tokenHash = createHash('sha256').update(SAMPLE_INVITATION).digest('hex')
  await db.prisma.invitation.update({ where: { id }, data: { tokenHash } })
  const used = await createInvitation(db, { role: 'moderator', note: 'Tomás', createdById, expiresAt })
  await db.prisma.invitation.update({ where: { id: used.id }, data: { usedAt: new Date(Date.now() - 2 * DAY_MS) } })
}

async function addSession(db: Database, userId: string, userAgent: string): Promise<void> {
  const expiresAt = new Date(Date.now() + DAY_MS)
  await db.prisma.session.create({ data: { id: randomUUID(), token: randomUUID(), userId, userAgent, expiresAt } })
}

async function addWebhooks(db: Database, { channelId, createdById }: { channelId: string; createdById: string }) {
  const events = ['broadcast.started', 'broadcast.ended', 'recording.ready'] as const
  const draft = { createdById, events: [...events], isActive: true }
  const noticeboard = await createWebhook(db, {
    ...{ ...draft, channelId, name: 'The harbour’s noticeboard', form: 'generic' },
    url: 'https://noticeboard.example.org/hooks/shoal',
  })
  await createWebhook(db, {
    ...{ ...draft, channelId: null, name: 'Discord', form: 'discord', url: 'https://discord.com/api/webhooks/1/abc' },
  })
  if (noticeboard.kind !== 'created') return
  const named = { id: noticeboard.id, channelId }
  const arrived = await addTestDelivery(db, named)
  if (arrived) await noteDelivery(db, arrived, { state: 'delivered', status: 204 })
  const failed = await addTestDelivery(db, named)
  if (failed) await noteDelivery(db, failed, { state: 'failed', status: null, error: 'connect ECONNREFUSED' })
}

async function addAuditEntries(db: Database, actor: { id: string; name: string }): Promise<void> {
  const entries = [
    { action: 'settings-changed', target: 'server', detail: { signUp: 'open' } },
    { action: 'invitation-made', target: 'Jo, of the sailing school', detail: { role: 'streamer' } },
    { action: 'role-changed', target: 'account Tomás', detail: { from: 'viewer', to: 'moderator' } },
    { action: 'key-revoked', target: 'channel harbour', detail: { name: 'The old camera' } },
    { action: 'account-banned', target: 'account Sells things', detail: { reason: 'advertising' } },
  ] as const
  for (const entry of entries) await writeAuditEntry(db, { actor, ...entry })
}
