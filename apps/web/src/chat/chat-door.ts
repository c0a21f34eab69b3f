/** Whether somebody may read a chat: judged by what its room knows, so that it costs no query and can be asked at any time. */

import type { ChatRoomRow } from '@shoal/db/chat-rooms'
import type { ChatDoor } from '@shoal/protocol/chat'
import { accessThrough, hasPass } from '../server/privacy.ts'
import { isOverlayKey, overlayKey as overlayKeyOf } from './keys.ts'
import type { Visitor } from './visitor.ts'

export type Reader = {
  visitor: Visitor
  /** With the cookie: passwords that were given are in it. */
  headers: Pick<Headers, 'get'>
  /** Of an overlay, instead of the rest. */
  overlayKey: string | undefined
}

/** Why not; null where they may. */
export function chatDoor(
  { channel, doors, isPublic, overlayEdition }: ChatRoomRow,
  { visitor, headers, overlayKey }: Reader,
  secret: () => string,
): ChatDoor | null {
  // of a public chat too: the address of before is to show nothing any more
  if (overlayKey !== undefined) {
    const isValid = isOverlayKey(overlayKey, overlayKeyOf(secret(), channel.id, overlayEdition))
    return isValid ? null : 'unknown-channel'
  }
  if (isPublic) return null
  const { account, mayModerate, mayRun } = visitor
  for (const door of doors) {
    const who = { isSignedIn: account !== null, mayModerate, mayRun, hasPass: hasPass(headers, channel.id, door) }
    const access = accessThrough(door, who)
    if (access === 'hidden') return 'unknown-channel'
    if (access !== 'open') return access
  }
  return null
}
