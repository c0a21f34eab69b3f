/** A socket of the chat, as socket.io carries it: what goes over it, and what is kept of who opened it. */

import type { IncomingMessage } from 'node:http'
import type { ChatActed, ChatChange, ChatHello, ChatHistory, ChatLine, ChatSaid } from '@shoal/protocol/chat'
import type { Socket } from 'socket.io'
import type { Reader } from './chat-door.ts'
import type { ChatRoom, Member } from './chat-room.ts'

type Answer<T> = (answer: T) => void
export type ToServer = {
  say: (message: unknown, answer: Answer<ChatSaid>) => void
  history: (ask: unknown, answer: Answer<ChatHistory>) => void
  act: (act: unknown, answer: Answer<ChatActed>) => void
  /** Look again at who I am: I follow the channel now. */
  again: () => void
}
export type ToClient = {
  hello: (hello: ChatHello) => void
  lines: (lines: ChatLine[]) => void
  change: (it: ChatChange) => void
}
export type AmongServers = {
  said: (channelIds: unknown) => void
  changed: (channelId: unknown, change: unknown) => void
  /** An author, and the keyed address they came from: a moderator may be at another process. */
  came: (authorId: unknown, addressHash: unknown) => void
  /** A banned author, who came before the process that banned them was there. */
  banned: (channelId: unknown, authorId: unknown) => void
}
export type Door = {
  room: ChatRoom
  reader: Reader
  after: number | undefined
  checkedAtMs: number
  member: Member | null
}
export type ChatSocket = Socket<ToServer, ToClient, AmongServers, Door>

export function headersOf(headers: IncomingMessage['headers']): Headers {
  const plain = new Headers()
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) plain.set(name, [value].flat().join(', '))
  return plain
}
