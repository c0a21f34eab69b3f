/** What a route does around its `handle`, on a real database: limits by network, and event streams that end in time. */

import { randomUUID } from 'node:crypto'
import { issueAccessToken, revokeAccessToken } from '@shoal/db/access-tokens'
import { banAccount, changeRole } from '@shoal/db/accounts'
import { createBroadcast, setBroadcastState } from '@shoal/db/broadcasts'
import { createChannel } from '@shoal/db/channels'
import { endAllSessions } from '@shoal/db/sessions'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchDashboard } from '../features/dashboard/dashboard-operations.ts'
import { watchStudio } from '../features/studio/studio-events-operation.ts'
import { type ServerParts, startServerParts } from '../testing/server-parts.ts'
import { signInAs } from '../testing/sign-in-as.ts'
import { AUTH_SECRET } from '../testing/start-web.ts'
import { lookUpCaller } from './caller.ts'
import { type Operation, operation } from './operation.ts'

let parts: ServerParts
let database: ServerParts['database']

beforeAll(async () => {
  parts = await startServerParts({ 'auth-secret': AUTH_SECRET })
  database = parts.database
})

afterAll(() => parts[Symbol.asyncDispose]())

type Sent = Record<string, string>

function call({ route }: Operation, headers: Sent, slug = ''): Promise<Response> {
  const request = new Request('http://127.0.0.1:3000/api/v1/anything', {
    headers: { host: '127.0.0.1:3000', ...headers },
  })
  return route(request, { params: Promise.resolve({ slug }) })
}

function listenTo(stream: Response) {
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    /** Reads on until there is such a text. */
    async hear(wanted: string) {
      while (!text.includes(wanted)) text += (await reader?.read())?.value ?? expect.fail(`it ended after ${text}`)
    },
    leave: () => reader?.cancel(),
  }
}

it('counts the addresses of an IPv6 network as one, and says no more of them to `handle`', async () => {
  const seen = new Set<string>()
  const limited = operation({
    ...{ id: randomUUID(), summary: '', tags: ['Test'], method: 'GET', path: '/anything', scope: 'public' },
    answers: { 204: null },
    limit: { most: 2, seconds: 60 },
    async handle({ client }) {
      seen.add(client)
      return { status: 204 }
    },
  })
  const from = async (client: string) => (await call(limited, { 'x-shoal-client': client })).status
  expect(await from('2001:db8:1:2::1')).toBe(204)
  expect(await from('2001:db8:1:2::2')).toBe(204)
  expect(await from('2001:db8:1:2:3:4:5:6')).toBe(429)
  expect(await from('2001:db8:1:3::1')).toBe(204)
  expect(await from('192.0.2.7')).toBe(204)
  expect(seen.size).toBe(3)
})

describe('an event stream', () => {
  const slug = 'pier'
  let operator: Awaited<ReturnType<typeof signInAs>>
  let streamer: Awaited<ReturnType<typeof signInAs>>
  let token: { id: string; headers: Sent }

  beforeEach(async () => {
    const { db } = database
    operator = await signInAs(db, 'operator')
    streamer = await signInAs(db, 'streamer')
    const scopes = ['channels:read', 'analytics:read']
    const made = await issueAccessToken(db, { userId: streamer.userId, name: 'mine', scopes, expiresAt: null })
    if (made.kind !== 'issued') throw new Error(made.kind)
    token = { id: made.id, headers: { authorization: `Bearer ${made.token}` } }
    await createChannel(db, { slug, title: 'The pier', ownerId: streamer.userId })
    // the database and its readers keep real time
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await database.db.prisma.channel.deleteMany({ where: { slug } })
  })

  it.each<[string, Operation, () => Sent, () => Promise<unknown>]>([
    ['everybody is signed out', watchStudio, () => ({ cookie: operator.cookie }), () => endAllSessions(database.db)],
    [
      'its token is revoked',
      watchStudio,
      () => token.headers,
      () => revokeAccessToken(database.db, { id: token.id, userId: streamer.userId }),
    ],
    [
      'its token’s owner is banned',
      watchDashboard,
      () => token.headers,
      () => banAccount(database.db, streamer.userId, 'rude'),
    ],
    [
      'an operator is one no more',
      watchDashboard,
      () => ({ cookie: operator.cookie }),
      () => changeRole(database.db, operator.userId, 'streamer'),
    ],
    [
      'its channel is another',
      watchStudio,
      () => ({ cookie: operator.cookie }),
      async () => {
        await database.db.prisma.channel.deleteMany({ where: { slug } })
        await createChannel(database.db, { slug, title: 'A new pier', ownerId: operator.userId })
      },
    ],
  ])('ends when %s', async (_, watched, headers, lose) => {
    const stream = await call(watched, headers(), slug)
    expect(stream.status).toBe(200)
    const text = stream.text()
    await lose()
    vi.advanceTimersByTime(10_000)
    expect(await text).toContain('retry: 2000')
  })

  it('goes on for who is let in as before', async () => {
    const { hear, leave } = listenTo(await call(watchStudio, token.headers, slug))
    await hear('"state":"offline"')
    vi.advanceTimersByTime(10_000)
    const id = 'operationbroadcast01'
    const channel = await database.db.prisma.channel.findUniqueOrThrow({ where: { slug } })
    await createBroadcast(database.db, { id, channelId: channel.id, startedAt: new Date() })
    await setBroadcastState(database.db, { id, state: 'live', at: new Date() })
    await hear('"state":"live"')
    await leave()
  })

  it('shows a streamer who had no channel none that another makes', async () => {
    const first = await signInAs(database.db, 'streamer')
    const second = await signInAs(database.db, 'streamer')
    const own = listenTo(await call(watchDashboard, { cookie: first.cookie }))
    const others = (await call(watchDashboard, { cookie: second.cookie })).text()
    await own.hear('"channels":[]')
    await createChannel(database.db, { slug: `quay-${first.userId}`, title: 'The quay', ownerId: first.userId })
    await own.hear('The quay')
    await own.leave()
    await endAllSessions(database.db)
    vi.advanceTimersByTime(10_000)
    expect(await others).not.toContain('The quay')
  })
})

it('a database that is away says nothing of who is let in', async () => {
  const { cookie } = await signInAs(database.db, 'viewer')
  await database.stopServer()
  await expect(lookUpCaller(new Headers({ cookie }))).rejects.toThrow()
  await expect(lookUpCaller(new Headers({ authorization: 'Bearer shoal_pat_x' }))).rejects.toThrow()
})
