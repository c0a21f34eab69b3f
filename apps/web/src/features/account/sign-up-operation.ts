/** Making an account for oneself: where the server is open to it, or with an invitation. */

import { createAccount } from '@shoal/db/accounts'
import { writeAuditEntry } from '@shoal/db/audit'
import { acceptInvitation } from '@shoal/db/invitations'
import { hasOperator } from '@shoal/db/operators'
import { type Role, roleSchema } from '@shoal/protocol/roles'
import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { auth } from '../../server/auth.ts'
import { database } from '../../server/database.ts'
import { operation } from '../../server/operation.ts'
import { refuseTooMany } from '../../server/rate-limit.ts'
import { serverSettings } from '../../server/settings.ts'
import { giveBack, takeGuess } from '../../server/sign-in-guard.ts'
import { signUpFormSchema } from './account-schemas.ts'

export const signUp = operation({
  id: 'signUp',
  summary: 'Make an account',
  description: 'With an invitation it gets the invitation’s role; where signing up is open, it is a viewer’s.',
  tags: ['Account'],
  method: 'POST',
  path: '/sign-up',
  scope: 'public',
  body: signUpFormSchema.extend({ invitation: z.string().max(64).optional() }),
  answers: { 201: z.object({ role: roleSchema }) },
  refusals: { 'sign-up-closed': 403, 'invitation-over': 403, 'email-taken': 409 },
  limit: { most: 30, seconds: 3600 },
  async handle({ body, request, client, refuse }) {
    const { name, email, password, invitation } = body
    const guess = { account: 'sign-up', client, device: `sign-up ${client}` }
    const isOpen = (await serverSettings()).signUp === 'open' && (await hasOperator(database()))
    if (invitation === undefined && !isOpen) return refuse('sign-up-closed')
    // links and addresses are not to be found out by trying
    const wait = await takeGuess(guess)
    if (wait !== null) return refuseTooMany(wait)
    const account = { name, email, passwordHash: await hashPassword(password) }
    const made = await make(account, invitation)
    if (made.kind === 'not-open' || made.kind === 'email-taken') {
      return refuse(made.kind === 'not-open' ? 'invitation-over' : 'email-taken')
    }
    await giveBack(guess)
    await writeAuditEntry(database(), {
      actor: { id: made.userId, name },
      action: invitation === undefined ? 'signed-up' : 'invitation-accepted',
      target: `account ${name}`,
      detail: { role: made.role },
    })
    const signedIn = await auth().api.signInEmail({
      body: { email, password },
      headers: request.headers,
      asResponse: true,
    })
    const answer = Response.json({ role: made.role }, { status: 201, headers: { 'Cache-Control': 'no-store' } })
    for (const cookie of signedIn.headers.getSetCookie()) answer.headers.append('Set-Cookie', cookie)
    return answer
  },
})

type Made = { kind: 'created'; userId: string; role: Role } | { kind: 'email-taken' } | { kind: 'not-open' }

async function make(
  account: { name: string; email: string; passwordHash: string },
  invitation: string | undefined,
): Promise<Made> {
  if (invitation !== undefined) return acceptInvitation(database(), invitation, account)
  const made = await createAccount(database(), { ...account, role: 'viewer' })
  return made.kind === 'created' ? { ...made, role: 'viewer' } : made
}
