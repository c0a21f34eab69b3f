/** One channel's chat while somebody is in it: its newest lines, its rules, its bans, and who is there. Bounded memory. */

import type { ChatMessage } from '@shoal/db/chat-messages'
import { isWithinReach } from '@shoal/db/chat-reach'
import type { ChatRoomRow } from '@shoal/db/chat-rooms'
import type { ChatChange, ChatHello, ChatLine, ChatRules, ChatSelf } from '@shoal/protocol/chat'
import { CHAT_PAGE_LINES } from '@shoal/protocol/chat'
import { type BanList, barOf } from './bar-of.ts'
import type { Reader } from './chat-door.ts'
import type { ChatKeys } from './keys.ts'
import { authorIdOf, authorKindOf, authorNameOf, type Visitor } from './visitor.ts'
import { createWordFilter, type WordFilter } from './word-filter.ts'

/** The newest messages, deleted ones too: who was away for less than these needs no query. */
export const RING_LENGTH = 300
/** Authors whose last message is remembered, for slow mode. */
const MAX_REMEMBERED_AUTHORS = 5000

/** Somebody who is there, as the room sees them. */
export type Member = Reader & {
  /** When what the visitor is was asked for, if they are signed in. */
  checkedAtMs: number
  /** What they were told last of themselves. */
  told: string
  send: (change: ChatChange) => void
}

export class ChatRoom {
  row: ChatRoomRow
  bans: BanList = []
  pinned: ChatLine | null = null
  names: 'anyone' | 'accounts' = 'anyone'
  readonly members = new Set<Member>()
  /** The newest id that was looked at: everyone here was sent all that is for them up to it. */
  delivered = 0
  /** Since when there have been messages of a broadcast that the room does not know; null while there are none. */
  behindSinceMs: number | null = null
  readonly #keys: ChatKeys
  #ring: ChatMessage[] = []
  /** Whether there are older ones than the ring has. */
  #hasOlder = false
  /** By author, and by the place of guests. */
  readonly #lastSaidMs = new Map<string, number>()
  #words: { list: readonly string[]; filter: WordFilter } = { list: [], filter: () => false }

  constructor(row: ChatRoomRow, keys: ChatKeys) {
    this.row = row
    this.#keys = keys
  }

  /** What the database has; `messages` in order, the newest RING_LENGTH or all; up to `newestId`, which may not be shown. */
  fill(messages: readonly ChatMessage[], newestId: number): void {
    this.delivered = newestId
    this.#ring = [...messages]
    this.#hasOlder = messages.length >= RING_LENGTH
    for (const message of messages) this.#remember(message)
  }

  /**
   * New messages, in order; the lines to send. Left out is one that was here before, and one that was said behind
   * another door.
   */
  add(messages: readonly ChatMessage[]): ChatLine[] {
    const fresh = messages.filter((message) => message.id > this.delivered && this.shows(message))
    for (const message of fresh) this.#remember(message)
    this.delivered = Math.max(this.delivered, messages.at(-1)?.id ?? 0)
    this.#ring.push(...fresh)
    if (this.#ring.length > RING_LENGTH) {
      this.#ring.splice(0, this.#ring.length - RING_LENGTH)
      this.#hasOlder = true
    }
    return fresh.filter(({ deletedAt }) => deletedAt === null).map((message) => this.lineOf(message))
  }

  /** Whether everybody who is in the chat may see it. */
  shows(message: Pick<ChatMessage, 'broadcastId' | 'door' | 'at'>): boolean {
    return isWithinReach(this.row.reach, message)
  }

  /** Goes by another row from now on; in one go, so that nobody who comes sees what is not for them. */
  moveTo(row: ChatRoomRow): void {
    const { reach } = this.row
    if (row.reach.broadcastId !== reach.broadcastId && row.reach.door !== reach.door) this.pinned = null
    this.row = row
    this.#ring = this.#ring.filter((message) => this.shows(message))
  }

  lineOf({ id, at, authorId, authorName, authorKind, text }: ChatMessage): ChatLine {
    const key = this.#keys.author(this.row.channel.id, authorId)
    return { id, at: at.getTime(), author: { key, name: authorName, kind: authorKind }, text }
  }

  keyOf(authorId: string): string {
    return this.#keys.author(this.row.channel.id, authorId)
  }

