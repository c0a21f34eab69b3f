/** Who is asking: the signed-in account, or nobody. */

import { isAtLeast, type Role } from '@shoal/protocol/roles'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { type Account, findAccount } from './find-account.ts'

export { type Account, findAccount } from './find-account.ts'

/** For pages: sends who is not signed in to sign in, and back to `path` after it; others see that there is no such page. */
export async function requireAccount(path: string, least: Role = 'viewer'): Promise<Account> {
  const account = await findAccount(await headers())
  if (!account) redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  if (!isAtLeast(account.role, least)) notFound()
  return account
}
