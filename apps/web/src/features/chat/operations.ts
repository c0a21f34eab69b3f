/** The chat's part of the HTTP API: a guest's name, a recording's chat, and what who minds a chat sees. */

import { writeAuditEntry } from '@shoal/db/audit'
import { liftChatBan, listChatBans } from '@shoal/db/chat-bans'
import { findChatOfBroadcast, replayedMessages } from '@shoal/db/chat-messages'
import { overlayEdition, renewOverlayEdition } from '@shoal/db/chat-settings'
import {
  type ChatLine,
  chatBanSchema,
  chatNameSchema,
  chatReplayQuerySchema,
  chatReplaySchema,
  MAX_CHAT_NAME,
} from '@shoal/protocol/chat'
import { isVisible } from '@shoal/protocol/plain-text'
import { z } from 'zod'
import { cleanText, codePoints } from '../../chat/clean-text.ts'
import { findGuest, guestCookie } from '../../chat/guest-pass.ts'
import { createChatKeys, overlayKey } from '../../chat/keys.ts'
import { createReservedNames } from '../../chat/reserved-names.ts'
import { pageAddress } from '../../server/addresses.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { maySee } from '../../server/may-see.ts'
import { operation } from '../../server/operation.ts'
import { viewerAccess } from '../../server/privacy.ts'
import { readSecret } from '../../server/secrets.ts'
import { singleton } from '../../server/singleton.ts'
import { slugParams } from '../channels/slug-params.ts'

const MOST_REPLAYED = 500
const broadcastParams = z.object({ broadcastId: z.string().min(1).max(60) })
const banParams = slugParams.extend({ banId: z.string().max(60) })
const overlaySchema = z.object({
  /** Where the overlay is on this server, with its key. */
  path: z.string(),
})

const isReserved = singleton('reserved-names', () => createReservedNames(database()))
const secret = () => readSecret(serverConfig().secretsFolder, 'auth-secret')
const overlayPath = (channel: { id: string; slug: string }, edition: number) =>
  `/overlay/${channel.slug}?key=${overlayKey(secret(), channel.id, edition)}`

export const setChatName = operation({
  id: 'setChatName',
  summary: 'Say what to be called in chats without an account',
  description: 'Not as an account or a channel, nor so that it could be taken for one.',
  tags: ['Chat'],
  method: 'PUT',
  path: '/chat/name',
  scope: 'public',
  body: chatNameSchema,
  answers: { 204: null },
  refusals: { 'name-empty': 400, 'name-too-long': 400, 'name-taken': 409 },
  limit: { most: 200, seconds: 600 },
  async handle({ request, body, refuse }) {
    const name = cleanText(body.name)
    if (!isVisible(name)) return refuse('name-empty')
    if (codePoints(name) > MAX_CHAT_NAME) return refuse('name-too-long')
    if (await isReserved()(name)) return refuse('name-taken')
    const before = await findGuest(request.headers, secret())
    const isSecure = pageAddress(request.headers, serverConfig()).protocol === 'https:'
    return { status: 204, headers: { 'Set-Cookie': await guestCookie(name, { before, secret: secret(), isSecure }) } }
  },
})

