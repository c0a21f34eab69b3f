/** The operator: the one-time setup of the server, and the tables that better-auth signs people in with. */

import { randomUUID } from 'node:crypto'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'

/** Whether the server has been set up. */
export async function hasOperator(db: Database): Promise<boolean> {
  return (await db.prisma.installation.count()) > 0
}

export type ServerSetup = {
  name: string
  email: string
  /** As better-auth's `hashPassword` writes it. */
  passwordHash: string
  channel: { slug: string; title: string }
}

/** The operator's account and first channel, both or neither, once in the life of a database. */
export async function setUpServer(
  db: Database,
  { name, email, passwordHash, channel }: ServerSetup,
): Promise<{ kind: 'created'; userId: string; channelId: string } | { kind: 'already-set-up' }> {
  const userId = randomUUID()
  const channelId = randomUUID()
  try {
    await db.prisma.$transaction([
      db.prisma.installation.create({ data: { id: 1 } }), // the unique id lets only the first of two setups through
      db.prisma.user.create({ data: { id: userId, name, email: email.toLowerCase(), role: 'operator' } }), // better-auth looks it up so
      db.prisma.account.create({
        data: { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password: passwordHash },
      }),
      db.prisma.channel.create({ data: { id: channelId, ownerId: userId, ...channel } }),
    ])
  } catch (error) {
    if (isTaken(error, 'Installation')) return { kind: 'already-set-up' }
    throw error
  }
  return { kind: 'created', userId, channelId }
}

/** For better-auth's `database` option, so that the web app needs to know nothing of Prisma. */
export function authAdapter(db: Database): ReturnType<typeof prismaAdapter> {
  return prismaAdapter(db.prisma, { provider: 'postgresql' })
}