  markDeleted(isMeant: (message: ChatMessage) => boolean): void {
    const now = new Date()
    for (const message of this.#ring) if (isMeant(message)) message.deletedAt ??= now
  }

  find(isMeant: (message: ChatMessage) => boolean): ChatMessage | undefined {
    return this.#ring.findLast(isMeant)
  }

  isBlocked(text: string): boolean {
    const list = this.row.settings.blockedWords
    if (JSON.stringify(list) !== JSON.stringify(this.#words.list)) {
      this.#words = { list, filter: createWordFilter(list) }
    }
    return this.#words.filter(text)
  }

  /**
   * 0 when they need not wait. Anybody can have another name at once: one that is newer than what a guest at the same
   * address said last waits for that.
   */
  slowModeMs(visitor: Visitor, nowMs: number): number {
    const own = this.#lastSaidMs.get(authorIdOf(visitor) ?? '') ?? Number.NEGATIVE_INFINITY
    const there = this.#lastSaidMs.get(placeOf(visitor) ?? '') ?? Number.NEGATIVE_INFINITY
    const last = there <= (visitor.guest?.since.getTime() ?? 0) ? Math.max(own, there) : own
    return Math.max(0, last + this.row.settings.slowSeconds * 1000 - nowMs)
  }

  noteSaid(visitor: Visitor, atMs: number): void {
    for (const key of [authorIdOf(visitor), placeOf(visitor)]) if (key !== null) this.#noteSaid(key, atMs)
  }

  /** It was not said after all. */
  forgetSaid(visitor: Visitor): void {
    for (const key of [authorIdOf(visitor), placeOf(visitor)]) if (key !== null) this.#lastSaidMs.delete(key)
  }

  #noteSaid(key: string, atMs: number): void {
    this.#lastSaidMs.delete(key)
    this.#lastSaidMs.set(key, atMs)
    const [oldest] = this.#lastSaidMs.keys()
    if (this.#lastSaidMs.size > MAX_REMEMBERED_AUTHORS && oldest !== undefined) this.#lastSaidMs.delete(oldest)
  }

  get rules(): ChatRules {
    const { isOn, mode, slowSeconds, linksAllowed } = this.row.settings
    return {
      isOn,
      mode: this.names === 'accounts' && mode === 'everyone' ? 'accounts' : mode,
      slowSeconds,
      linksAllowed,
    }
  }

  selfOf(visitor: Visitor): ChatSelf {
    const { bar, until } = barOf(visitor, {
      ...{ settings: this.row.settings, names: this.names, bans: this.bans, now: new Date() },
    })
    const authorId = authorIdOf(visitor)
    return {
      name: authorNameOf(visitor),
      key: authorId === null ? null : this.keyOf(authorId),
      kind: authorKindOf(visitor),
      mayModerate: visitor.mayModerate && !visitor.isOverlay,
      bar,
      barredUntil: until?.getTime() ?? null,
    }
  }

  /** Tells those for whom something changed. */
  tellSelves(): void {
    for (const member of this.members) this.tellSelf(member)
  }

  tellSelf(member: Member): void {
    const self = this.selfOf(member.visitor)
    const told = JSON.stringify(self)
    if (told === member.told) return
    member.told = told
    member.send({ kind: 'self', self })
  }

  hello(visitor: Visitor, after: number | undefined): ChatHello {
    const self = this.selfOf(visitor)
    const rest = { self, rules: this.rules, now: Date.now() }
    if (!this.row.settings.isOn) {
      return { ...rest, pinned: null, lines: [], hasGap: false, hasOlder: false, deleted: [] }
    }
    const oldest = this.#ring[0]?.id ?? 0
    const shown = this.#ring.filter(({ id, deletedAt }) => deletedAt === null && id > (after ?? 0))
    const lines = after === undefined ? shown.slice(-CHAT_PAGE_LINES) : shown
    const isGone = (message: ChatMessage) => message.deletedAt !== null && message.id <= (after ?? 0)
    return {
      ...rest,
      pinned: this.pinned,
      lines: lines.map((message) => this.lineOf(message)),
      hasGap: after !== undefined && this.#hasOlder && after < oldest,
      hasOlder: this.#hasOlder || lines.length < shown.length || (after !== undefined && after > 0),
      deleted: this.#ring.filter(isGone).map(({ id }) => id),
    }
  }

  #remember({ id, authorId, at }: ChatMessage): void {
    this.delivered = Math.max(this.delivered, id)
    this.#noteSaid(authorId, at.getTime())
  }
}

/** Null for accounts, which nobody has another of at once. */
function placeOf({ account, guest, addressHash }: Visitor): string | null {
  return account || !guest ? null : `at ${addressHash}`
}