export const readReplayedChat = operation({
  id: 'readBroadcastChat',
  summary: 'Read what was said in chat from one moment of a broadcast until another',
  tags: ['Chat'],
  method: 'GET',
  path: '/broadcasts/{broadcastId}/chat',
  scope: 'public',
  moreWith: 'chat:read',
  params: broadcastParams,
  query: chatReplayQuerySchema,
  answers: { 200: chatReplaySchema },
  refusals: { 'unknown-broadcast': 404, password: 403, 'sign-in': 403, 'bad-window': 400 },
  limit: { most: 1200, seconds: 60 },
  async handle({ request, account, params, query, refuse }) {
    if (query.to <= query.from || Math.abs(query.from) > 8e15 || query.to > 8e15) return refuse('bad-window')
    const found = await findChatOfBroadcast(database(), params.broadcastId)
    if (!found) return refuse('unknown-broadcast')
    const { channel, privacy, settings } = found
    const nothing: ChatLine[] = []
    const broadcast = { id: params.broadcastId }
    const isOpen = await maySee({ request, account }, { channel, privacy, broadcast })
    const access = isOpen ? 'open' : await viewerAccess(request.headers, { channel, broadcast })
    if (access === 'hidden') return refuse('unknown-broadcast')
    if (access !== 'open') return refuse(access)
    if (!settings.isOn || !settings.isReplayed) return { status: 200, body: { lines: nothing, until: query.to } }
    const messages = await replayedMessages(database(), {
      ...{ broadcastId: params.broadcastId, from: new Date(query.from), to: new Date(query.to), limit: MOST_REPLAYED },
    })
    const keys = createChatKeys(readSecret(serverConfig().secretsFolder, 'chat-secret'))
    const lines = messages.map(({ id, at, authorId, authorName, authorKind, text }) => ({
      ...{ id, at: at.getTime(), text },
      author: { key: keys.author(channel.id, authorId), name: authorName, kind: authorKind },
    }))
    const last = lines.at(-1)?.at ?? query.to
    const isWhole = lines.length < MOST_REPLAYED
    // the last moment of a full page may have more lines: it is asked for again, unless it is all there is
    const until = isWhole ? query.to : Math.max(last, query.from + 1)
    const shown = isWhole || last === query.from ? lines : lines.filter(({ at }) => at < last)
    return { status: 200, body: { lines: shown, until } }
  },
})

export const readChatBans = operation({
  id: 'listChatBans',
  summary: 'See who may not write in the channel’s chat',
  tags: ['Chat'],
  method: 'GET',
  path: '/channels/{slug}/chat/bans',
  scope: 'chat:moderate',
  right: 'moderate',
  params: slugParams,
  answers: { 200: z.object({ bans: z.array(chatBanSchema) }) },
  async handle({ channel }) {
    const rows = await listChatBans(database(), channel.id)
    const bans = rows.map(({ id, authorId, authorName, until, createdAt, byName }) => ({
      ...{ id, name: authorName, isGuest: authorId.startsWith('guest:'), byName },
      ...{ until: until?.toISOString() ?? null, createdAt: createdAt.toISOString() },
    }))
    return { status: 200, body: { bans } }
  },
})

export const deleteChatBan = operation({
  id: 'liftChatBan',
  summary: 'Let somebody write in the channel’s chat again',
  tags: ['Chat'],
  method: 'DELETE',
  path: '/channels/{slug}/chat/bans/{banId}',
  scope: 'chat:moderate',
  right: 'moderate',
  params: banParams,
  answers: { 204: null },
  refusals: { 'unknown-ban': 404 },
  async handle({ account, channel, params, refuse }) {
    const lifted = await liftChatBan(database(), { channelId: channel.id, id: params.banId })
    if (!lifted) return refuse('unknown-ban')
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'chat-unbanned', target: `channel ${channel.slug}` },
      detail: { author: lifted.authorName },
    })
    return { status: 204 }
  },
})

export const readChatOverlay = operation({
  id: 'readChatOverlay',
  summary: 'See the address of the chat’s overlay for OBS',
  tags: ['Chat'],
  method: 'GET',
  path: '/channels/{slug}/chat/overlay',
  scope: 'session',
  right: 'run',
  params: slugParams,
  answers: { 200: overlaySchema },
  async handle({ channel }) {
    return { status: 200, body: { path: overlayPath(channel, await overlayEdition(database(), channel.id)) } }
  },
})

export const renewChatOverlay = operation({
  id: 'renewChatOverlay',
  summary: 'Make a new key for the chat’s overlay; the one until now opens nothing any more',
  tags: ['Chat'],
  method: 'POST',
  path: '/channels/{slug}/chat/overlay',
  scope: 'session',
  right: 'run',
  params: slugParams,
  answers: { 200: overlaySchema },
  async handle({ account, channel }) {
    const edition = await renewOverlayEdition(database(), channel.id)
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'chat-overlay-renewed', target: `channel ${channel.slug}` },
    })
    return { status: 200, body: { path: overlayPath(channel, edition) } }
  },
})
