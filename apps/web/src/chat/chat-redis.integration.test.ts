/** Two processes of the chat, one Redis and one database: one chat for everybody in it, wherever they are connected. */

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import {
  CHAT_PATH,
  type ChatActed,
  type ChatChange,
  type ChatHello,
  type ChatLine,
  type ChatSaid,
} from '@shoal/protocol/chat'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { addSession } from '../testing/sign-in-as.ts'
import { AUTH_SECRET } from '../testing/start-web.ts'
import { guestCookie } from './guest-pass.ts'

const EACH = 30

let database: TestDatabase
let folder = ''
let redis: ChildProcess
let redisPort = 0
let owner = { userId: '', channelId: '' }
const processes: { child: ChildProcess; port: number }[] = []
const sockets: Socket[] = []

async function startRedis(): Promise<void> {
  const settings = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  redis = spawn('redis-server', [...settings, '--dir', folder], { stdio: ['ignore', 'pipe', 'ignore'] })
  const failed = once(redis, 'error').then(([error]) => Promise.reject(error))
  let said = ''
  const ready = new Promise<void>((resolve) => {
    redis.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('Ready to accept connections')) resolve()
    })
  })
  await Promise.race([ready, failed])
}

async function stopRedis(): Promise<void> {
  const exited = once(redis, 'exit')
  redis.kill('SIGTERM')
  await exited
}

async function startProcess(): Promise<void> {
  const config = JSON.stringify({ redisUrl: `redis://127.0.0.1:${redisPort}`, secret: AUTH_SECRET })
  const env = { ...process.env, DATABASE_URL: database.url, SHOAL_SECRETS: folder }
  const child = fork(join(import.meta.dirname, '../testing/chat-process.ts'), [config], { env })
  const [ready] = await once(child, 'message')
  processes.push({ child, port: z.object({ port: z.int() }).parse(ready).port })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-chat-redis-'))
  for (const name of ['auth-secret', 'ticket-secret']) await writeFile(join(folder, name), AUTH_SECRET)
  vi.stubEnv('SHOAL_SECRETS', folder)
  database = await startTestDatabase()
  owner = await addOperatorWithChannel(database.db)
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const address = free.address()
  redisPort = typeof address === 'object' && address ? address.port : 0
  free.close()
  await once(free, 'close')
  await startRedis()
  await Promise.all([startProcess(), startProcess()])
}, 180_000)

afterAll(async () => {
  for (const socket of sockets) socket.disconnect()
  for (const { child } of processes) {
    if (child.exitCode !== null) continue
    const exited = once(child, 'exit')
    child.disconnect()
    await exited
  }
  if (redis?.exitCode === null) await stopRedis()
  await database?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
  vi.unstubAllEnvs()
})

async function enter(at: number, cookie: string, address = '203.0.113.1') {
  const heard = { lines: [] as ChatLine[], changes: [] as ChatChange[] }
  const newest = () => Math.max(0, ...heard.lines.map(({ id }) => id))
  const socket = io(`http://127.0.0.1:${processes[at]?.port}`, {
    ...{ path: CHAT_PATH, transports: ['websocket'], forceNew: true },
    extraHeaders: { cookie, 'x-forwarded-for': address },
    auth: (give) => give({ channel: 'harbour', ...(heard.lines.length > 0 ? { after: newest() } : {}) }),
  })
  sockets.push(socket)
  socket.on('hello', ({ lines }: ChatHello) => heard.lines.push(...lines))
  socket.on('lines', (lines: ChatLine[]) => heard.lines.push(...lines))
  socket.on('change', (change: ChatChange) => heard.changes.push(change))
  await once(socket as never, 'hello')
  let count = 0
  return {
    ...{ socket, heard },
    say: (text: string): Promise<ChatSaid> =>
      socket.timeout(5000).emitWithAck('say', { clientId: `${socket.id}-${++count}-abcdef`, text }),
    act: (act: object): Promise<ChatActed> => socket.timeout(5000).emitWithAck('act', act),
  }
}

