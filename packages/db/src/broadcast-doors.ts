/** Who may see which broadcast, as doors: what the web app asks visitors for, and what origins and trackers hold tickets to. */

import { createHash } from 'node:crypto'
import { needsTicket, type Privacy } from '@shoal/protocol/privacy'
import type { Database } from './database.ts'

export type Door = { privacy: Privacy /** As better-auth's `hashPassword` writes it. */; passwordHash: string | null }

/** The door of what everybody may see; what tickets say that were issued without one. */
export const OPEN_DOOR = 'open'

/**
 * The door's name, which each ticket carries. It is another one as soon as the door is: a ticket that was issued at a
 * door that has since been changed opens nothing. Tells nothing of the password: its hash is salted.
 */
export function doorName({ privacy, passwordHash }: Door): string {
  if (!needsTicket(privacy)) return OPEN_DOOR
  if (privacy !== 'password') return privacy
  return `password-${createHash('sha256')
    .update(passwordHash ?? '')
    .digest('base64url')
    .slice(0, 16)}`
}

/** The broadcast's, or the one that the channel's next broadcast will have. Null when there is no such thing. */
export function findDoor(
  db: Database,
  { channelId, broadcastId }: { channelId: string; broadcastId: string | null },
): Promise<Door | null> {
  const select = { privacy: true, passwordHash: true }
  return broadcastId === null
    ? db.prisma.channel.findUnique({ where: { id: channelId }, select })
    : db.prisma.broadcast.findFirst({ where: { id: broadcastId, channelId }, select })
}

export type ChangedDoor = Door & { broadcastId: string; changedAt: Date }

/** Those that were ever other than open, changed at `since` or later; all of them without it. */
export async function changedDoors(db: Database, since: Date | null): Promise<ChangedDoor[]> {
  const rows = await db.prisma.broadcast.findMany({
    where: { doorChangedAt: since ? { gte: since } : { not: null } },
    select: { id: true, privacy: true, passwordHash: true, doorChangedAt: true },
  })
  return rows.flatMap(({ id, doorChangedAt, ...door }) =>
    doorChangedAt ? [{ ...door, broadcastId: id, changedAt: doorChangedAt }] : [],
  )
}
