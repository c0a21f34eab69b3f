/** The chat's server with real sockets on a real database: order, nothing lost, nothing doubled, and moderators. */

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccount } from '@shoal/db/accounts'
import { setBroadcastState } from '@shoal/db/broadcasts'
import { addChatMessages, chatMessages, replayedMessages } from '@shoal/db/chat-messages'
import { renewOverlayEdition, updateChatSettings } from '@shoal/db/chat-settings'
import { setUpServer } from '@shoal/db/operators'
import { addBroadcast } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import {
  CHAT_PATH,
  type ChatActed,
  type ChatChange,
  type ChatHello,
  type ChatHistory,
  type ChatLine,
  type ChatSaid,
} from '@shoal/protocol/chat'
import { hashPassword } from 'better-auth/crypto'
import { pino } from 'pino'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { auth } from '../server/auth.ts'
import { passCookie } from '../server/door-pass.ts'
import { listen } from '../server/http-server.ts'
import { guestCookie } from './guest-pass.ts'
import { overlayKey } from './keys.ts'
import { type Chat, startChat } from './start-chat.ts'

const SECRET = 'an-auth-secret-for-tests-that-is-long-enough'
const PASSWORD = 'a long enough password'
const FIRST = 'aaaaaaaaaaaaaaaaaaaa'
const SECOND = 'bbbbbbbbbbbbbbbbbbbb'

let database: TestDatabase
let folder = ''
let server: Server
let chat: Chat
let port = 0
let channelId = ''
let operatorCookie = ''
/** Of one who minds every chat of the server, and runs no channel. */
let moderatorCookie = ''
const clients: Socket[] = []
/** That of sign-ins, which is made anew at times. */
let secret = SECRET
let names: 'anyone' | 'accounts' = 'anyone'

async function startServer(): Promise<void> {
  server = createServer((_, response) => response.writeHead(404).end())
  chat = await startChat({
    ...{ server, db: database.db, secret: () => secret, trustProxy: true, redisUrl: null },
    chatSecret: 'what addresses are hashed with',
    ...{ settings: async () => ({ chatNames: names }), log: pino({ level: 'silent' }) },
  })
  port = await listen(server, { host: '127.0.0.1', port })
}

async function stopServer(): Promise<void> {
  await chat.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-chat-'))
  await writeFile(join(folder, 'auth-secret'), SECRET)
  await writeFile(join(folder, 'ticket-secret'), SECRET)
  database = await startTestDatabase()
  // what the server's own modules read
  vi.stubEnv('SHOAL_SECRETS', folder)
  vi.stubEnv('DATABASE_URL', database.url)
  const setup = await setUpServer(database.db, {
    ...{ name: 'Ada', email: 'ada@example.org', passwordHash: await hashPassword(PASSWORD) },
    channel: { slug: 'harbour', title: 'The harbour' },
  })
  if (setup.kind !== 'created') throw new Error('this database has an operator already')
  channelId = setup.channelId
  operatorCookie = await signIn('ada@example.org')
  const moderator = { name: 'Mo', email: 'mo@example.org', role: 'moderator' } as const
  await createAccount(database.db, { ...moderator, passwordHash: await hashPassword(PASSWORD) })
  moderatorCookie = await signIn(moderator.email)
  await startServer()
}, 60_000)

afterAll(async () => {
  for (const client of clients) client.disconnect()
  await stopServer()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

beforeEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  names = 'anyone'
  secret = SECRET
  await database.db.prisma.chatMessage.deleteMany()
  await database.db.prisma.chatBan.deleteMany()
  await database.db.prisma.auditEntry.deleteMany()
  await database.db.prisma.broadcast.deleteMany()
  await database.db.prisma.channel.updateMany({ data: { chatSettings: {}, pinnedMessageId: null, privacy: 'public' } })
  await stopServer()
  await startServer()
})