const guest = async (name: string) =>
  (await guestCookie(name, { before: null, secret: AUTH_SECRET, isSecure: false })).split(';')[0] ?? ''
const texts = ({ heard }: { heard: { lines: ChatLine[] } }) => heard.lines.map(({ text }) => text)
const ids = ({ heard }: { heard: { lines: ChatLine[] } }) => heard.lines.map(({ id }) => id)

it('has everybody hear everything once, in the same order, whichever process they are at', async () => {
  const everybody = await Promise.all([0, 0, 1, 1].map(async (at, index) => enter(at, await guest(`Sailor ${index}`))))
  const [first, , third] = everybody
  if (!first || !third) throw new Error('nobody came')
  // six in six seconds is what one author may: many authors say a few things each
  const crowd = await Promise.all(
    Array.from({ length: EACH }, async (_, index) => enter(index % 2, await guest(`Voice ${index}`))),
  )
  const said = await Promise.all(crowd.flatMap((one, index) => [one.say(`${index} one`), one.say(`${index} two`)]))
  expect(said.every(({ kind }) => kind === 'sent')).toBe(true)
  for (const one of everybody) await expect.poll(() => one.heard.lines.length).toBe(2 * EACH)
  for (const one of everybody) {
    expect(ids(one)).toEqual([...ids(one)].sort((a, b) => a - b))
    expect(ids(one)).toEqual(ids(first))
  }
})

it('carries what moderators do to the others’ process: deleted, banned, pinned', async () => {
  const rude = await enter(0, await guest('Rude one'), '203.0.113.66')
  // a process that was not there when they came
  await startProcess()
  const ada = await enter(2, await addSession(database.db, owner.userId))
  const reader = await enter(0, await guest('Reader'))
  const first = await rude.say('something rude')
  const second = await rude.say('something worse')
  if (first.kind !== 'sent' || second.kind !== 'sent') throw new Error('nothing was said')
  await expect.poll(() => ids(ada)).toContain(second.id)
  expect(await ada.act({ act: 'delete', id: first.id })).toBe('done')
  await expect.poll(() => reader.heard.changes).toContainEqual({ kind: 'deleted', ids: [first.id] })
  expect(await ada.act({ act: 'ban', id: second.id })).toBe('done')
  await expect.poll(() => reader.heard.changes.some(({ kind }) => kind === 'cleared')).toBe(true)
  await expect.poll(async () => (await rude.say('again')).kind).toBe('refused')
  const again = await enter(1, await guest('Another name'), '203.0.113.66')
  const refusal = async () => await again.say('rude again')
  await expect.poll(refusal, { timeout: 5000, interval: 250 }).toMatchObject({ kind: 'refused', why: 'address-paused' })
  const welcome = await ada.say('welcome')
  expect(await ada.act({ act: 'pin', id: welcome.kind === 'sent' ? welcome.id : 0 })).toBe('done')
  await expect
    .poll(() => reader.heard.changes.at(-1))
    .toMatchObject({ kind: 'pinned', line: { text: 'welcome', author: { name: 'Ada', kind: 'owner' } } })
})

it('goes on without Redis, and loses nothing for those at the other process once it is back', async () => {
  const here = await enter(0, await guest('Here'))
  const there = await enter(1, await guest('There'))
  await stopRedis()
  expect(await here.say('while it is away')).toMatchObject({ kind: 'sent' })
  await expect.poll(() => texts(here)).toContain('while it is away')
  expect(processes.map(({ child }) => child.exitCode)).toEqual([null, null, null])
  await expect.poll(() => texts(there), { timeout: 5000 }).toContain('while it is away')
  await startRedis()
  expect(await there.say('it is back')).toMatchObject({ kind: 'sent' })
  await expect.poll(() => texts(here), { timeout: 10_000 }).toContain('it is back')
  expect(ids(here)).toEqual(ids(there))
}, 40_000)
