/** Who is asking: the signed-in operator, or nobody. */

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { auth } from './auth.ts'

export type Operator = { id: string; name: string; email: string }

export async function findOperator(requestHeaders: Headers): Promise<Operator | null> {
  const session = await auth().api.getSession({ headers: requestHeaders })
  return session ? { id: session.user.id, name: session.user.name, email: session.user.email } : null
}

/** For pages: sends everyone else to sign in, and back to `path` after it. */
export async function requireOperator(path: string): Promise<Operator> {
  const operator = await findOperator(await headers())
  if (!operator) redirect(`/sign-in?next=${encodeURIComponent(path)}`)
  return operator
}
