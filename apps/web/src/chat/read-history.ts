/** Reads a page of a chat’s past for somebody who is in it. */

import { chatMessages } from '@shoal/db/chat-messages'
import type { Database } from '@shoal/db/database'
import { CHAT_PAGE_LINES, type ChatHistory, chatHistoryAskSchema } from '@shoal/protocol/chat'
import { overLimit } from '../server/rate-limit.ts'
import type { ChatRoom } from './chat-room.ts'

const ASKS = { most: 60, seconds: 30 }

/** `key`: whose asking is counted. */
export async function readHistory(
  { db, room, key }: { db: Database; room: ChatRoom; key: string },
  ask: unknown,
): Promise<ChatHistory> {
  const parsed = chatHistoryAskSchema.safeParse(ask)
  if (!parsed.success) return { kind: 'refused', why: 'bad-request' }
  if ((await overLimit('chat history', key, ASKS)) !== null) return { kind: 'refused', why: 'too-fast' }
  if (!room.row.settings.isOn) return { kind: 'lines', lines: [], hasMore: false }
  const { channel, reach } = room.row
  const query = { channelId: channel.id, ...reach, limit: CHAT_PAGE_LINES + 1, ...parsed.data }
  const found = await chatMessages(db, query)
  const page = 'before' in parsed.data ? found.slice(-CHAT_PAGE_LINES) : found.slice(0, CHAT_PAGE_LINES)
  return { kind: 'lines', lines: page.map((message) => room.lineOf(message)), hasMore: found.length > page.length }
}
