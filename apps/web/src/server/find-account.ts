/** Who is asking, by their session cookie. Knows nothing of Next, so that the chat, which runs beside Next, can ask too. */

import { type Role, roleSchema } from '@shoal/protocol/roles'
import { auth } from './auth.ts'

export type Account = { id: string; name: string; email: string; role: Role }

export async function findAccount(requestHeaders: Headers): Promise<Account | null> {
  const session = await auth().api.getSession({ headers: requestHeaders })
  if (!session) return null
  const { id, name, email, role } = session.user
  return { id, name, email, role: roleSchema.catch('viewer').parse(role) }
}