async function signIn(email: string): Promise<string> {
  const response = await auth().api.signInEmail({ body: { email, password: PASSWORD }, asResponse: true })
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

const passwordHash = hashPassword(PASSWORD)

/** With a name since now, unless said otherwise. */
const guest = async (name: string, since = new Date()) => {
  const before = { id: randomUUID(), name, since }
  return (await guestCookie(name, { before, secret, isSecure: false })).split(';')[0] ?? ''
}

type Visit = { cookie?: string; auth?: object; headers?: Record<string, string> }

/** Somebody in the chat, with what they have heard. */
async function enter({ cookie = '', auth: brought = {}, headers = {} }: Visit = {}) {
  const heard = { hellos: [] as ChatHello[], lines: [] as ChatLine[], changes: [] as ChatChange[] }
  const newest = () => Math.max(0, ...heard.lines.map(({ id }) => id))
  const socket = io(`http://127.0.0.1:${port}`, {
    ...{
      path: CHAT_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 300,
    },
    extraHeaders: { cookie, ...headers },
    auth: (give) => give({ channel: 'harbour', ...(heard.hellos.length > 0 ? { after: newest() } : {}), ...brought }),
  })
  clients.push(socket)
  socket.on('hello', (hello: ChatHello) => {
    heard.hellos.push(hello)
    heard.lines.push(...hello.lines)
  })
  socket.on('lines', (lines: ChatLine[]) => heard.lines.push(...lines))
  socket.on('change', (change: ChatChange) => heard.changes.push(change))
  const refused = new Promise<string>((resolve) => socket.once('connect_error', (error) => resolve(error.message)))
  const hello = new Promise<null>((resolve) => socket.once('hello', () => resolve(null)))
  const door = await Promise.race([refused, hello])
  let count = 0
  return {
    ...{ socket, heard, door },
    say: (text: string, clientId = `client-${++count}-${Math.random().toString(36).slice(2, 10)}`): Promise<ChatSaid> =>
      socket.timeout(5000).emitWithAck('say', { clientId, text }),
    act: (act: object): Promise<ChatActed> => socket.timeout(5000).emitWithAck('act', act),
    history: (ask: object): Promise<ChatHistory> => socket.timeout(5000).emitWithAck('history', ask),
  }
}

const sentId = (said: ChatSaid) => (said.kind === 'sent' ? said.id : 0)

describe('who comes and writes', () => {
  it('sees what others say, in order, with their names as they are', async () => {
    const mara = await enter({ cookie: await guest('Mara') })
    const ada = await enter({ cookie: operatorCookie })
    const reader = await enter()
    expect(reader.heard.hellos[0]).toMatchObject({ self: { name: null, kind: 'guest', bar: 'name-needed' }, lines: [] })
    expect(ada.heard.hellos[0]?.self).toMatchObject({ name: 'Ada', kind: 'owner', mayModerate: true, bar: null })
    const first = await mara.say('  hello \u202Eyou\nall <b>there</b>  ')
    const second = await ada.say('welcome 👋')
    expect(sentId(first)).toBeLessThan(sentId(second))
    await expect.poll(() => reader.heard.lines).toHaveLength(2)
    expect(reader.heard.lines).toMatchObject([
      { id: sentId(first), text: 'hello you all <b>there</b>', author: { name: 'Mara', kind: 'guest' } },
      { id: sentId(second), text: 'welcome 👋', author: { name: 'Ada', kind: 'owner' } },
    ])
    expect(await reader.say('me too')).toEqual({ kind: 'refused', why: 'name-needed' })
    expect(reader.heard.lines[0]?.author.key).not.toContain('guest')
  })

  it('is told why something is not taken', async () => {
    const mara = await enter({ cookie: await guest('Mara') })
    const ines = await enter({ cookie: await guest('Ines') })
    await updateChatSettings(database.db, channelId, { blockedWords: ['weasel'], linksAllowed: false, slowSeconds: 30 })
    await expect.poll(() => mara.heard.changes.some(({ kind }) => kind === 'rules')).toBe(true)
    expect(await mara.say('you W3ASEL')).toEqual({ kind: 'refused', why: 'blocked-word' })
    const named = await enter({ cookie: await guest('a W3ASEL') })
    expect(await named.say('hello')).toEqual({ kind: 'refused', why: 'blocked-word' })
    expect(await mara.say('see example.org/x')).toEqual({ kind: 'refused', why: 'no-links' })
    expect(await mara.say(' \u200B ')).toEqual({ kind: 'refused', why: 'empty' })
    expect(await mara.say('x'.repeat(501))).toEqual({ kind: 'refused', why: 'too-long' })
    expect(await mara.say('x'.repeat(5000))).toEqual({ kind: 'refused', why: 'too-long' })
    for (const wrong of [null, { clientId: 'client-1-abcdef', text: 7 }, { clientId: '?', text: 'x'.repeat(5000) }]) {
      expect(await mara.socket.timeout(5000).emitWithAck('say', wrong)).toEqual({ kind: 'refused', why: 'failed' })
    }
    expect(await mara.say('👍'.repeat(500))).toMatchObject({ kind: 'sent' })
    expect(await mara.say('again')).toMatchObject({ kind: 'refused', why: 'slow-mode' })
    expect(await ines.say('hello')).toMatchObject({ kind: 'sent' }) // she was here before, and is somebody else
    // another name is no way round it
    const again = await (await enter({ cookie: await guest('Mara B') })).say('again')
    expect(again).toMatchObject({ kind: 'refused', why: 'slow-mode', retryAfterMs: expect.any(Number) })
    expect(again.kind === 'refused' && again.retryAfterMs).toBeGreaterThan(20_000)
    const ada = await enter({ cookie: operatorCookie })
    expect([await ada.say('https://example.org'), await ada.say('weasel')]).toMatchObject([
      { kind: 'sent' },
      { kind: 'sent' },
    ])
  })

  it('may need an account, or to follow the channel', async () => {
    const { prisma } = database.db
    const mara = await enter({ cookie: await guest('Mara') })
    await updateChatSettings(database.db, channelId, { mode: 'accounts' })
    await expect.poll(() => mara.heard.changes.at(-1)).toMatchObject({ kind: 'self', self: { bar: 'sign-in-needed' } })
    expect(await mara.say('hello')).toEqual({ kind: 'refused', why: 'sign-in-needed' })
    await prisma.user.create({ data: { id: 'ben', name: 'Ben', email: 'ben@example.org' } })
    await prisma.account.create({
      data: {
        id: 'b',
        accountId: 'ben',
        providerId: 'credential',
        userId: 'ben',
        password: await hashPassword(PASSWORD),
      },
    })
    const ben = await enter({ cookie: await signIn('ben@example.org') })
    expect(await ben.say('hello')).toMatchObject({ kind: 'sent' })
    await updateChatSettings(database.db, channelId, { mode: 'followers' })
    await expect.poll(() => ben.heard.changes.at(-1)).toMatchObject({ kind: 'self', self: { bar: 'follow-needed' } })
    await prisma.follow.create({ data: { userId: 'ben', channelId } })
    ben.socket.emit('again')
    await expect.poll(() => ben.heard.changes.at(-1)).toMatchObject({ kind: 'self', self: { bar: null } })
    expect(await ben.say('a follower')).toMatchObject({ kind: 'sent' })
    await prisma.user.delete({ where: { id: 'ben' } })
    names = 'accounts'
    await updateChatSettings(database.db, channelId, { mode: 'everyone' })
    await expect.poll(() => mara.heard.changes.at(-1)?.kind).toBe('rules')
    expect(await mara.say('hello')).toEqual({ kind: 'refused', why: 'sign-in-needed' })
  })

  it('is stopped at a foreign page, at an unknown channel and at what is not for them', async () => {
    expect((await enter({ headers: { origin: 'https://evil.example' } })).door).not.toBeNull()
    expect((await enter({ auth: { channel: 'nowhere' } })).door).toBe('unknown-channel')
    expect((await enter({ auth: { channel: '../' } })).door).toBe('bad-request')
    const reader = await enter({ cookie: await guest('Mara') })
    expect(reader.door).toBeNull()
    await database.db.prisma.channel.updateMany({ data: { privacy: 'private' } })
    await expect.poll(() => reader.heard.changes.at(-1)).toEqual({ kind: 'closed', why: 'unknown-channel' })
    await expect.poll(() => reader.socket.connected).toBe(false)
    expect((await enter()).door).toBe('unknown-channel')
    expect((await enter({ cookie: operatorCookie })).door).toBeNull()
    // an overlay brings a key; it reads and never writes
    const key = overlayKey(SECRET, channelId, 1)
    const overlay = await enter({ auth: { overlayKey: key }, cookie: operatorCookie })
    expect(overlay.heard.hellos[0]?.self).toMatchObject({ name: null, mayModerate: false, bar: 'name-needed' })
    expect((await enter({ auth: { overlayKey: `${key.slice(1)}x` } })).door).toBe('unknown-channel')
  })

  it.each(['public', 'private'] as const)(
    'is shut out, as an overlay of a %s chat, once its key is not the valid one',
    async (privacy) => {
      await database.db.prisma.channel.updateMany({ data: { privacy } })
      const keyOf = (edition: number) => overlayKey(secret, channelId, edition)
      const before = await renewOverlayEdition(database.db, channelId)
      expect((await enter({ auth: { overlayKey: 'made up' }, cookie: operatorCookie })).door).toBe('unknown-channel')
      const overlay = await enter({ auth: { overlayKey: keyOf(before) } })
      const ada = await enter({ cookie: operatorCookie })
      await ada.say('for whom it is for')
      await expect.poll(() => overlay.heard.lines).toMatchObject([{ text: 'for whom it is for' }])
      const closed = { kind: 'closed', why: 'unknown-channel' }
      const after = await renewOverlayEdition(database.db, channelId)
      await expect.poll(() => overlay.heard.changes.at(-1)).toEqual(closed)
      await expect.poll(() => overlay.socket.connected).toBe(false)
      expect((await enter({ auth: { overlayKey: keyOf(before) } })).door).toBe('unknown-channel')
      expect((await enter({ auth: { overlayKey: keyOf(after) } })).door).toBeNull()
    },
  )
})

describe('moderators', () => {
  it('delete, pin, slow down, time out and ban, seen by everyone at once and kept in the audit log', async () => {
    const maraCookie = await guest('Mara')
    const mara = await enter({ cookie: maraCookie, headers: { 'x-forwarded-for': '203.0.113.7' } })
    const ada = await enter({ cookie: operatorCookie })
    const reader = await enter()
    const [one = 0, two = 0, three = 0] = [await mara.say('one'), await mara.say('two'), await mara.say('three')].map(
      sentId,
    )
    const adas = sentId(await ada.say('mine'))
    for (const act of [
      { act: 'delete', id: adas },
      { act: 'ban', id: adas },
      { act: 'slow', seconds: 9 },
      { act: 'pin', id: one },
    ]) {
      expect(await mara.act(act)).toBe('not-allowed')
    }
    expect(await mara.act({ act: 'delete', id: three })).toBe('done')
    expect(await ada.act({ act: 'pin', id: two })).toBe('done')
    expect(await ada.act({ act: 'delete', id: one })).toBe('done')
    expect(await ada.act({ act: 'slow', seconds: 9 })).toBe('done')
    expect(await ada.act({ act: 'delete', id: 999_999 })).toBe('unknown-message')
    await expect
      .poll(() => reader.heard.changes)
      .toMatchObject([
        { kind: 'deleted', ids: [three] },
        { kind: 'pinned', line: { id: two, text: 'two' } },
        { kind: 'deleted', ids: [one] },
        { kind: 'rules', rules: { slowSeconds: 9 } },
      ])
    expect(await ada.act({ act: 'time-out', id: two, minutes: 5 })).toBe('done')
    await expect.poll(() => mara.heard.changes.at(-1)).toMatchObject({ kind: 'self', self: { bar: 'timed-out' } })
    expect(await mara.say('let me')).toMatchObject({ kind: 'refused', why: 'timed-out' })
    // a time-out is for its author alone
    const barOf = async (name: string, address: string) =>
      (await enter({ cookie: await guest(name), headers: { 'x-forwarded-for': address } })).heard.hellos[0]?.self.bar
    expect(await barOf('Not Mara', '203.0.113.7')).toBeNull()
    expect(await ada.act({ act: 'unban', id: two })).toBe('done')
    await expect.poll(() => mara.heard.changes.at(-1)).toMatchObject({ kind: 'self', self: { bar: null } })
    expect(await ada.act({ act: 'ban', id: two })).toBe('done')
    await expect.poll(() => reader.heard.changes.at(-1)).toMatchObject({ kind: 'cleared' })
    // a new name from the same address is no way out of a ban, for a while
    expect(await barOf('Not Mara', '203.0.113.7')).toBe('address-paused')
    expect(await barOf('Noa', '203.0.113.8')).toBeNull()
    const late = await enter()
    expect(late.heard.hellos[0]).toMatchObject({ pinned: null, lines: [{ text: 'mine' }] })
    expect(
      (await chatMessages(database.db, { channelId, broadcastId: null, limit: 9 })).map(({ text }) => text),
    ).toEqual(['mine'])
    const audit = await database.db.prisma.auditEntry.findMany({ orderBy: { at: 'asc' } })
    expect(audit.map(({ action, actorName }) => [action, actorName])).toEqual(
      ['message-pinned', 'message-deleted', 'slowed', 'timed-out', 'unbanned', 'banned'].map((act) => [
        `chat-${act}`,
        'Ada',
      ]),
    )
  })
})

describe('what a moderator deletes', () => {
  it('is gone for everyone, whichever characters it ends in, and is told of again where it was deleted before', async () => {
    const mara = await enter({ cookie: await guest('Mara') })
    const ada = await enter({ cookie: operatorCookie })
    const id = sentId(await mara.say(`${'x'.repeat(198)}👍👍`))
    const deleted = { kind: 'deleted', ids: [id] }
    expect(await ada.act({ act: 'delete', id })).toBe('done')
    await expect.poll(() => mara.heard.changes).toEqual([deleted])
    expect((await enter()).heard.lines).toEqual([])
    const [entry] = await database.db.prisma.auditEntry.findMany({ where: { action: 'chat-message-deleted' } })
    expect(entry?.detail).toEqual({ author: 'Mara', text: `${'x'.repeat(198)}…` })
    expect(await ada.act({ act: 'delete', id })).toBe('done')
    await expect.poll(() => mara.heard.changes).toEqual([deleted, deleted])
    expect(await database.db.prisma.auditEntry.count({ where: { action: 'chat-message-deleted' } })).toBe(1)
  })

  it('is gone though the audit log cannot be written', async () => {
    const mara = await enter({ cookie: await guest('Mara') })
    const ada = await enter({ cookie: operatorCookie })
    const id = sentId(await mara.say('rude'))
    const { prisma } = database.db
    await prisma.$executeRaw`ALTER TABLE "AuditEntry" ADD CONSTRAINT "full" CHECK ("action" = '') NOT VALID`
    const acted = await ada.act({ act: 'delete', id })
    await prisma.$executeRaw`ALTER TABLE "AuditEntry" DROP CONSTRAINT "full"`
    expect(acted).toBe('done')
    await expect.poll(() => mara.heard.changes).toEqual([{ kind: 'deleted', ids: [id] }])
  })

  it('is not gone on with as a guest, by an account that is banned', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    const mo = await enter({ cookie: moderatorCookie, headers })
    const ada = await enter({ cookie: operatorCookie })
    expect(await ada.act({ act: 'ban', id: sentId(await mo.say('rude')) })).toBe('done')
    const asGuest = await enter({ cookie: await guest('Nobody'), headers })
    expect(await asGuest.say('rude again')).toMatchObject({ kind: 'refused', why: 'address-paused' })
  })

  it('holds a ban at its address, and lines stay their author’s, when the secret of sign-ins is made anew', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.10' }
    const mara = await enter({ cookie: await guest('Mara'), headers })
    const ada = await enter({ cookie: operatorCookie })
    expect(await ada.act({ act: 'ban', id: sentId(await mara.say('rude')) })).toBe('done')
    await ada.say('be kind')
    await expect.poll(() => ada.heard.lines.at(-1)).toMatchObject({ text: 'be kind' })
    await stopServer()
    secret = 'another-auth-secret-that-is-long-enough'
    await startServer()
    const again = await enter({ cookie: await guest('Not Mara'), headers })
    expect(again.heard.hellos[0]?.self.bar).toBe('address-paused')
    expect(again.heard.hellos[0]?.lines).toEqual(ada.heard.lines.slice(-1))
  })

  it('leaves its author shut out, when one who is banned is timed out', async () => {
    const mara = await enter({ cookie: await guest('Mara') })
    const ada = await enter({ cookie: operatorCookie })
    const id = sentId(await mara.say('rude'))
    expect(await ada.act({ act: 'ban', id })).toBe('done')
    expect(await ada.act({ act: 'time-out', id, minutes: 1 })).toBe('done')
    expect(await mara.say('hello')).toEqual({ kind: 'refused', why: 'banned' })
  })
})

