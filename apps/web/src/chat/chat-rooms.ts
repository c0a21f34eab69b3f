/** The chats that somebody is in: opened with the first who comes, kept up with the database, forgotten after the last. */

import { activeChatBans } from '@shoal/db/chat-bans'
import { chatMessages, chatMessagesAfter, findChatMessage, newestChatMessageId } from '@shoal/db/chat-messages'
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
  #refreshing: Promise<void> | null = null
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
    const channelId = row.channel.id
    const newest = newestChatMessageId(db, channelId)
    const [bans, { chatNames }, newestId] = await Promise.all([activeChatBans(db, channelId), settings(), newest])
    room.fill(await chatMessages(db, { channelId, ...row.reach, limit: RING_LENGTH, withDeleted: true }), newestId)
    Object.assign(room, { bans, names: chatNames, pinned: await this.#pinned(room) })
    this.#rooms.set(row.channel.id, room)
    this.#emptySince.set(room, Date.now())
    this.#schedule()
    return room
  }

  async #pinned(room: ChatRoom): Promise<ChatLine | null> {
    const { channel, pinnedMessageId: id } = room.row
    if (id === null) return null
    const message = await findChatMessage(this.#options.db, { channelId: channel.id, id })
    // one that was pinned behind another door is for who could see that
    return message?.deletedAt === null && room.shows(message) ? room.lineOf(message) : null
  }

  /** Reads what other processes wrote, and sends it on. Calls of one room take turns. */
  catchUp(room: ChatRoom): Promise<void> {
    return this.#catchUp(room, false)
  }

  /** `isCertain`: the room is as new as its messages. */
  #catchUp(room: ChatRoom, isCertain: boolean): Promise<void> {
    return this.inTurn(room, async () => {
      for (;;) {
        const query = { channelId: room.row.channel.id, after: room.delivered, limit: CATCH_UP_LINES }
        const messages = await chatMessagesAfter(this.#options.db, query)
        const { recentBroadcastIds: known } = room.row
        if (!isCertain && messages.some(({ broadcastId: id }) => id !== null && !known.includes(id))) {
          // another process has heard of the next broadcast before this one
          room.behindSinceMs ??= Date.now()
          void this.refresh().catch(this.#options.onFailure)
          return
        }
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
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  async #refresh(): Promise<void> {
    const startedAtMs = Date.now()
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
      if (row) await this.#update(room, { row, names: chatNames, readAtMs: startedAtMs })
      else this.#remove(room)
      if (isSweep) shutOut(room, room.members, secret)
    }
  }

  async #update(
    room: ChatRoom,
    { row, names, readAtMs }: { row: ChatRoomRow; names: 'anyone' | 'accounts'; readAtMs: number },
  ): Promise<void> {
    const before = room.row
    const pinnedBefore = room.pinned
    const rulesBefore = JSON.stringify(room.rules)
    const isOtherBroadcast = before.broadcastId !== row.broadcastId
    room.moveTo(row)
    room.names = names
    // before anything that is said behind the new door
    if (before.doorKey !== row.doorKey) shutOut(room, room.members, this.#options.secret)
    const isCertain = isOtherBroadcast || (room.behindSinceMs !== null && room.behindSinceMs < readAtMs)
    if (isCertain) room.behindSinceMs = null
    if (before.bansKey !== row.bansKey) room.bans = await activeChatBans(this.#options.db, row.channel.id)
    if (isCertain) await this.#catchUp(room, true)
    const rules = room.rules
    const hasNewRules = rulesBefore !== JSON.stringify(rules)
    const isOtherReach = JSON.stringify(before.reach) !== JSON.stringify(row.reach)
    if (isOtherReach || before.pinnedMessageId !== row.pinnedMessageId) {
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
