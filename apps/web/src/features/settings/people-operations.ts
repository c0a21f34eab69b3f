/** People and their roles, for operators. */

import { randomBytes } from 'node:crypto'
import {
  banAccount,
  changeRole,
  createAccount,
  deleteAccountOf,
  findAccountById,
  liftBan,
  listAccounts,
  removeSecondFactor,
  setPassword,
} from '@shoal/db/accounts'
import { writeAuditEntry } from '@shoal/db/audit'
import { createInvitation, listInvitations, withdrawInvitation } from '@shoal/db/invitations'
import { linesSchema } from '@shoal/protocol/plain-text'
import { roleSchema } from '@shoal/protocol/roles'
import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { pageAddress, pageOrigin } from '../../server/addresses.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { operation } from '../../server/operation.ts'
import { newAccountSchema, newInvitationSchema } from '../account/account-schemas.ts'

const COMMON = { tags: ['People'], scope: 'server:admin', role: 'operator' } as const
const DAY_MS = 24 * 3600_000
const idParams = z.object({ id: z.string().max(64) })
const REFUSALS = { 'unknown-account': 404, 'last-operator': 409, yourself: 409 } as const

const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  bannedAt: z.iso.datetime().nullable(),
  banReason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  lastSignInAt: z.iso.datetime().nullable(),
  hasSecondFactor: z.boolean(),
  channels: z.array(z.string()).meta({ description: 'Names in addresses of the channels that they own' }),
})

export const listPeople = operation({
  ...COMMON,
  id: 'listPeople',
  summary: 'Everybody who has an account',
  method: 'GET',
  path: '/people',
  query: z.object({
    search: z.string().trim().max(100).default(''),
    role: roleSchema.optional(),
    page: z.coerce.number().int().min(1).max(10_000).default(1),
  }),
  answers: { 200: z.object({ people: z.array(personSchema), count: z.int(), pageSize: z.int() }) },
  async handle({ query: { search, role, page } }) {
    const pageSize = 25
    const filter = { search, ...(role && { role }), skip: (page - 1) * pageSize, take: pageSize }
    const { accounts, count } = await listAccounts(database(), filter)
    const people = accounts.map((one) => ({
      ...one,
      bannedAt: one.bannedAt?.toISOString() ?? null,
      createdAt: one.createdAt.toISOString(),
      lastSignInAt: one.lastSignInAt?.toISOString() ?? null,
    }))
    return { status: 200, body: { people, count, pageSize } }
  },
})

const withPassword = z.object({
  id: z.string(),
  password: z.string().meta({ description: 'Seen here and never again' }),
})

export const addPerson = operation({
  ...COMMON,
  id: 'addPerson',
  summary: 'Make an account for somebody',
  method: 'POST',
  path: '/people',
  body: newAccountSchema,
  answers: { 201: withPassword },
  refusals: { 'email-taken': 409 },
  async handle({ account, body, refuse }) {
    const password = newPassword()
    const made = await createAccount(database(), { ...body, passwordHash: await hashPassword(password) })
    if (made.kind === 'email-taken') return refuse('email-taken')
    const target = `account ${body.name}`
    await writeAuditEntry(database(), { actor: account, action: 'account-made', target, detail: { role: body.role } })
    return { status: 201, body: { id: made.userId, password } }
  },
})

export const changePerson = operation({
  ...COMMON,
  id: 'changePerson',
  summary: 'Give somebody another role',
  method: 'PATCH',
  path: '/people/{id}',
  params: idParams,
  body: z.strictObject({ role: roleSchema }),
  answers: { 204: null },
  refusals: REFUSALS,
  async handle({ account, params: { id }, body: { role }, refuse }) {
    const person = await findAccountById(database(), id)
    const done = await changeRole(database(), id, role)
    if (done.kind !== 'done' || !person) return refuse(done.kind === 'done' ? 'unknown-account' : done.kind)
    const detail = { from: person.role, to: role }
    await writeAuditEntry(database(), {
      actor: account,
      action: 'role-changed',
      target: `account ${person.name}`,
      detail,
    })
    return { status: 204 }
  },
})

export const banPerson = operation({
  ...COMMON,
  id: 'banPerson',
  summary: 'Ban somebody: they are signed out, and can’t sign in or broadcast',
  method: 'PUT',
  path: '/people/{id}/ban',
  params: idParams,
  body: z.strictObject({ reason: linesSchema(500).default('') }),
  answers: { 204: null },
  refusals: REFUSALS,
  async handle({ account, params: { id }, body: { reason }, refuse }) {
    if (id === account.id) return refuse('yourself')
    const done = await banAccount(database(), id, reason)
    if (done.kind !== 'done') return refuse(done.kind)
    const target = await targetOf(id)
    await writeAuditEntry(database(), { actor: account, action: 'account-banned', target, detail: { reason } })
    return { status: 204 }
  },
})

