/** Who calls the HTTP API: a page's session cookie, a personal access token, or nobody. */

import { findTokenHolder } from '@shoal/db/access-tokens'
import { roleSchema } from '@shoal/protocol/roles'
import { refuse } from './api.ts'
import { networkIn } from './client-network.ts'
import { database } from './database.ts'
import { type Account, findAccount } from './find-account.ts'
import { overLimit, refuseTooMany } from './rate-limit.ts'
import { type Scope, scopeSchema } from './scopes.ts'

export type Caller =
  | { kind: 'nobody' }
  | { kind: 'session'; account: Account }
  | { kind: 'token'; account: Account; scopes: readonly Scope[]; tokenId: string }

const TOKEN_USES = { most: 1200, seconds: 60 }
/** Somebody who guesses is stopped long before 2^256. */
const WRONG_TOKENS = { most: 30, seconds: 60 }

/** The caller, or the refusal to answer with. A token goes before a cookie: who sends one means it. */
export async function findCaller(request: Request): Promise<Caller | Response> {
  const caller = await lookUpCaller(request.headers)
  if (caller === 'wrong-token') {
    const wait = await overLimit('wrong-token', networkIn(request.headers), WRONG_TOKENS)
    if (wait !== null) return refuseTooMany(wait)
    return refuse(401, 'wrong-token', { 'WWW-Authenticate': 'Bearer error="invalid_token"' })
  }
  const wait = caller.kind === 'token' ? await overLimit('token', caller.tokenId, TOKEN_USES) : null
  return wait === null ? caller : refuseTooMany(wait)
}

/** Counts nothing: also for who was let in before, and is looked up again. */
export async function lookUpCaller(headers: Headers): Promise<Caller | 'wrong-token'> {
  const authorization = headers.get('authorization')
  if (authorization === null) {
    const account = await findAccount(headers)
    return account ? { kind: 'session', account } : { kind: 'nobody' }
  }
  const token = /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1]
  const holder = token === undefined ? null : await findTokenHolder(database(), token)
  if (holder === null) return 'wrong-token'
  return {
    kind: 'token',
    account: { ...holder.user, role: roleSchema.catch('viewer').parse(holder.user.role) },
    // one that a later version took away grants nothing
    scopes: holder.scopes.flatMap((scope) => scopeSchema.safeParse(scope).data ?? []),
    tokenId: holder.tokenId,
  }
}
