/** The chat's server: socket.io on the web app's own HTTP server. The database is the order; sockets only carry it. */

import type { Server as HttpServer } from 'node:http'
import { placeChatBan } from '@shoal/db/chat-bans'
import { addChatMessages, withdrawChatMessage } from '@shoal/db/chat-messages'
import type { Database } from '@shoal/db/database'
import {
  CHAT_PATH,
  type ChatActed,
  type ChatChange,
  type ChatDoor,
  type ChatSaid,
  chatActSchema,
  chatChangeSchema,
  chatSaySchema,
} from '@shoal/protocol/chat'
import type { ServerSettings } from '@shoal/protocol/server-settings'
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import { z } from 'zod'
import { CLIENT_HEADER, stampClient } from '../server/client-address.ts'
import { overLimit } from '../server/rate-limit.ts'
import { isSameOrigin } from '../server/same-origin.ts'
import { createChatEntry } from './chat-entry.ts'
import type { ChatRoom, Member } from './chat-room.ts'
import { ChatRooms } from './chat-rooms.ts'
import {
  type AmongServers,
  type ChatSocket,
  type Door,
  headersOf,
  type ToClient,
  type ToServer,
} from './chat-socket.ts'
import { createChatKeys } from './keys.ts'
import { MessageWriter } from './message-writer.ts'
import { moderate } from './moderate.ts'
import { openRedis } from './open-redis.ts'
import { readHistory } from './read-history.ts'
import { RecentAddresses } from './recent-addresses.ts'
import { say } from './say.ts'
import { dropSlowSockets } from './slow-sockets.ts'
import { authorIdOf } from './visitor.ts'
import { lookAgain, shutOut } from './who-is-here.ts'

const WRITE_EVERY_MS = 40
const MAX_WAITING_MESSAGES = 2000
const MAX_SOCKETS = 12_000
const ACTS = { most: 60, seconds: 30 }
/** How long an account that writes is taken at its word; one that moderates is asked for each time. */
const ACCOUNT_FRESH_MS = 1000
/** While Redis is away. */
const CATCH_UP_EVERY_MS = 1000
const MAX_PACKET_BYTES = 16 * 1024
const PING_EVERY_MS = 20_000

export type Chat = { close(): Promise<void>; sockets(): number }

type Options = {
  server: HttpServer
  db: Database
  /** What guests' names are signed with, asked each time: it may be made anew. */
  secret: () => string
  /** What authors and addresses are known by; never made anew. */
  chatSecret: string
  trustProxy: boolean
  /** Other processes of this server are reached through it; null where there is one. */
  redisUrl: string | null
  settings: () => Promise<Pick<ServerSettings, 'chatNames'>>
  log: Logger
}

