/** Judges a message before it is written down. */

import { type ChatRefusal, type ChatSaid, type ChatSay, MAX_CHAT_TEXT } from '@shoal/protocol/chat'
import { isVisible } from '@shoal/protocol/plain-text'
import { overLimit } from '../server/rate-limit.ts'
import type { ChatRoom } from './chat-room.ts'
import { cleanText, codePoints } from './clean-text.ts'
import { hasLink } from './find-links.ts'
import type { MessageWriter } from './message-writer.ts'
import { authorIdOf, authorKindOf, authorNameOf, type Visitor } from './visitor.ts'

/** One author's. */
const FAST = { most: 6, seconds: 6 }
/** All guests' of one network together: a school may be behind it. */
const FAST_FROM_ONE_ADDRESS = { most: 300, seconds: 10 }

const refused = (why: ChatRefusal, retryAfterMs?: number): ChatSaid => ({
  ...{ kind: 'refused', why },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

type Context = {
  room: ChatRoom
  visitor: Visitor
  writer: MessageWriter
  /** Unwrites one that nobody hears. */
  withdraw: (id: number) => Promise<void>
}

export async function say(
  { room, visitor, writer, withdraw }: Context,
  { text: written, clientId }: ChatSay,
): Promise<ChatSaid> {
  const { bar, barredUntil } = room.selfOf(visitor)
  if (bar) return refused(bar, barredUntil === null ? undefined : Math.max(0, barredUntil - Date.now()))
  const authorId = authorIdOf(visitor)
  const authorName = authorNameOf(visitor)
  if (authorId === null || authorName === null) return refused('name-needed')
  // said before, and the answer was lost
  const before = room.find((message) => message.authorId === authorId && message.clientId === clientId)
  if (before) return { kind: 'sent', id: before.id }

  const text = cleanText(written)
  if (!isVisible(text)) return refused('empty')
  if (codePoints(text) > MAX_CHAT_TEXT) return refused('too-long')
  const held = visitor.mayModerate ? null : await holdBack({ room, visitor, authorId, text })
  if (held) return held

  const at = new Date()
  const hadSaid = room.slowModeMs(visitor, at.getTime())
  if (hadSaid > 0 && !visitor.mayModerate) return refused('slow-mode', hadSaid)
  room.noteSaid(visitor, at.getTime())
  const { channel, reach } = room.row
  const where = { broadcastId: reach.broadcastId, door: reach.door, at }
  const outcome = await writer.add({
    ...{ channelId: channel.id, ...where },
    ...{ authorId, authorName, authorKind: authorKindOf(visitor), text, clientId },
  })
  if (outcome.kind === 'written') {
    if (!outcome.isNew || room.shows(where)) return { kind: 'sent', id: outcome.id }
    // meanwhile the chat has moved on behind another door: those there do not hear it
    await withdraw(outcome.id)
  }
  room.forgetSaid(visitor)
  return refused(outcome.kind === 'busy' ? 'busy' : 'failed')
}

async function holdBack({
  room,
  visitor,
  authorId,
  text,
}: {
  room: ChatRoom
  visitor: Visitor
  authorId: string
  text: string
}): Promise<ChatSaid | null> {
  // a guest's name stands beside each line, and nobody but the guest chose it
  const guestName = visitor.account ? null : authorNameOf(visitor)
  if (room.isBlocked(text) || (guestName !== null && room.isBlocked(guestName))) return refused('blocked-word')
  if (!room.row.settings.linksAllowed && hasLink(text)) return refused('no-links')
  const wait = room.slowModeMs(visitor, Date.now())
  if (wait > 0) return refused('slow-mode', wait)
  const tooFast = await overLimit('chat author', authorId, FAST)
  if (tooFast !== null) return refused('too-fast', tooFast * 1000)
  if (visitor.account) return null
  const crowded = await overLimit('chat address', visitor.addressHash, FAST_FROM_ONE_ADDRESS)
  return crowded === null ? null : refused('too-fast', crowded * 1000)
}