describe('a moderator who does not run the channel', () => {
  it('may pin the owner’s line, and do nothing else to it', async () => {
    const mo = await enter({ cookie: moderatorCookie })
    const id = sentId(await (await enter({ cookie: operatorCookie })).say('welcome'))
    expect(await mo.act({ act: 'delete', id })).toBe('not-allowed')
    expect(await mo.act({ act: 'time-out', id, minutes: 1 })).toBe('not-allowed')
    expect(await mo.act({ act: 'pin', id })).toBe('done')
    expect((await enter()).heard.hellos[0]?.pinned).toMatchObject({ id, text: 'welcome' })
  })

  it('moderates lines of earlier broadcasts that they could see, and pins none of them', async () => {
    const rows = [FIRST, SECOND].map((broadcastId, index) => ({
      ...{ channelId, broadcastId, door: 'open', at: new Date(), clientId: `line-${index}`, text: `line ${index}` },
      ...{ authorId: 'guest:x', authorName: 'Mara', authorKind: 'guest' as const },
    }))
    await addBroadcast(database.db, { id: FIRST, channelId, startedAt: new Date(Date.now() - 10_000) })
    await addBroadcast(database.db, { id: SECOND, channelId })
    const [id = 0, current = 0] = (await addChatMessages(database.db, rows)).map((added) => added?.id)
    const doorOfFirst = (privacy: 'private' | 'members') =>
      database.db.prisma.broadcast.update({ where: { id: FIRST }, data: { privacy } })
    const mo = await enter({ cookie: moderatorCookie })
    const ada = await enter({ cookie: operatorCookie })
    await doorOfFirst('private')
    for (const act of ['pin', 'delete', 'ban', 'unban']) expect(await mo.act({ act, id })).toBe('unknown-message')
    expect(await ada.act({ act: 'pin', id })).toBe('unknown-message')
    expect(await ada.act({ act: 'unban', id })).toBe('done')
    await doorOfFirst('members')
    expect(await mo.act({ act: 'pin', id })).toBe('unknown-message')
    expect(await mo.act({ act: 'delete', id })).toBe('done')
    expect(await mo.act({ act: 'pin', id: current })).toBe('done')
  })
})

