/** The chats that somebody is in: opened with the first who comes, kept up with the database, forgotten after the last. */

import { activeChatBans } from '@shoal/db/chat-bans'
import { type ChatMessage, chatMessages, findChatMessage } from '@shoal/db/chat-messages'
import { type ChatRoomRow, chatRooms } from '@shoal/db/chat-rooms'
import type { Database } from '@shoal/db/database'
import type { ChatLine } from '@shoal/protocol/chat'
import type { ServerSettings } from '@shoal/protocol/server-settings'
import { ChatRoom, RING_LENGTH } from './chat-room.ts'
import type { ChatKeys } from './keys.ts'
import { lookAgain, shutOut } from './who-is-here.ts'

const POLL_EVERY_MS = 1000
/** Passwords that were given, and overlays' keys, hold for a time only. */
const READERS_CHECKED_EVERY_MS = 1900
/** An empty room is kept this long, for who comes right back. */
const FORGET_AFTER_MS = 60_000
const CATCH_UP_LINES = 500

type Options = {
  db: Database
  keys: ChatKeys
  settings: () => Promise<Pick<ServerSettings, 'chatNames'>>
  /** New lines of a room, in order, for everyone in it here. */
  onLines: (room: ChatRoom, lines: ChatLine[]) => void
  secret: () => string
  onFailure: (error: unknown) => void
}