export const unbanPerson = operation({
  ...COMMON,
  id: 'unbanPerson',
  summary: 'Lift a ban',
  method: 'DELETE',
  path: '/people/{id}/ban',
  params: idParams,
  answers: { 204: null },
  refusals: { 'unknown-account': 404 },
  async handle({ account, params: { id }, refuse }) {
    if (!(await liftBan(database(), id))) return refuse('unknown-account')
    await writeAuditEntry(database(), { actor: account, action: 'ban-lifted', target: await targetOf(id) })
    return { status: 204 }
  },
})

export const removePerson = operation({
  ...COMMON,
  id: 'removePerson',
  summary: 'Delete an account; its channels become yours',
  description:
    'Their stream keys and overlays’ addresses stop working, their moderators are removed, their webhooks switched off.',
  method: 'DELETE',
  path: '/people/{id}',
  params: idParams,
  answers: { 204: null },
  refusals: REFUSALS,
  async handle({ account, params: { id }, refuse }) {
    if (id === account.id) return refuse('yourself')
    const person = await findAccountById(database(), id)
    const done = await deleteAccountOf(database(), id, { heirId: account.id })
    if (done.kind !== 'done' || !person) return refuse(done.kind === 'done' ? 'unknown-account' : done.kind)
    await writeAuditEntry(database(), {
      actor: account,
      action: 'account-deleted',
      target: `account ${person.name}`,
      detail: { channels: person.channels.join(', ') },
    })
    return { status: 204 }
  },
})

export const resetPassword = operation({
  ...COMMON,
  id: 'resetPassword',
  summary: 'Give somebody a new password, and take the second factor away',
  description: 'They are signed out everywhere.',
  method: 'POST',
  path: '/people/{id}/password',
  params: idParams,
  answers: { 201: withPassword },
  refusals: REFUSALS,
  async handle({ account, params: { id }, refuse }) {
    if (id === account.id) return refuse('yourself')
    const password = newPassword()
    const passwordHash = await hashPassword(password)
    if (!(await setPassword(database(), { userId: id, passwordHash }))) return refuse('unknown-account')
    await removeSecondFactor(database(), id)
    await writeAuditEntry(database(), { actor: account, action: 'password-reset', target: await targetOf(id) })
    return { status: 201, body: { id, password } }
  },
})

const invitationSchema = z.object({
  id: z.string(),
  role: roleSchema,
  note: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable(),
})

export const listInvited = operation({
  ...COMMON,
  id: 'listInvitations',
  summary: 'Invitations that are out, and those that were used',
  method: 'GET',
  path: '/invitations',
  answers: { 200: z.object({ invitations: z.array(invitationSchema) }) },
  async handle() {
    const invitations = (await listInvitations(database())).map((one) => ({
      ...one,
      createdAt: one.createdAt.toISOString(),
      expiresAt: one.expiresAt.toISOString(),
      usedAt: one.usedAt?.toISOString() ?? null,
    }))
    return { status: 200, body: { invitations } }
  },
})

export const invite = operation({
  ...COMMON,
  id: 'invite',
  summary: 'Make a link with which one person makes an account',
  method: 'POST',
  path: '/invitations',
  body: newInvitationSchema,
  answers: { 201: z.object({ id: z.string(), url: z.url().meta({ description: 'Seen here and never again' }) }) },
  async handle({ account, body: { role, note, days }, request }) {
    const expiresAt = new Date(Date.now() + days * DAY_MS)
    const { id, token } = await createInvitation(database(), { role, note, createdById: account.id, expiresAt })
    const detail = { role, days, note }
    await writeAuditEntry(database(), { actor: account, action: 'invitation-made', target: `invitation ${id}`, detail })
    const url = `${pageOrigin(pageAddress(request.headers, serverConfig()))}/join/${token}`
    return { status: 201, body: { id, url } }
  },
})

export const uninvite = operation({
  ...COMMON,
  id: 'withdrawInvitation',
  summary: 'Withdraw an invitation that nobody has used',
  method: 'DELETE',
  path: '/invitations/{id}',
  params: idParams,
  answers: { 204: null },
  refusals: { 'unknown-invitation': 404 },
  async handle({ account, params: { id }, refuse }) {
    if (!(await withdrawInvitation(database(), id))) return refuse('unknown-invitation')
    const target = `invitation ${id}`
    await writeAuditEntry(database(), { actor: account, action: 'invitation-withdrawn', target })
    return { status: 204 }
  },
})

async function targetOf(id: string): Promise<string> {
  return `account ${(await findAccountById(database(), id))?.name ?? id}`
}

/** 108 bits. */
function newPassword(): string {
  return randomBytes(14).toString('base64url').slice(0, 18)
}
