/** Somebody with a role, signed in: an account and its session's cookie, made in the database. */

import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { createAccount } from '@shoal/db/accounts'
import type { Database } from '@shoal/db/database'
import { hashPassword } from '@shoal/db/password'
import type { Role } from '@shoal/protocol/roles'
import { AUTH_SECRET } from './start-web.ts'

const HOUR_MS = 3600_000

/** Without a password nobody signs in to it. `cookie` is for the header of that name, at a web app of `startWeb`. */
export async function signInAs(db: Database, role: Role, name = role as string, password?: string) {
  const email = `${name.toLowerCase()}-${randomUUID()}@example.org`
  const passwordHash = password === undefined ? 'salt:hash' : await hashPassword(password)
  const made = await createAccount(db, { name, email, role, passwordHash })
  if (made.kind !== 'created') throw new Error(`${email} has an account already`)
  return { userId: made.userId, email, cookie: await addSession(db, made.userId) }
}

/** As better-auth writes them: the row, and the cookie signed with the server's secret. */
export async function addSession(db: Database, userId: string): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  const expiresAt = new Date(Date.now() + HOUR_MS)
  await db.prisma.session.create({ data: { id: randomUUID(), token, userId, expiresAt } })
  const signature = createHmac('sha256', AUTH_SECRET).update(token).digest('base64')
  return `shoal.session_token=${encodeURIComponent(`${token}.${signature}`)}`
}
