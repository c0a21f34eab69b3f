/** Invitations: a link that makes one account with a role, until it is used, withdrawn or too old. */

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Role, roleSchema } from '@shoal/protocol/roles'
import { type NewAccount, newUser } from './accounts.ts'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'

const TOKEN_BYTES = 24

export type Invitation = {
  id: string
  role: Role
  note: string
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
}

/** The only time that the token is seen. */
export async function createInvitation(
  db: Database,
  invitation: { role: Role; note: string; createdById: string; expiresAt: Date },
): Promise<{ id: string; token: string }> {
  const id = randomUUID()
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await db.prisma.invitation.create({ data: { id, tokenHash: hashOf(token), ...invitation } })
  return { id, token }
}

/** The newest first. */
export async function listInvitations(db: Database): Promise<Invitation[]> {
  const rows = await db.prisma.invitation.findMany({
    omit: { tokenHash: true, createdById: true, usedById: true },
    orderBy: { createdAt: 'desc' },
    take: 200,
  })
  return rows.map(withRole)
}

/** Null for one that is unknown, used or too old: who asks need not know which. */
export async function findOpenInvitation(db: Database, token: string, now = new Date()): Promise<Invitation | null> {
  const row = await db.prisma.invitation.findFirst({
    where: { tokenHash: hashOf(token), usedAt: null, expiresAt: { gt: now } },
    omit: { tokenHash: true, createdById: true, usedById: true },
  })
  return row && withRole(row)
}

/** False when there is no such invitation, or somebody used it. */
export async function withdrawInvitation(db: Database, id: string): Promise<boolean> {
  return (await db.prisma.invitation.deleteMany({ where: { id, usedAt: null } })).count > 0
}

export type Joined = { kind: 'created'; userId: string; role: Role } | { kind: 'email-taken' } | { kind: 'not-open' }

/** The account and the use of the link, both or neither: of two who try at once, one gets in. */
export async function acceptInvitation(
  db: Database,
  token: string,
  account: Omit<NewAccount, 'role'>,
  now = new Date(),
): Promise<Joined> {
  const invitation = await findOpenInvitation(db, token, now)
  if (!invitation) return { kind: 'not-open' }
  const { id, role } = invitation
  const userId = randomUUID()
  try {
    await db.prisma.$transaction([
      db.prisma.invitation.update({ where: { id, usedAt: null }, data: { usedAt: now, usedById: userId } }),
      db.prisma.user.create({ data: newUser(userId, { ...account, role }) }),
    ])
  } catch (error) {
    if (isTaken(error, 'User')) return { kind: 'email-taken' }
    if ((await findOpenInvitation(db, token, now)) === null) return { kind: 'not-open' } // used a moment ago
    throw error
  }
  return { kind: 'created', userId, role }
}

function withRole<Row extends { role: string }>(row: Row): Row & { role: Role } {
  return { ...row, role: roleSchema.catch('viewer').parse(row.role) }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
