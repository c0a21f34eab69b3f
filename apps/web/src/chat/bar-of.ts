/** Whether somebody may write now, and if not, why. */

import type { ChatBar, ChatSettings } from '@shoal/protocol/chat'
import { authorIdOf, type Visitor } from './visitor.ts'

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
  if (settings.mode === 'followers' && !visitor.follows) return barred('follow-needed')
  return { bar: null, until: null }
}

/** The longest that holds. A guest whose name is younger than the ban of somebody at the same address is taken for them. */
function banOf(visitor: Visitor, bans: BanList, now: Date): { until: Date | null } | undefined {
  const authorId = authorIdOf(visitor)
  const { guest, account, addressHash } = visitor
  return bans
    .filter((ban) => ban.until === null || ban.until > now)
    .filter((ban) => {
      if (ban.authorId === authorId) return true
      return !account && guest !== null && ban.addressHash === addressHash && guest.since >= ban.createdAt
    })
    .toSorted((a, b) => (b.until?.getTime() ?? Infinity) - (a.until?.getTime() ?? Infinity))[0]
}