describe('who is no longer what they were', () => {
  /** Somebody signed in, anew for each test, and how to reach what is theirs. */
  async function member(role: 'moderator' | 'viewer') {
    const email = `${randomUUID()}@example.org`
    const made = await createAccount(database.db, { name: 'Ben', email, role, passwordHash: await passwordHash })
    if (made.kind !== 'created') throw new Error('there is such an account already')
    const { userId } = made
    const visit = await enter({ cookie: await signIn(email) })
    const lastSelf = () => visit.heard.changes.findLast((change) => change.kind === 'self')?.self
    return { ...visit, userId, lastSelf }
  }

  it('moderates no more from the moment when the session is over, the role gone or the account banned', async () => {
    const { prisma } = database.db
    const id = sentId(await (await enter({ cookie: await guest('Mara') })).say('hello'))
    const [signedOut, demoted, banned] = [
      await member('moderator'),
      await member('moderator'),
      await member('moderator'),
    ]
    expect(await demoted.act({ act: 'pin', id })).toBe('done')
    await prisma.session.deleteMany({ where: { userId: signedOut.userId } })
    await prisma.user.update({ where: { id: demoted.userId }, data: { role: 'viewer' } })
    await prisma.user.update({ where: { id: banned.userId }, data: { bannedAt: new Date() } })
    for (const one of [signedOut, demoted, banned]) expect(await one.act({ act: 'delete', id })).toBe('not-allowed')
  })

  it('is told so within two seconds, and writes no more', async () => {
    const { prisma } = database.db
    const ben = await member('viewer')
    const fan = await member('viewer')
    await prisma.follow.create({ data: { userId: fan.userId, channelId } })
    await updateChatSettings(database.db, channelId, { mode: 'followers' })
    await expect.poll(() => ben.lastSelf()?.bar, { timeout: 2500 }).toBe('follow-needed')
    expect(await fan.say('hello')).toMatchObject({ kind: 'sent' })
    await prisma.follow.deleteMany({ where: { userId: fan.userId } })
    await prisma.session.deleteMany({ where: { userId: ben.userId } })
    await expect.poll(() => fan.lastSelf()?.bar, { timeout: 2500 }).toBe('follow-needed')
    await expect.poll(() => ben.lastSelf(), { timeout: 2500 }).toMatchObject({ kind: 'guest', bar: 'sign-in-needed' })
    expect(await fan.say('hello again')).toEqual({ kind: 'refused', why: 'follow-needed' })
  })

  it('reads no more where the door asks for it', async () => {
    const { prisma } = database.db
    await prisma.channel.updateMany({ data: { privacy: 'members' } })
    const ben = await member('viewer')
    expect(ben.door).toBeNull()
    await prisma.session.deleteMany({ where: { userId: ben.userId } })
    await expect.poll(() => ben.heard.changes.at(-1), { timeout: 3000 }).toEqual({ kind: 'closed', why: 'sign-in' })
    expect(ben.socket.connected).toBe(false)
  })

  it('reads no more behind a password once the pass holds no longer', async () => {
    const password = await passwordHash
    await database.db.prisma.channel.updateMany({ data: { privacy: 'password', passwordHash: password } })
    const pass = passCookie(channelId, password, Date.now() - 7 * 86_400_000 + 4000).split(';')[0] ?? ''
    const mara = await enter({ cookie: pass })
    expect(mara.door).toBeNull()
    await expect.poll(() => mara.heard.changes.at(-1), { timeout: 8000 }).toEqual({ kind: 'closed', why: 'password' })
  })

  it('hears nothing that is said behind the next broadcast’s door', async () => {
    const reader = await enter()
    const ada = await enter({ cookie: operatorCookie })
    await database.db.prisma.channel.updateMany({ data: { privacy: 'private' } })
    await addBroadcast(database.db, { id: FIRST, channelId })
    // as another process writes it, which knows of the broadcast already
    const line = {
      channelId,
      broadcastId: FIRST,
      door: 'private',
      at: new Date(),
      clientId: 'line-1',
      text: 'between us',
    }
    const author = { authorId: 'ada', authorName: 'Ada', authorKind: 'owner' } as const
    await addChatMessages(database.db, [{ ...line, ...author }])
    await expect.poll(() => ada.heard.lines, { timeout: 2500 }).toMatchObject([{ text: 'between us' }])
    await expect.poll(() => reader.heard.changes.at(-1)).toEqual({ kind: 'closed', why: 'unknown-channel' })
    expect(reader.heard.lines).toEqual([])
  })
})

