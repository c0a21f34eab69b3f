/** A page's side of a chat: connects, comes back with what it has, and keeps what is shown and what is being sent. */

import {
  CHAT_PATH,
  type ChatAct,
  type ChatActed,
  type ChatChange,
  type ChatDoor,
  type ChatHistoryAsk,
  type ChatLine,
  type ChatRefusal,
  type ChatRules,
  type ChatSelf,
  chatActedSchema,
  chatChangeSchema,
  chatDoorSchema,
  chatHelloSchema,
  chatHistorySchema,
  chatLineSchema,
  chatSaidSchema,
} from '@shoal/protocol/chat'
import type { Socket } from 'socket.io-client'
import { z } from 'zod'
import { loadPart } from '../../ui/load-part.ts'
import { addNewer, addNewest, addOlder, type ChatLines, NO_LINES, removeLines } from './chat-lines.ts'

const ANSWER_WITHIN_MS = 8000
const RETRY_MS = { first: 500, most: 5000 }
const ACT_SAID_MS = 8000

/** A message of one's own on its way. */
export type Pending = { clientId: string; text: string; state: 'sending' | 'refused'; why: ChatRefusal | null }

export type ChatState = {
  connection: 'connecting' | 'online' | 'away' | 'shut'
  /** Why the chat is shut for this reader. */
  door: ChatDoor | null
  self: ChatSelf | null
  rules: ChatRules | null
  pinned: ChatLine | null
  lines: ChatLines
  pending: readonly Pending[]
  /** Lines that came since the page was told so; for who has scrolled away. */
  arrived: number
  /** Why what a moderator just did was not done. */
  refusedAct: Exclude<ChatActed, 'done'> | null
}

const START: ChatState = {
  ...{ connection: 'connecting', door: null, self: null, rules: null, pinned: null },
  ...{ lines: NO_LINES, pending: [], arrived: 0, refusedAct: null },
}

export type Refused = { why: ChatRefusal; retryAfterMs: number | null }

export class ChatClient {
  readonly #channel: string
  readonly #overlayKey: string | undefined
  readonly #listeners = new Set<() => void>()
  #socket: Socket | null = null
  #isStopped = true
  #actSaid: ReturnType<typeof setTimeout> | undefined
  #state = START

  constructor(channel: string, overlayKey?: string) {
    this.#channel = channel
    this.#overlayKey = overlayKey
  }

  readonly snapshot = (): ChatState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Returns the undo. */
  start(): () => void {
    this.#isStopped = false
    void this.#connect()
    return () => {
      this.#isStopped = true
      this.#socket?.disconnect()
      this.#socket = null
    }
  }

  /** With another name, or another account. */
  comeAgain(): void {
    this.#socket?.disconnect()
    this.#set({ connection: 'connecting', door: null })
    this.#socket?.connect()
  }

  /** Follows the channel now, perhaps. */
  lookAgain(): void {
    this.#socket?.emit('again')
  }

  async #connect(): Promise<void> {
    const { io } = await loadPart(() => import('socket.io-client'))
    if (this.#isStopped || this.#socket) return
    const socket = io({
      ...{ path: CHAT_PATH, transports: ['websocket', 'polling'], tryAllTransports: true, forceNew: true },
      ...{ reconnectionDelay: RETRY_MS.first, reconnectionDelayMax: RETRY_MS.most, randomizationFactor: 0.5 },
      auth: (give) =>
        give({
          channel: this.#channel,
          ...(this.#state.self && { after: this.#state.lines.newest }),
          ...(this.#overlayKey !== undefined && { overlayKey: this.#overlayKey }),
        }),
    })
    this.#socket = socket
    socket.on('hello', (raw) => this.#greet(raw))
    socket.on('lines', (raw) => this.#arrive(z.array(chatLineSchema).catch([]).parse(raw)))
    socket.on('change', (raw) => {
      const change = chatChangeSchema.safeParse(raw)
      if (change.success) this.#change(change.data)
    })
    socket.on('disconnect', () => {
      if (this.#state.connection !== 'shut') this.#set({ connection: 'away' })
    })
    socket.on('connect_error', (error) => {
      const door = chatDoorSchema.safeParse(error.message)
      // an answer of ours ends the tries of socket.io, anything else does not
      if (socket.active) this.#set({ connection: 'away' })
      else if (door.success && door.data !== 'failed' && door.data !== 'full') this.#shut(door.data)
      else {
        this.#set({ connection: 'away' })
        setTimeout(() => !this.#isStopped && socket.connect(), RETRY_MS.most * (0.5 + Math.random()))
      }
    })
  }

  #greet(raw: unknown): void {
    const hello = chatHelloSchema.safeParse(raw)
    if (!hello.success) return
    const { self, rules, pinned, lines: fresh, hasGap, hasOlder, deleted } = hello.data
    const isFirst = this.#state.self === null
    const before = this.#state.lines
    const gone = new Set(deleted)
    const kept = removeLines(before, ({ id }) => gone.has(id))
    let lines = addNewest(kept, fresh)
    if (isFirst) lines = { ...lines, hasOlder }
    // the page shows one stretch without holes: older lines are a scroll away
    else if (hasGap && !before.hasNewer)
      lines = addNewest({ ...NO_LINES, hasOlder: true, newest: before.newest }, fresh)
    this.#set({
      ...{ connection: 'online', door: null, self, rules, pinned, lines },
      arrived: isFirst ? 0 : this.#state.arrived + fresh.length,
    })
    this.#settle()
    for (const { clientId, state, text } of this.#state.pending)
      if (state === 'sending') void this.#send(clientId, text)
  }

  #arrive(fresh: ChatLine[]): void {
    if (fresh.length === 0) return
    this.#set({ lines: addNewest(this.#state.lines, fresh), arrived: this.#state.arrived + fresh.length })
    this.#settle()
  }

  #change(change: ChatChange): void {
    if (change.kind === 'closed') this.#shut(change.why)
    else this.#set(this.#changedBy(change))
  }

  #changedBy(change: Exclude<ChatChange, { kind: 'closed' }>): Partial<ChatState> {
    const { lines, pinned } = this.#state
    switch (change.kind) {
      case 'deleted':
        return { lines: removeLines(lines, ({ id }) => change.ids.includes(id)) }
      case 'cleared': {
        const isTheirs = (line: ChatLine) => line.author.key === change.authorKey
        return { lines: removeLines(lines, isTheirs), pinned: pinned && isTheirs(pinned) ? null : pinned }
      }
      case 'pinned':
        return { pinned: change.line }
      case 'rules':
        return { rules: change.rules }
      case 'self':
        return { self: change.self }
    }
  }

  #shut(door: ChatDoor): void {
    this.#set({ connection: 'shut', door, lines: NO_LINES, pinned: null, self: null })
  }

