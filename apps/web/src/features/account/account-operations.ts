/** One's own account: name, address, language, where one is signed in. Passwords and codes are better-auth's routes. */

import { countChannelsOf, deleteAccount, findAccountById, passwordHashOf, updateProfile } from '@shoal/db/accounts'
import { writeAuditEntry } from '@shoal/db/audit'
import { endOtherSessions, endSession, listSessions } from '@shoal/db/sessions'
import { roleSchema } from '@shoal/protocol/roles'
import { verifyPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { auth } from '../../server/auth.ts'
import { localeCookie } from '../../server/auth-route.ts'
import { database } from '../../server/database.ts'
import { operation } from '../../server/operation.ts'
import { refuseTooMany } from '../../server/rate-limit.ts'
import { guessedRight, takeGuess } from '../../server/sign-in-guard.ts'
import { accountChangeSchema, emailChangeSchema, passwordOnlySchema } from './account-schemas.ts'

const TAGS = ['Account'] as const

export const readAccount = operation({
  id: 'readAccount',
  summary: 'Your account',
  tags: TAGS,
  method: 'GET',
  path: '/account',
  scope: 'account:read',
  answers: {
    200: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      role: roleSchema,
      hasSecondFactor: z.boolean(),
      createdAt: z.iso.datetime(),
    }),
  },
  refusals: { 'unknown-account': 404 },
  async handle({ account, refuse }) {
    const found = await findAccountById(database(), account.id)
    if (!found) return refuse('unknown-account')
    const { id, name, email, role, hasSecondFactor, createdAt } = found
    return { status: 200, body: { id, name, email, role, hasSecondFactor, createdAt: createdAt.toISOString() } }
  },
})

export const changeAccount = operation({
  id: 'changeAccount',
  summary: 'Change your name, or the language that you are spoken to in',
  tags: TAGS,
  method: 'PATCH',
  path: '/account',
  scope: 'session',
  body: accountChangeSchema,
  answers: { 204: null },
  async handle({ account, body }) {
    const { name, locale } = body
    await updateProfile(database(), account.id, {
      ...(name === undefined ? {} : { name }),
      ...(locale === undefined ? {} : { locale }),
    })
    if (name !== undefined && name !== account.name) {
      await writeAuditEntry(database(), {
        ...{ actor: account, action: 'name-changed', target: `account ${account.name}` },
        detail: { to: name },
      })
    }
    return { status: 204, ...(locale ? { headers: { 'Set-Cookie': localeCookie(locale) } } : {}) }
  },
})

export const changeEmail = operation({
  id: 'changeEmail',
  summary: 'Change the e-mail address that you sign in with',
  tags: TAGS,
  method: 'PUT',
  path: '/account/email',
  scope: 'session',
  body: emailChangeSchema,
  answers: { 204: null },
  refusals: { 'wrong-password': 403, 'email-taken': 409 },
  async handle({ account, body, client, refuse }) {
    const checked = await checkPassword(account.id, body.password, client)
    if (checked instanceof Response) return checked
    if (!checked) return refuse('wrong-password')
    const changed = await updateProfile(database(), account.id, { email: body.email })
    if (changed === 'email-taken') return refuse('email-taken')
    await writeAuditEntry(database(), { actor: account, action: 'email-changed', target: `account ${account.name}` })
    return { status: 204 }
  },
})

const sessionSchema = z.object({
  id: z.string(),
  isThis: z.boolean(),
  createdAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  /** As the browser calls itself. */
  userAgent: z.string().nullable(),
})

export const listOwnSessions = operation({
  id: 'listSessions',
  summary: 'Where you are signed in',
  tags: TAGS,
  method: 'GET',
  path: '/account/sessions',
  scope: 'session',
  answers: { 200: z.object({ sessions: z.array(sessionSchema) }) },
  async handle({ account, request }) {
    const [sessions, current] = await Promise.all([listSessions(database(), account.id), sessionId(request)])
    return {
      status: 200,
      body: {
        sessions: sessions.map(({ id, createdAt, seenAt, userAgent }) => ({
          ...{ id, userAgent, isThis: id === current },
          ...{ createdAt: createdAt.toISOString(), seenAt: seenAt.toISOString() },
        })),
      },
    }
  },
})

export const endOwnSession = operation({
  id: 'endSession',
  summary: 'Sign out somewhere',
  tags: TAGS,
  method: 'DELETE',
  path: '/account/sessions/{id}',
  scope: 'session',
  params: z.object({ id: z.string().max(64) }),
  answers: { 204: null },
  refusals: { 'unknown-session': 404 },
  async handle({ account, params, refuse }) {
    const isEnded = await endSession(database(), { userId: account.id, id: params.id })
    return isEnded ? { status: 204 } : refuse('unknown-session')
  },
})

export const endOwnOtherSessions = operation({
  id: 'endOtherSessions',
  summary: 'Sign out everywhere but here',
  tags: TAGS,
  method: 'DELETE',
  path: '/account/sessions',
  scope: 'session',
  answers: { 200: z.object({ ended: z.int() }) },
  async handle({ account, request }) {
    const ended = await endOtherSessions(database(), { userId: account.id, except: await sessionId(request) })
    return { status: 200, body: { ended } }
  },
})

export const deleteOwnAccount = operation({
  id: 'deleteAccount',
  summary: 'Delete your account',
  description:
    'Not while it owns channels: delete those first, or have an operator delete the account, who keeps them.',
  tags: TAGS,
  method: 'POST',
  path: '/account/deletion',
  scope: 'session',
  body: passwordOnlySchema,
  answers: { 204: null },
  refusals: { 'wrong-password': 403, 'has-channels': 409, 'last-operator': 409 },
  async handle({ account, body, client, refuse }) {
    const checked = await checkPassword(account.id, body.password, client)
    if (checked instanceof Response) return checked
    if (!checked) return refuse('wrong-password')
    if ((await countChannelsOf(database(), account.id)) > 0) return refuse('has-channels')
    const done = await deleteAccount(database(), account.id)
    if (done.kind === 'last-operator') return refuse('last-operator')
    await writeAuditEntry(database(), { actor: account, action: 'account-deleted', target: `account ${account.name}` })
    return { status: 204 }
  },
})

/** Whether it is theirs; or the refusal to wait. */
async function checkPassword(userId: string, password: string, client: string): Promise<boolean | Response> {
  const guess = { account: userId, client, device: userId }
  const wait = await takeGuess(guess)
  if (wait !== null) return refuseTooMany(wait)
  const hash = await passwordHashOf(database(), userId)
  const isRight = hash !== null && (await verifyPassword({ hash, password }))
  if (isRight) await guessedRight(guess)
  return isRight
}

async function sessionId(request: Request): Promise<string> {
  return (await auth().api.getSession({ headers: request.headers }))?.session.id ?? ''
}