describe('a connection that breaks', () => {
  it('gets what it missed, in order and once, across a restart of the server', async () => {
    const mara = await enter({ cookie: await guest('Mara') })
    const ada = await enter({ cookie: operatorCookie })
    await ada.say('before')
    await expect.poll(() => mara.heard.lines).toHaveLength(1)
    mara.socket.disconnect()
    for (const text of ['one', 'two', 'three']) await ada.say(text)
    const gone = sentId(await ada.say('gone'))
    await ada.act({ act: 'delete', id: gone })
    await ada.act({ act: 'delete', id: ada.heard.lines[0]?.id ?? 0 })
    await stopServer()
    await startServer()
    await expect.poll(() => ada.socket.connected).toBe(true)
    mara.socket.connect()
    await expect.poll(() => mara.heard.hellos).toHaveLength(2)
    expect(mara.heard.lines.map(({ text }) => text)).toEqual(['before', 'one', 'two', 'three'])
    expect(mara.heard.hellos[1]).toMatchObject({ hasGap: false, deleted: [ada.heard.lines[0]?.id] })
    await ada.say('four')
    await expect.poll(() => mara.heard.lines.at(-1)?.text).toBe('four')
    const ids = mara.heard.lines.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
  })

  it('may send the same message again, which is said once', async () => {
    const cookie = await guest('Mara')
    const mara = await enter({ cookie })
    const first = await mara.say('hello', 'the-same-client-id')
    const [again, together] = await Promise.all([
      mara.say('hello', 'the-same-client-id'),
      mara.say('hello', 'the-same-client-id'),
    ])
    expect([again, together]).toEqual([first, first])
    await stopServer()
    await startServer()
    const later = await enter({ cookie })
    expect(await later.say('hello', 'the-same-client-id')).toEqual(first)
    expect(await chatMessages(database.db, { channelId, broadcastId: null, limit: 9 })).toHaveLength(1)
  })

  it('finds all of a long absence in the past’s pages', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => ({
      ...{ channelId, authorId: 'guest:x', authorName: 'Mara', authorKind: 'guest', text: `line ${index}` },
    }))
    await database.db.prisma.chatMessage.createMany({ data: rows })
    const all = await chatMessages(database.db, { channelId, broadcastId: null, limit: 500 })
    const after = all[19]?.id ?? 0
    const reader = await enter({ auth: { after } })
    expect(reader.heard.hellos[0]).toMatchObject({ hasGap: true })
    expect(reader.heard.lines.at(-1)?.text).toBe('line 449')
    const found: string[] = []
    for (let from = after, hasMore = true; hasMore; ) {
      const page = await reader.history({ after: from })
      if (page.kind !== 'lines') throw new Error(page.why)
      found.push(...page.lines.map(({ text }) => text))
      from = page.lines.at(-1)?.id ?? from
      hasMore = page.hasMore
    }
    expect(found).toEqual(rows.slice(20).map(({ text }) => text))
    const older = await reader.history({ before: all[50]?.id })
    expect(older).toMatchObject({
      kind: 'lines',
      hasMore: false,
      lines: all.slice(0, 50).map(({ text }) => ({ text })),
    })
  })

  it('carries two hundred through a storm of reconnects: none misses a line, has one twice or out of order', async () => {
    const crowd = await Promise.all(Array.from({ length: 200 }, () => enter()))
    const senders = await Promise.all(
      [1, 2, 3, 4].map(async (index) => enter({ cookie: await guest(`Sender ${index}`) })),
    )
    const sent: number[] = []
    const speak = async () => {
      for (let index = 0; index < 20; index++) {
        const sender = senders[index % senders.length]
        sent.push(sentId((await sender?.say(`message ${index}`)) ?? { kind: 'refused', why: 'failed' }))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
    const storm = async () => {
      for (const { socket } of crowd) {
        socket.io.engine.close() // as when the network is gone: socket.io comes back by itself
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    await Promise.all([speak(), storm()])
    await expect.poll(() => crowd.filter(({ heard }) => heard.hellos.length < 2)).toEqual([])
    await expect.poll(() => crowd.filter(({ heard }) => heard.lines.length < sent.length)).toEqual([])
    for (const { heard } of crowd) expect(heard.lines.map(({ id }) => id)).toEqual(sent)
  })
})

describe('from one broadcast to the next, behind the same door', () => {
  it('the talk goes on, for who is there, who comes late and who comes back; a recording has its own', async () => {
    const reader = await enter()
    const ada = await enter({ cookie: operatorCookie })
    await ada.say('before the first')
    await addBroadcast(database.db, { id: FIRST, channelId, startedAt: new Date(Date.now() - 1000) })
    await expect.poll(async () => (await ada.say('in the first')).kind).toBe('sent')
    await new Promise((resolve) => setTimeout(resolve, 1500)) // rooms look each second
    const away = await enter()
    away.socket.disconnect()
    await ada.say('in the first, still')
    await addBroadcast(database.db, { id: SECOND, channelId })
    // at this moment the chat has not heard of it
    const across = sentId(await ada.say('as the second begins'))
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await ada.say('in the second')
    const all = ['before the first', 'in the first', 'in the first, still', 'as the second begins', 'in the second']
    const texts = (lines: readonly ChatLine[]) => lines.map(({ text }) => text)
    await expect.poll(() => texts(reader.heard.lines)).toEqual(all)
    away.socket.connect()
    await expect.poll(() => texts(away.heard.lines)).toEqual(all)
    expect(texts((await enter()).heard.lines)).toEqual(all)
    const past = await reader.history({ before: across })
    expect(past).toMatchObject({ hasMore: false, lines: all.slice(0, 3).map((text) => ({ text })) })
    // a server that has just come up shows the same
    await stopServer()
    await startServer()
    expect(texts((await enter()).heard.lines)).toEqual(all)
    const window = { from: new Date(0), to: new Date(Date.now() + 1000), limit: 10 }
    expect((await replayedMessages(database.db, { broadcastId: SECOND, ...window })).map(({ text }) => text)).toEqual([
      'in the second',
    ])
  })

  it('nothing goes on that was said while the channel was private', async () => {
    await addBroadcast(database.db, { id: FIRST, channelId, startedAt: new Date(Date.now() - 1000) })
    const ada = await enter({ cookie: operatorCookie })
    await ada.say('to everyone')
    await setBroadcastState(database.db, { id: FIRST, state: 'ended', at: new Date() })
    await database.db.prisma.channel.updateMany({ data: { privacy: 'private' } })
    await new Promise((resolve) => setTimeout(resolve, 1500)) // rooms look each second
    await ada.say('between us')
    await database.db.prisma.channel.updateMany({ data: { privacy: 'public' } })
    await addBroadcast(database.db, { id: SECOND, channelId })
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect((await enter()).heard.lines).toMatchObject([{ text: 'to everyone' }])
    const past = await (await enter()).history({ before: Number.MAX_SAFE_INTEGER })
    expect(past).toMatchObject({ lines: [{ text: 'to everyone' }] })
  })
})

describe('what was said behind a door', () => {
  it('stays there when the next broadcast is public: what was said after the end, and what was pinned', async () => {
    await database.db.prisma.channel.updateMany({ data: { privacy: 'private' } })
    await addBroadcast(database.db, { id: FIRST, channelId, startedAt: new Date(Date.now() - 10_000) })
    await setBroadcastState(database.db, { id: FIRST, state: 'ended', at: new Date() })
    const ada = await enter({ cookie: operatorCookie })
    const id = sentId(await ada.say('between us'))
    expect(await ada.act({ act: 'pin', id })).toBe('done')
    const again = await enter({ cookie: operatorCookie })
    expect(again.heard.hellos[0]).toMatchObject({ pinned: { id }, lines: [{ text: 'between us' }] })

    await database.db.prisma.channel.updateMany({ data: { privacy: 'public' } })
    await addBroadcast(database.db, { id: SECOND, channelId })
    await expect.poll(() => ada.heard.changes.at(-1)).toEqual({ kind: 'pinned', line: null })
    const stranger = await enter()
    expect(stranger.heard.hellos[0]).toMatchObject({ pinned: null, lines: [], hasOlder: false })
    const past = await stranger.history({ before: Number.MAX_SAFE_INTEGER })
    expect(past).toEqual({ kind: 'lines', lines: [], hasMore: false })
    await ada.say('good evening')
    await expect.poll(() => stranger.heard.lines).toMatchObject([{ text: 'good evening' }])
    // nor is it in the memory of a server that has just come up
    await stopServer()
    await startServer()
    expect((await enter()).heard.hellos[0]).toMatchObject({ pinned: null, lines: [{ text: 'good evening' }] })
  })
})