export async function startChat(options: Options): Promise<Chat> {
  const { server, db, secret, log } = options
  const keys = createChatKeys(options.chatSecret)
  const redis = options.redisUrl === null ? null : await openRedis(options.redisUrl, log)
  const addresses = new RecentAddresses()
  const io = new Server<ToServer, ToClient, AmongServers, Door>(server, {
    ...{ path: CHAT_PATH, serveClient: false, transports: ['websocket', 'polling'], destroyUpgrade: false },
    ...{ maxHttpBufferSize: MAX_PACKET_BYTES, perMessageDeflate: false, pingInterval: PING_EVERY_MS },
    connectTimeout: 10_000,
    allowRequest: (request, allow) => {
      stampClient(request, options.trustProxy)
      allow(null, isSameOrigin(headersOf(request.headers)) && io.engine.clientsCount < MAX_SOCKETS)
    },
    ...(redis && { adapter: redis.adapter }),
  })
  const rooms = new ChatRooms({
    ...{ db, keys, secret, settings: options.settings },
    onLines: (room, lines) => {
      if (lines.length > 0 && room.row.settings.isOn) io.local.to(room.row.channel.id).emit('lines', lines)
    },
    onFailure: (error) => log.warn({ err: error }, 'chat rooms cannot be read; they stay as they are'),
  })
  const entry = createChatEntry({ db, rooms, secret, keys })
  const writer = new MessageWriter({
    ...{ everyMs: WRITE_EVERY_MS, maxWaiting: MAX_WAITING_MESSAGES },
    write: (messages) => addChatMessages(db, messages),
    onWritten: (messages) => {
      const channelIds = [...new Set(messages.map(({ channelId }) => channelId))]
      for (const id of channelIds) {
        const room = rooms.get(id)
        if (!room) continue
        // with other processes, what they wrote before has to come first: the database knows
        if (redis) void rooms.catchUp(room)
        else {
          const own = messages.filter(({ channelId }) => channelId === id)
          const lines = room.add(own.map((message) => ({ ...message, deletedAt: null })))
          if (lines.length > 0) io.local.to(id).emit('lines', lines)
        }
      }
      if (redis && channelIds.length > 0) io.serverSideEmit('said', channelIds)
    },
    onFailure: (error) => log.warn({ err: error }, 'chat messages cannot be written; their senders are told'),
  })

  const withdraw = (id: number) => withdrawChatMessage(db, id)

  io.use((socket, next) => {
    admit(socket).then(
      (door) => next(door === null ? undefined : new Error(door)),
      (error) => {
        log.warn({ err: error }, 'a visitor of a chat cannot be let in')
        next(new Error('failed' satisfies ChatDoor))
      },
    )
  })
  io.on('connection', welcome)
  io.on('said', (channelIds) => {
    for (const id of z.array(z.string()).catch([]).parse(channelIds)) {
      const room = rooms.get(id)
      if (room) void rooms.catchUp(room)
    }
  })
  io.on('changed', (channelId, change) => {
    const room = rooms.get(String(channelId))
    const parsed = chatChangeSchema.safeParse(change)
    if (room && parsed.success) void rooms.inTurn(room, () => apply(room, parsed.data))
  })
  io.on('came', (authorId, addressHash) => addresses.note(String(authorId), String(addressHash)))
  io.on('banned', (channelId, authorId) => {
    const addressHash = addresses.of(String(authorId))
    if (addressHash === null) return
    placeChatBan(db, { channelId: String(channelId), authorId: String(authorId), addressHash }).catch((error) => {
      log.warn({ err: error }, 'where a banned author is cannot be written')
    })
  })
  const slow = setInterval(() => dropSlowSockets(io.engine, log), 2000)
  let wasThere = true
  const alone = setInterval(() => {
    if (!redis) return
    const isThere = redis.isThere()
    // without word of the others the database is asked, and once more when it is there again
    if (!isThere || !wasThere) for (const room of rooms.all()) void rooms.catchUp(room)
    // what was said here meanwhile has been told to nobody
    if (isThere && !wasThere) {
      const channelIds = rooms.all().map(({ row }) => row.channel.id)
      io.serverSideEmit('said', channelIds)
    }
    wasThere = isThere
  }, CATCH_UP_EVERY_MS)
  slow.unref()
  alone.unref()

  return {
    sockets: () => io.engine.clientsCount,
    async close() {
      clearInterval(slow)
      clearInterval(alone)
      rooms.close()
      await writer.drain()
      // the HTTP server is its owner's to close; a client that loses its transport comes back by itself
      io.engine.close()
      await redis?.close()
    },
  }

  /** Null lets in; otherwise why not. */
  async function admit({ handshake, data }: ChatSocket): Promise<ChatDoor | null> {
    const checkedAtMs = Date.now()
    const address = [handshake.headers[CLIENT_HEADER] ?? ''].flat().join()
    const admitted = await entry.admit({ auth: handshake.auth, headers: headersOf(handshake.headers), address })
    if (typeof admitted === 'string') return admitted
    Object.assign(data, { ...admitted, checkedAtMs, member: null } satisfies Door)
    return null
  }

  function welcome(socket: ChatSocket): void {
    const { room, reader, after, checkedAtMs } = socket.data
    const { visitor } = reader
    const member: Member = {
      ...reader,
      checkedAtMs,
      told: JSON.stringify(room.selfOf(visitor)),
      send: (change) => {
        socket.emit('change', change)
        if (change.kind === 'closed') socket.disconnect(true)
      },
    }
    socket.data.member = member
    room.members.add(member)
    const authorId = authorIdOf(visitor)
    if (authorId !== null) {
      addresses.note(authorId, visitor.addressHash)
      if (redis) io.serverSideEmit('came', authorId, visitor.addressHash)
    }
    // in one go with joining, so that no line falls between
    void socket.join(room.row.channel.id)
    socket.on('disconnect', () => room.members.delete(member))
    // the door may have closed since they stood at it
    shutOut(room, [member], secret)
    if (!room.members.has(member)) return
    socket.emit('hello', room.hello(visitor, after))

    socket.on('say', (message, answer) => {
      if (typeof answer !== 'function') return
      const parsed = chatSaySchema.safeParse(message)
      if (!parsed.success) return answer({ kind: 'refused', why: isOnlyTooLong(parsed.error) ? 'too-long' : 'failed' })
      const isFresh = member.visitor.account === null || Date.now() - member.checkedAtMs <= ACCOUNT_FRESH_MS
      Promise.resolve(isFresh ? undefined : look(room, member))
        .then((): ChatSaid | Promise<ChatSaid> => {
          if (!room.members.has(member)) return { kind: 'refused', why: 'failed' } // shut out meanwhile
          return say({ room, visitor: member.visitor, writer, withdraw }, parsed.data)
        })
        .catch((error): ChatSaid => {
          log.warn({ err: error }, 'a chat message cannot be taken')
          return { kind: 'refused', why: 'failed' }
        })
        .then(answer)
    })
    socket.on('history', (ask, answer) => {
      if (typeof answer !== 'function') return
      readHistory({ db, room, key: `${visitor.addressHash} ${socket.id}` }, ask).then(answer, (error) => {
        log.warn({ err: error }, 'a chat’s past cannot be read')
        answer({ kind: 'refused', why: 'failed' })
      })
    })
    socket.on('act', (wish, answer) => {
      if (typeof answer !== 'function') return
      act(room, member, wish).then(answer, (error) => {
        log.warn({ err: error }, 'an act of a moderator failed')
        answer('failed')
      })
    })
    socket.on('again', () => {
      overLimit('chat again', socket.id, { most: 5, seconds: 10 })
        .then((wait) => (wait === null ? look(room, member) : undefined))
        .catch((error) => log.warn({ err: error }, 'a visitor of a chat cannot be looked up'))
    })
  }

  async function look(room: ChatRoom, member: Member): Promise<void> {
    await lookAgain(db, [{ room, member }], secret)
  }

  async function act(room: ChatRoom, member: Member, wish: unknown): Promise<ChatActed> {
    const parsed = chatActSchema.safeParse(wish)
    if (!parsed.success) return 'bad-request'
    const actorId = authorIdOf(member.visitor)
    if (actorId === null) return 'not-allowed'
    if ((await overLimit('chat acts', actorId, ACTS)) !== null) return 'failed'
    await look(room, member)
    const { visitor: actor } = member
    if (!room.members.has(member) || authorIdOf(actor) !== actorId) return 'not-allowed'
    const acted = await moderate(
      {
        ...{ db, room, actor, addressOf: (id) => addresses.of(id) },
        onUnplaced: (id) => void (redis && io.serverSideEmit('banned', room.row.channel.id, id)),
        onUnlogged: (error) => log.error({ err: error }, 'an act of a moderator cannot be written to the audit log'),
      },
      parsed.data,
    )
    for (const change of acted.changes) {
      await rooms.inTurn(room, () => apply(room, change))
      if (redis) io.serverSideEmit('changed', room.row.channel.id, change)
    }
    return acted.outcome
  }

  function apply(room: ChatRoom, change: ChatChange): void {
    if (change.kind === 'deleted') room.markDeleted(({ id }) => change.ids.includes(id))
    if (change.kind === 'cleared') {
      room.markDeleted(({ authorId }) => room.keyOf(authorId) === change.authorKey)
      if (room.pinned?.author.key === change.authorKey) room.pinned = null
    }
    if (change.kind === 'pinned') {
      room.pinned = change.line
      room.row.pinnedMessageId = change.line?.id ?? null
    }
    io.local.to(room.row.channel.id).emit('change', change)
  }
}

/** Anything else that is wrong with a message no page of ours does. */
function isOnlyTooLong({ issues }: z.ZodError): boolean {
  return issues.every(({ code, path }) => code === 'too_big' && path[0] === 'text')
}