export class ChatRooms {
  readonly #options: Options
  readonly #rooms = new Map<string, ChatRoom>()
  readonly #opening = new Map<string, Promise<ChatRoom | null>>()
  readonly #emptySince = new Map<ChatRoom, number>()
  /** Of a room, what is being done to it in turn. */
  readonly #turns = new WeakMap<ChatRoom, Promise<void>>()
  #sweptAtMs = 0
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
  }

  get count(): number {
    return this.#rooms.size
  }

  all(): ChatRoom[] {
    return [...this.#rooms.values()]
  }

  get(channelId: string): ChatRoom | undefined {
    return this.#rooms.get(channelId)
  }

  /** Null where there is no such channel. */
  async open(slug: string): Promise<ChatRoom | null> {
    for (const room of this.#rooms.values()) if (room.row.channel.slug === slug) return room
    let opening = this.#opening.get(slug)
    if (!opening) {
      opening = this.#read(slug).finally(() => this.#opening.delete(slug))
      this.#opening.set(slug, opening)
    }
    return opening
  }

  async #read(slug: string): Promise<ChatRoom | null> {
    const { db, keys, settings } = this.#options
    const [row] = await chatRooms(db, { slug })
    if (!row) return null
    const known = this.#rooms.get(row.channel.id)
    if (known) return known
    const room = new ChatRoom(row, keys)
    const [messages, bans, { chatNames }] = await Promise.all([
      this.#newest(row),
      activeChatBans(db, row.channel.id),
      settings(),
    ])
    room.fill(messages)
    Object.assign(room, { bans, names: chatNames, pinned: await this.#pinned(room) })
    this.#rooms.set(row.channel.id, room)
    this.#emptySince.set(room, Date.now())
    this.#schedule()
    return room
  }

  #newest({ channel, broadcastId }: ChatRoomRow): Promise<ChatMessage[]> {
    return chatMessages(this.#options.db, {
      ...{ channelId: channel.id, broadcastId, limit: RING_LENGTH, withDeleted: true },
    })
  }

  async #pinned(room: ChatRoom): Promise<ChatLine | null> {
    const { channel, broadcastId, pinnedMessageId: id } = room.row
    if (id === null) return null
    const message = await findChatMessage(this.#options.db, { channelId: channel.id, id })
    // one that was pinned in an earlier broadcast's chat is for who could see that
    const isShown = message?.deletedAt === null && message.broadcastId === broadcastId
    return isShown ? room.lineOf(message) : null
  }

  /** Reads what other processes wrote, and sends it on. Calls of one room take turns. */
  catchUp(room: ChatRoom): Promise<void> {
    return this.inTurn(room, async () => {
      for (;;) {
        const { channel, broadcastId } = room.row
        const messages = await chatMessages(this.#options.db, {
          ...{ channelId: channel.id, broadcastId, after: room.delivered, limit: CATCH_UP_LINES, withDeleted: true },
        })
        this.#options.onLines(room, room.add(messages))
        if (messages.length < CATCH_UP_LINES) return
      }
    })
  }

  inTurn(room: ChatRoom, act: () => Promise<void> | void): Promise<void> {
    const turn = (this.#turns.get(room) ?? Promise.resolve()).then(act).catch(this.#options.onFailure)
    this.#turns.set(room, turn)
    return turn
  }

  /** Reads again what a room goes by, and tells those whom it concerns. */
  async refresh(): Promise<void> {
    const rooms = [...this.#rooms.values()]
    if (rooms.length === 0) return
    const ids = rooms.map(({ row }) => row.channel.id)
    const { db, secret, settings } = this.#options
    const present = rooms.flatMap((room) => [...room.members].map((member) => ({ room, member })))
    const looking = lookAgain(db, present, secret)
    const [rows, { chatNames }] = await Promise.all([chatRooms(db, { ids }), settings(), looking])
    const isSweep = Date.now() - this.#sweptAtMs > READERS_CHECKED_EVERY_MS
    if (isSweep) this.#sweptAtMs = Date.now()
    const found = new Map(rows.map((row) => [row.channel.id, row]))
    for (const room of rooms) {
      const row = found.get(room.row.channel.id)
      if (row) await this.#update(room, row, chatNames)
      else this.#remove(room)
      if (isSweep) shutOut(room, room.members, secret)
    }
  }

  async #update(room: ChatRoom, row: ChatRoomRow, names: 'anyone' | 'accounts'): Promise<void> {
    const before = room.row
    const pinnedBefore = room.pinned
    const rulesBefore = JSON.stringify(room.rules)
    const isOtherBroadcast = before.broadcastId !== row.broadcastId
    room.row = row
    room.names = names
    // before anything that is said behind the new door
    if (before.doorKey !== row.doorKey) shutOut(room, room.members, this.#options.secret)
    if (isOtherBroadcast) {
      // in one go with the row: what was said behind the last one's door is not for who comes in by the next one's
      room.fill([])
      room.pinned = null
    }
    if (before.bansKey !== row.bansKey) room.bans = await activeChatBans(this.#options.db, row.channel.id)
    if (isOtherBroadcast) await this.catchUp(room)
    const rules = room.rules
    const hasNewRules = rulesBefore !== JSON.stringify(rules)
    if (isOtherBroadcast || before.pinnedMessageId !== row.pinnedMessageId) {
      room.pinned = await this.#pinned(room)
      const { pinned: line } = room
      if (line?.id !== pinnedBefore?.id) for (const member of room.members) member.send({ kind: 'pinned', line })
    }
    if (hasNewRules) for (const member of room.members) member.send({ kind: 'rules', rules })
    room.tellSelves()
  }

  #remove(room: ChatRoom): void {
    this.#rooms.delete(room.row.channel.id)
    this.#emptySince.delete(room)
    for (const member of room.members) member.send({ kind: 'closed', why: 'unknown-channel' })
  }

  #forgetEmpty(): void {
    const now = Date.now()
    for (const room of this.#rooms.values()) {
      if (room.members.size > 0) this.#emptySince.delete(room)
      else {
        const since = this.#emptySince.get(room) ?? now
        this.#emptySince.set(room, since)
        if (now - since > FORGET_AFTER_MS) this.#remove(room)
      }
    }
  }

  #schedule(): void {
    if (this.#timer || this.#isClosed || this.#rooms.size === 0) return
    this.#timer = setTimeout(async () => {
      await this.refresh().catch(this.#options.onFailure)
      this.#forgetEmpty()
      this.#timer = null
      this.#schedule()
    }, POLL_EVERY_MS)
    this.#timer.unref()
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer) clearTimeout(this.#timer)
  }
}