  /** Resolves to null once it is said; a message whose answer does not come is sent again with the next connection. */
  say(text: string): Promise<Refused | null> {
    const clientId = crypto.getRandomValues(new Uint32Array(4)).join('-').slice(0, 40)
    this.#set({ pending: [...this.#state.pending, { clientId, text, state: 'sending', why: null }] })
    return this.#send(clientId, text)
  }

  again(clientId: string): void {
    const found = this.#state.pending.find((one) => one.clientId === clientId)
    if (!found) return
    this.#amend(clientId, { state: 'sending', why: null })
    void this.#send(clientId, found.text)
  }

  discard(clientId: string): void {
    this.#sentAs.delete(clientId)
    this.#set({ pending: this.#state.pending.filter((one) => one.clientId !== clientId) })
  }

  /** Sent, and not yet among the lines. */
  readonly #sentAs = new Map<string, number>()

  async #send(clientId: string, text: string): Promise<Refused | null> {
    const said = chatSaidSchema.safeParse(await this.#ask('say', { clientId, text }))
    if (!said.success) return null
    if (said.data.kind === 'sent') {
      this.#sentAs.set(clientId, said.data.id)
      this.#settle()
      return null
    }
    const { why, retryAfterMs } = said.data
    this.#amend(clientId, { state: 'refused', why })
    return { why, retryAfterMs: retryAfterMs ?? null }
  }

  #amend(clientId: string, change: Partial<Pending>): void {
    this.#set({ pending: this.#state.pending.map((one) => (one.clientId === clientId ? { ...one, ...change } : one)) })
  }

  /** What has come back as a line is no longer on its way. */
  #settle(): void {
    for (const [clientId, id] of this.#sentAs) if (id <= this.#state.lines.newest) this.discard(clientId)
  }

  async act(act: ChatAct): Promise<void> {
    clearTimeout(this.#actSaid)
    const acted = chatActedSchema.catch('failed').parse(await this.#ask('act', act))
    this.#set({ refusedAct: acted === 'done' ? null : acted })
    this.#actSaid = setTimeout(() => this.#set({ refusedAct: null }), ACT_SAID_MS)
  }

  async loadOlder(): Promise<void> {
    const first = this.#state.lines.shown[0]
    const page = first && (await this.#history({ before: first.id }))
    if (page && this.#state.lines.shown[0]?.id === first.id) {
      this.#set({ lines: addOlder(this.#state.lines, page.lines, page.hasMore) })
    }
  }

  async loadNewer(): Promise<void> {
    const last = this.#state.lines.shown.at(-1)
    const page = last && (await this.#history({ after: last.id }))
    if (page && this.#state.lines.shown.at(-1)?.id === last.id) {
      this.#set({ lines: addNewer(this.#state.lines, page.lines, page.hasMore) })
    }
  }

  /** From the past straight to the present. */
  async jumpToNewest(): Promise<void> {
    const { lines } = this.#state
    if (!lines.hasNewer) return
    const page = await this.#history({ before: Number.MAX_SAFE_INTEGER })
    if (page) this.#set({ lines: { ...addNewest(NO_LINES, page.lines), hasOlder: page.hasMore } })
  }

  async #history(ask: ChatHistoryAsk): Promise<{ lines: ChatLine[]; hasMore: boolean } | null> {
    const answer = chatHistorySchema.safeParse(await this.#ask('history', ask))
    return answer.success && answer.data.kind === 'lines' ? answer.data : null
  }

  async #ask(event: string, what: object): Promise<unknown> {
    if (!this.#socket?.connected) return undefined
    return this.#socket
      .timeout(ANSWER_WITHIN_MS)
      .emitWithAck(event, what)
      .catch(() => undefined)
  }

  #set(change: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
