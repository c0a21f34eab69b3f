/** Who is asking: the signed-in account, or nobody. */

import { isAtLeast, type Role, roleSchema } from '@shoal/protocol/roles'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { auth } from './auth.ts'

export type Account = { id: string; name: string; email: string; role: Role }

export async function findAccount(requestHeaders: Headers): Promise<Account | null> {
  const session = await auth().api.getSession({ headers: requestHeaders })
  if (!session) return null
  const { id, name, email, role } = session.user
  return { id, name, email, role: roleSchema.catch('viewer').parse(role) }
}

/** For pages: sends who is not signed in to sign in, and back to `path` after it; others see that there is no such page. */
export async function requireAccount(path: string, least: Role = 'viewer'): Promise<Account> {
  const account = await findAccount(await headers())
  if (!account) redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  if (!isAtLeast(account.role, least)) notFound()
  return account
}
