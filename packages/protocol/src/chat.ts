/** The words of a channel's chat: its settings, its lines, and what a page and the chat say to each other (socket.io). */

import { z } from 'zod'
import { channelSlugSchema } from './channel-slug.ts'

/** Where socket.io listens on the web app. */
export const CHAT_PATH = '/chat/'
/** Code points, once a text is cleaned. */
export const MAX_CHAT_TEXT = 500
export const MAX_CHAT_NAME = 24
/** Lines that one page of history has at most, and that a client gets when it comes. */
export const CHAT_PAGE_LINES = 100
export const MAX_SLOW_SECONDS = 3600
export const MAX_BLOCKED_WORDS = 500
/** The longest time-out; what is longer is a ban. */
export const MAX_TIMEOUT_MINUTES = 20_160

/** Who may write: `everyone` with a name, `followers` of the channel, or `accounts`. The server's setting may ask for more. */
export const chatModeSchema = z.enum(['everyone', 'followers', 'accounts'])
export type ChatMode = z.infer<typeof chatModeSchema>

/** A channel's chat, as who runs it changes it; what is left out stays as it is. */
export const chatSettingsChangeSchema = z
  .object({
    /** Off: nobody sees a chat, and nothing is kept. */
    isOn: z.boolean(),
    mode: chatModeSchema,
    /** Between two messages of one author; 0 is as fast as they like. Moderators are not held up. */
    slowSeconds: z.int().min(0).max(MAX_SLOW_SECONDS),
    linksAllowed: z.boolean(),
    /** Whole words or phrases; a `*` at an end stands for more letters: `spam*`. Case, accents and look-alikes count as the same. */
    blockedWords: z.array(z.string().trim().min(1).max(60)).max(MAX_BLOCKED_WORDS),
    /** Beside recordings, too. */
    isReplayed: z.boolean(),
  })
  .exactPartial()

const changed = chatSettingsChangeSchema.shape
/** Kept as one JSON value, so every field has a default. */
export const chatSettingsSchema = z.object({
  isOn: changed.isOn.unwrap().default(true),
  mode: changed.mode.unwrap().default('everyone'),
  slowSeconds: changed.slowSeconds.unwrap().default(0),
  linksAllowed: changed.linksAllowed.unwrap().default(true),
  blockedWords: changed.blockedWords.unwrap().default([]),
  isReplayed: changed.isReplayed.unwrap().default(true),
})
export type ChatSettings = z.infer<typeof chatSettingsSchema>

export const DEFAULT_CHAT_SETTINGS: ChatSettings = chatSettingsSchema.parse({})

/** What everyone in a chat is told of its settings; the blocked words are nobody's reading. */
export const chatRulesSchema = chatSettingsSchema.omit({ blockedWords: true, isReplayed: true })
export type ChatRules = z.infer<typeof chatRulesSchema>

export const chatAuthorKindSchema = z.enum(['owner', 'moderator', 'account', 'guest'])
export type ChatAuthorKind = z.infer<typeof chatAuthorKindSchema>

/** One message. Ids are given by the database, and their order is the chat's order. */
export const chatLineSchema = z.object({
  id: z.int().positive(),
  /** Unix milliseconds, by the server's clock. */
  at: z.int(),
  author: z.object({
    /** The same for one author in one channel; says nothing else. */
    key: z.string(),
    name: z.string(),
    kind: chatAuthorKindSchema,
  }),
  text: z.string(),
})
export type ChatLine = z.infer<typeof chatLineSchema>

/** Why somebody may not write just now. */
export const chatBarSchema = z.enum([
  'chat-off',
  'name-needed',
  'sign-in-needed',
  'follow-needed',
  'timed-out',
  'banned',
  /** Somebody at the same address was just banned, and this guest's name is younger than that. */
  'address-paused',
])
export type ChatBar = z.infer<typeof chatBarSchema>

/** Who the page's reader is in this chat. */
export const chatSelfSchema = z.object({
  /** Null until there is a name. */
  name: z.string().nullable(),
  key: z.string().nullable(),
  kind: chatAuthorKindSchema,
  mayModerate: z.boolean(),
  /** Null: may write. */
  bar: chatBarSchema.nullable(),
  /** When a time-out or an address's pause is over; Unix milliseconds. */
  barredUntil: z.int().nullable(),
})
export type ChatSelf = z.infer<typeof chatSelfSchema>

/** What a client brings when it connects. */
export const chatHandshakeSchema = z.object({
  channel: channelSlugSchema,
  /** The newest line that the client has: it gets those after it. */
  after: z.int().nonnegative().optional(),
  /** Opens the chat of a channel that is not public for an overlay; reads only. */
  overlayKey: z.string().max(100).optional(),
})
export type ChatHandshake = z.infer<typeof chatHandshakeSchema>

