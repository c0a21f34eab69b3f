/** Whether somebody may write now, and if not, why. */

import type { ChatBar, ChatSettings } from '@shoal/protocol/chat'
import { authorIdOf, type Visitor } from './visitor.ts'

/** How long a ban counts for new guests from the same address. */
const ADDRESS_PAUSED_MS = 15 * 60_000

export type BanList = readonly {
  authorId: string
  until: Date | null
  addressHash: string | null
  createdAt: Date
}[]

type Circumstances = {
  settings: Pick<ChatSettings, 'isOn' | 'mode'>
  /** The operator's: who may write in any chat. */
  names: 'anyone' | 'accounts'
  bans: BanList
  now: Date
}

export function barOf(
  visitor: Visitor,
  { settings, names, bans, now }: Circumstances,
): { bar: ChatBar | null; until: Date | null } {
  const barred = (bar: ChatBar, until: Date | null = null) => ({ bar, until })
  if (!settings.isOn) return barred('chat-off')
  if (visitor.mayModerate) return { bar: null, until: null }
  const needsAccount = names === 'accounts' || settings.mode !== 'everyone'
  if (needsAccount && !visitor.account) return barred('sign-in-needed')
  if (authorIdOf(visitor) === null) return barred('name-needed')
  const ban = banOf(visitor, bans, now)
  if (ban) return ban.until === null ? barred('banned') : barred('timed-out', ban.until)
  const pausedUntil = addressPausedUntil(visitor, bans, now)
  if (pausedUntil) return barred('address-paused', pausedUntil)
  if (settings.mode === 'followers' && !visitor.follows) return barred('follow-needed')
  return { bar: null, until: null }
}

/** One author has one. */
function banOf(visitor: Visitor, bans: BanList, now: Date): { until: Date | null } | undefined {
  const authorId = authorIdOf(visitor)
  return bans.find((ban) => ban.authorId === authorId && (ban.until === null || ban.until > now))
}

/**
 * A guest whose name is younger than the ban of somebody at the same address is taken for them, for a while: a whole
 * school may be behind one address. A time-out is for one author alone.
 */
function addressPausedUntil({ account, guest, addressHash }: Visitor, bans: BanList, now: Date): Date | null {
  if (account || !guest) return null
  const there = bans.filter(
    (ban) => ban.until === null && ban.addressHash === addressHash && guest.since >= ban.createdAt,
  )
  const untilMs = Math.max(...there.map(({ createdAt }) => createdAt.getTime() + ADDRESS_PAUSED_MS))
  return untilMs > now.getTime() ? new Date(untilMs) : null
}
