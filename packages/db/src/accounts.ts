/** Accounts: people who sign in, what their role is, and whether they may. */

import { randomUUID } from 'node:crypto'
import type { Role } from '@shoal/protocol/roles'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'

export type NewAccount = {
  name: string
  email: string
  role: Role
  /** As better-auth's `hashPassword` writes it. */
  passwordHash: string
}

export async function createAccount(
  db: Database,
  { name, email, role, passwordHash }: NewAccount,
): Promise<{ kind: 'created'; userId: string } | { kind: 'email-taken' }> {
  const userId = randomUUID()
  try {
    await db.prisma.user.create({
      data: {
        ...{ id: userId, name, role, email: email.toLowerCase() }, // better-auth looks it up so
        accounts: { create: credential(userId, passwordHash) },
      },
    })
  } catch (error) {
    if (isTaken(error, 'User')) return { kind: 'email-taken' }
    throw error
  }
  return { kind: 'created', userId }
}

/** better-auth's way to keep a password. */
function credential(userId: string, password: string) {
  return { id: randomUUID(), accountId: userId, providerId: 'credential', password }
}