/** Why a connection was not let in: the message of socket.io's `connect_error`. */
export const chatDoorSchema = z.enum(['unknown-channel', 'password', 'sign-in', 'bad-request', 'full', 'failed'])
export type ChatDoor = z.infer<typeof chatDoorSchema>

/** `hello`: the first thing after each connect. */
export const chatHelloSchema = z.object({
  self: chatSelfSchema,
  rules: chatRulesSchema,
  pinned: chatLineSchema.nullable(),
  /** After the client's `after`, or the newest; in order. */
  lines: z.array(chatLineSchema),
  /** There are more between `after` and the first of `lines`: history has them. */
  hasGap: z.boolean(),
  /** There are older ones than all that the client has now. */
  hasOlder: z.boolean(),
  /** Of the lines up to `after`, those deleted since, as far as the chat remembers. */
  deleted: z.array(z.int()),
  /** The server's clock. */
  now: z.int(),
})
export type ChatHello = z.infer<typeof chatHelloSchema>

/** `change`: something other than a new line. */
export const chatChangeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('deleted'), ids: z.array(z.int()) }),
  /** All lines of one author are gone. */
  z.object({ kind: z.literal('cleared'), authorKey: z.string() }),
  z.object({ kind: z.literal('pinned'), line: chatLineSchema.nullable() }),
  z.object({ kind: z.literal('rules'), rules: chatRulesSchema }),
  z.object({ kind: z.literal('self'), self: chatSelfSchema }),
  /** The reader may no longer be here; the connection ends. */
  z.object({ kind: z.literal('closed'), why: chatDoorSchema }),
])
export type ChatChange = z.infer<typeof chatChangeSchema>

/** `say`. The client's id makes a second sending of the same message harmless. */
export const chatSaySchema = z.object({
  clientId: z.string().regex(/^[\w-]{8,40}$/),
  text: z.string().max(4 * MAX_CHAT_TEXT),
})
export type ChatSay = z.infer<typeof chatSaySchema>

export const chatRefusalSchema = z.enum([
  ...chatBarSchema.options,
  'empty',
  'too-long',
  'blocked-word',
  'no-links',
  'slow-mode',
  'too-fast',
  'busy',
  'failed',
])
export type ChatRefusal = z.infer<typeof chatRefusalSchema>

export const chatSaidSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sent'), id: z.int() }),
  z.object({ kind: z.literal('refused'), why: chatRefusalSchema, retryAfterMs: z.int().optional() }),
])
export type ChatSaid = z.infer<typeof chatSaidSchema>

/** `history`: the lines next to one, in order. */
export const chatHistoryAskSchema = z.union([
  z.object({ before: z.int().positive() }),
  z.object({ after: z.int().nonnegative() }),
])
export type ChatHistoryAsk = z.infer<typeof chatHistoryAskSchema>
export const chatHistorySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lines'), lines: z.array(chatLineSchema), hasMore: z.boolean() }),
  z.object({ kind: z.literal('refused'), why: z.enum(['bad-request', 'too-fast', 'failed']) }),
])
export type ChatHistory = z.infer<typeof chatHistorySchema>

/** `act`: what moderators do. An author is named by one of their lines. Anybody may delete a line of their own. */
export const chatActSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('delete'), id: z.int() }),
  z.object({ act: z.literal('time-out'), id: z.int(), minutes: z.int().min(1).max(MAX_TIMEOUT_MINUTES) }),
  z.object({ act: z.literal('ban'), id: z.int() }),
  z.object({ act: z.literal('unban'), id: z.int() }),
  z.object({ act: z.literal('pin'), id: z.int().nullable() }),
  z.object({ act: z.literal('slow'), seconds: z.int().min(0).max(MAX_SLOW_SECONDS) }),
])
export type ChatAct = z.infer<typeof chatActSchema>
export const chatActedSchema = z.enum(['done', 'not-allowed', 'unknown-message', 'bad-request', 'failed'])
export type ChatActed = z.infer<typeof chatActedSchema>

/** One ban or time-out, for who minds the chat. */
export const chatBanSchema = z.object({
  id: z.string(),
  name: z.string(),
  isGuest: z.boolean(),
  /** ISO 8601; null is for good. */
  until: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  byName: z.string(),
})
export type ChatBan = z.infer<typeof chatBanSchema>

/** A window of a recording's chat, by the wall clock of when it was said. */
export const chatReplayQuerySchema = z.object({
  /** Unix milliseconds; `to` excluded. */
  from: z.coerce.number().int(),
  to: z.coerce.number().int(),
})
export const chatReplaySchema = z.object({
  lines: z.array(chatLineSchema),
  /** Up to when `lines` is complete: `to`, or less where there are too many for one answer. */
  until: z.int(),
})
export type ChatReplay = z.infer<typeof chatReplaySchema>

export const chatNameSchema = z.object({ name: z.string().max(4 * MAX_CHAT_NAME) })
