/** Who is behind a connection: an account, a guest with a name, or somebody who only reads. */

import type { ChatRoomRow } from '@shoal/db/chat-rooms'
import type { ChatStanding } from '@shoal/db/chat-standings'
import type { ChatAuthorKind } from '@shoal/protocol/chat'
import { mayAs } from '../server/access.ts'
import type { Account } from '../server/find-account.ts'
import { cleanText } from './clean-text.ts'
import type { Guest } from './guest-pass.ts'

export type Visitor = {
  account: Account | null
  /** The account's; null without one. */
  sessionId: string | null
  guest: Guest | null
  /** Came with an overlay's key, be it the valid one or not: reads for a picture, never writes. */
  isOverlay: boolean
  mayModerate: boolean
  mayRun: boolean
  isOwner: boolean
  follows: boolean
  /** Of the client's network, keyed. */
  addressHash: string
}

/** What somebody brings, and what they are just now where they are signed in. */
export function visitorAs(
  who: Pick<Visitor, 'sessionId' | 'guest' | 'isOverlay' | 'addressHash'>,
  standing: ChatStanding | null,
  channel: ChatRoomRow['channel'],
): Visitor {
  const { guest, isOverlay, addressHash } = who
  return {
    ...{ guest, isOverlay, addressHash },
    account: standing?.account ?? null,
    sessionId: standing ? who.sessionId : null,
    mayModerate: standing !== null && mayAs(standing, channel, 'moderate'),
    mayRun: standing !== null && mayAs(standing, channel, 'run'),
    isOwner: standing?.account.id === channel.ownerId,
    follows: standing?.follows ?? false,
  }
}

/** Null for who has no name. */
export function authorIdOf({ account, guest, isOverlay }: Visitor): string | null {
  if (isOverlay) return null
  if (account) return account.id
  return guest && `guest:${guest.id}`
}

export function authorNameOf({ account, guest }: Visitor): string | null {
  const name = account?.name ?? guest?.name
  return name === undefined ? null : cleanText(name)
}

export function authorKindOf({ account, isOwner, mayModerate }: Visitor): ChatAuthorKind {
  if (!account) return 'guest'
  if (isOwner) return 'owner'
  return mayModerate ? 'moderator' : 'account'
}
