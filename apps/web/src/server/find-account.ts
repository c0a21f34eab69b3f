/** Who is asking, by their session cookie. Knows nothing of Next, so that the chat, which runs beside Next, can ask too. */

import { type Role, roleSchema } from '@shoal/protocol/roles'
import { auth } from './auth.ts'

export type Account = { id: string; name: string; email: string; role: Role }

export async function findAccount(requestHeaders: Headers): Promise<Account | null> {
  return (await findSession(requestHeaders))?.account ?? null
}

/** The account, and which of its sessions it is. */
export async function findSession(requestHeaders: Headers): Promise<{ account: Account; sessionId: string } | null> {
  const found = await auth().api.getSession({ headers: requestHeaders })
  if (!found) return null
  const { id, name, email, role } = found.user
  return { account: { id, name, email, role: roleSchema.catch('viewer').parse(role) }, sessionId: found.session.id }
}
