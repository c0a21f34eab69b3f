/** What moderators do to a chat: each act is kept, written to the audit log, and seen by everyone at once. */

import { randomUUID } from 'node:crypto'
import { writeAuditEntry } from '@shoal/db/audit'
import { findDoor } from '@shoal/db/broadcast-doors'
import { activeChatBans, liftChatBan, putChatBan } from '@shoal/db/chat-bans'
import {
  type ChatMessage,
  deleteChatMessage,
  deleteChatMessagesOf,
  findChatMessage,
  pinChatMessage,
} from '@shoal/db/chat-messages'
import { doorsName } from '@shoal/db/chat-reach'
import { updateChatSettings } from '@shoal/db/chat-settings'
import type { Database } from '@shoal/db/database'
import type { AuditAction } from '@shoal/protocol/audit'
import type { ChatAct, ChatActed, ChatChange } from '@shoal/protocol/chat'
import type { ChatRoom } from './chat-room.ts'
import { authorIdOf, type Visitor } from './visitor.ts'

type Context = {
  db: Database
  room: ChatRoom
  actor: Visitor
  /** The keyed address that somebody was last seen at; null when that is no longer known. */
  addressOf: (authorId: string) => string | null
  /** Banned is somebody whose address is not known here. */
  onUnplaced: (authorId: string) => void
  /** What is done is done, and told to everyone, though the audit log cannot be written. */
  onUnlogged: (error: unknown) => void
}
/** `changes` are for everyone who is there. */
export type Acted = { outcome: ChatActed; changes: ChatChange[] }

const outcome = (outcome: ChatActed, ...changes: ChatChange[]): Acted => ({ outcome, changes })

export async function moderate(context: Context, act: ChatAct): Promise<Acted> {
  const { db, room, actor } = context
  const { channel } = room.row
  if (act.act === 'slow') {
    if (!actor.mayModerate) return outcome('not-allowed')
    await updateChatSettings(db, channel.id, { slowSeconds: act.seconds })
    room.row.settings.slowSeconds = act.seconds
    await audit(context, 'chat-slowed', null, { seconds: act.seconds })
    return outcome('done', { kind: 'rules', rules: room.rules })
  }
  if (act.act === 'pin' && act.id === null) return pin(context, null)
  const message = act.id === null ? null : await findChatMessage(db, { channelId: channel.id, id: act.id })
  if (!message) return outcome(actor.mayModerate ? 'unknown-message' : 'not-allowed')
  const isOwn = message.authorId === authorIdOf(actor)
  if (!actor.mayModerate && !(act.act === 'delete' && isOwn)) return outcome('not-allowed')
  if (!isOwn && !(await isWithinReach(context, message))) return outcome('unknown-message')
  // to pin a line does its author no harm
  if (!isOwn && act.act !== 'pin' && isProtected(context, message)) return outcome('not-allowed')
  switch (act.act) {
    case 'delete':
      return remove(context, message, isOwn)
    case 'pin':
      return (await isShown(context, message)) ? pin(context, message) : outcome('unknown-message')
    case 'time-out':
      return isOwn ? outcome('not-allowed') : ban(context, message, act.minutes)
    case 'ban':
      return isOwn ? outcome('not-allowed') : ban(context, message, null)
    case 'unban':
      return unban(context, message)
  }
}

/** Everybody who is in the chat may see it. An earlier broadcast's door is asked for anew: it may just have closed. */
async function isShown({ db, room }: Context, message: ChatMessage): Promise<boolean> {
  const { channel, broadcastId, doors } = room.row
  if (message.deletedAt !== null || !room.shows(message)) return false
  if (message.broadcastId === broadcastId) return true
  const door = await findDoor(db, { channelId: channel.id, broadcastId: message.broadcastId })
  return door !== null && doorsName([...doors, door]) === doorsName(doors)
}

/**
 * Lines of an earlier broadcast stay on the pages of those who were there, and may need moderating; not by who could not
 * see that broadcast. Ids are easily guessed.
 */
async function isWithinReach({ db, room, actor }: Context, message: ChatMessage): Promise<boolean> {
  const { broadcastId } = message
  if (broadcastId === room.row.broadcastId) return true
  const door = await findDoor(db, { channelId: room.row.channel.id, broadcastId })
  return door?.privacy !== 'private' || actor.mayRun
}

/** Moderators leave the owner and each other alone; the owner and operators need not. */
function isProtected({ actor }: Context, { authorKind }: ChatMessage): boolean {
  if (actor.isOwner || actor.account?.role === 'operator') return false
  return authorKind === 'owner' || authorKind === 'moderator'
}

async function remove(context: Context, message: ChatMessage, isOwn: boolean): Promise<Acted> {
  const { db, room, actor } = context
  const byId = authorIdOf(actor) ?? ''
  const { id } = message
  const isFirst = await deleteChatMessage(db, { channelId: room.row.channel.id, id, byId })
  if (isFirst && !isOwn) await audit(context, 'chat-message-deleted', message, { text: message.text })
  // told again where it was deleted before: who asks still sees it
  const changes: ChatChange[] = [{ kind: 'deleted', ids: [id] }]
  if (room.row.pinnedMessageId === id) changes.push({ kind: 'pinned', line: null })
  return outcome('done', ...changes)
}

async function pin(context: Context, message: ChatMessage | null): Promise<Acted> {
  const { db, room, actor } = context
  if (!actor.mayModerate) return outcome('not-allowed')
  await pinChatMessage(db, { channelId: room.row.channel.id, id: message?.id ?? null })
  await audit(context, message ? 'chat-message-pinned' : 'chat-message-unpinned', message)
  return outcome('done', { kind: 'pinned', line: message && room.lineOf(message) })
}

/** For good, and then all that they said goes; or for minutes. */
async function ban(context: Context, message: ChatMessage, minutes: number | null): Promise<Acted> {
  const { db, room, actor, addressOf, onUnplaced } = context
  const { authorId, authorName } = message
  const addressHash = addressOf(authorId)
  const channelId = room.row.channel.id
  const byId = authorIdOf(actor) ?? ''
  const isPut = await putChatBan(db, {
    ...{ id: randomUUID(), channelId, authorId, authorName, byId, addressHash },
    until: minutes === null ? null : new Date(Date.now() + minutes * 60_000),
  })
  if (minutes === null && addressHash === null) onUnplaced(authorId)
  if (minutes === null) await deleteChatMessagesOf(db, { channelId, authorId, byId })
  room.bans = await activeChatBans(db, channelId)
  room.tellSelves()
  if (isPut) {
    const isForGood = minutes === null
    await audit(context, isForGood ? 'chat-banned' : 'chat-timed-out', message, isForGood ? {} : { minutes })
  }
  return outcome('done', ...(minutes === null ? [{ kind: 'cleared', authorKey: room.keyOf(authorId) } as const] : []))
}

async function unban(context: Context, message: ChatMessage): Promise<Acted> {
  const { db, room } = context
  const channelId = room.row.channel.id
  if (!(await liftChatBan(db, { channelId, authorId: message.authorId }))) return outcome('done')
  room.bans = await activeChatBans(db, channelId)
  room.tellSelves()
  await audit(context, 'chat-unbanned', message)
  return outcome('done')
}

function audit(
  { db, room, actor, onUnlogged }: Context,
  action: AuditAction,
  message: ChatMessage | null,
  detail: Record<string, string | number> = {},
): Promise<void> {
  return writeAuditEntry(db, {
    ...{ actor: actor.account, action, target: `channel ${room.row.channel.slug}` },
    detail: { ...(message ? { author: message.authorName } : {}), ...detail },
  }).catch(onUnlogged)
}
