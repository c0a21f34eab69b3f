/** The HTTP API of the built web app: tokens, answers that keep to their document, and what feeds and cards tell. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { createBroadcast, setBroadcastState, updateBroadcast } from '@shoal/db/broadcasts'
import { finishRecording, startRecording } from '@shoal/db/recordings'
import { addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { foreignToldSchema } from './features/embed/foreign-descriptions.ts'
import { unsubscribeQuery } from './features/notifications/unsubscribe-link.ts'
import { DESCRIBED_ROUTES } from './server/described-routes.ts'
import { OPERATIONS } from './server/operations.ts'
import { type MailSink, startMailSink } from './testing/mail-sink.ts'
import { signInAs } from './testing/sign-in-as.ts'
import { buildWeb, CHAT_SECRET, type RunningWeb, startWeb } from './testing/start-web.ts'
import { totpCode } from './testing/totp-code.ts'

const LIVE = 'livelivelivelivelive'
const PAST = 'pastpastpastpastpast'
const HIDDEN = 'hiddenhiddenhidden00'

let database: TestDatabase
let web: RunningWeb
let mail: MailSink
let channelId = ''
let operator: { cookie: string }
let viewer: { cookie: string }
const SECRET_TITLE = 'Nobody may read this'

beforeAll(async () => {
  await buildWeb()
  database = await startTestDatabase()
  channelId = (await addOperatorWithChannel(database.db)).channelId
  const add = async (id: string, minutesAgo: number, more: object) => {
    const startedAt = new Date(Date.now() - minutesAgo * 60_000)
    await createBroadcast(database.db, { id, channelId, startedAt })
    await startRecording(database.db, { broadcastId: id })
    await setBroadcastState(database.db, { id, state: 'live', at: startedAt })
    await database.db.prisma.broadcast.update({ where: { id }, data: more })
  }
  const end = async (broadcastId: string) => {
    await setBroadcastState(database.db, { id: broadcastId, state: 'ended', at: new Date() })
    await finishRecording(database.db, { broadcastId, at: new Date(), seconds: 60, bytes: 1e6, segments: 30 })
  }
  await add(PAST, 300, { title: 'Last week’s boats' })
  await end(PAST)
  await add(HIDDEN, 200, { title: SECRET_TITLE, privacy: 'private' })
  await end(HIDDEN)
  await add(LIVE, 1, { title: '<script>alert("boats")</script>', description: 'Boats & birds' })
  mail = await startMailSink()
  web = await startWeb({
    DATABASE_URL: database.url,
    ...{ SHOAL_SMTP_URL: mail.url, SHOAL_MAIL_FROM: 'Shoal <live@example.org>' },
  })
  operator = await signInAs(database.db, 'operator', 'Olga')
  viewer = await signInAs(database.db, 'viewer', 'Vera')
}, 600_000)

afterAll(async () => {
  await web?.[Symbol.asyncDispose]()
  mail?.[Symbol.dispose]()
  await database?.[Symbol.asyncDispose]()
})

type Sent = { method?: string; body?: unknown; headers?: Record<string, string> }

const ask = (path: string, { method = 'GET', body, headers = {} }: Sent = {}) =>
  fetch(web.url + path, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const api = (path: string, sent: Sent = {}) => ask(`/api/v1${path}`, sent)
const withToken = (token: string) => ({ authorization: `Bearer ${token}` })

async function tokenFor({ cookie }: { cookie: string }, scopes: string[]): Promise<{ id: string; token: string }> {
  const body = { name: 'test', scopes, expiresInDays: 7 }
  const made = await api('/account/tokens', { method: 'POST', body, headers: { cookie } })
  expect(made.status).toBe(201)
  return z.object({ id: z.string(), token: z.string() }).parse(await made.json())
}

/** The text of a stream as far as its first event; of anything else, all of it. */
async function firstEvent(path: string, headers: Record<string, string> = {}): Promise<string> {
  const leaving = new AbortController()
  const answer = await fetch(web.url + path, { headers, signal: leaving.signal })
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer.text()
  let text = ''
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  while (!/^data:.*\n/m.test(text)) text += (await reader?.read())?.value ?? ''
  leaving.abort()
  return text
}

describe('answers', () => {
  it.each([
    ['listChannels', '/channels', false],
    ['readChannel', '/channels/harbour', false],
    ['listBroadcasts', '/channels/harbour/broadcasts', false],
    ['listLive', '/live', false],
    ['listRecordings', '/recordings', false],
    ['readBroadcast', `/broadcasts/${LIVE}`, false],
    ['readViewers', `/broadcasts/${LIVE}/viewers`, false],
    ['readServer', '/server', false],
    ['readFollow', '/channels/harbour/follow', false],
    ['listStreamKeys', '/channels/harbour/stream-keys', true],
    ['listFollows', '/account/follows', true],
    ['listAccessTokens', '/account/tokens', true],
    ['listChannelWebhooks', '/channels/harbour/webhooks', true],
    ['listServerWebhooks', '/webhooks', true],
  ])('of %s are what its schema says', async (id, path, isOperators) => {
    const { definition } = OPERATIONS.find((one) => one.definition.id === id) ?? {}
    const schema = definition?.answers[200]
    if (!schema) throw new Error(`${id} has no schema`)
    const answer = await api(path, isOperators ? { headers: { cookie: operator.cookie } } : {})
    expect(answer.status).toBe(200)
    const body = await answer.json()
    // parsing drops what the schema does not have: what is left must be all of it
    expect(z.parse(schema, body)).toEqual(body)
  })

  it('are described by the document that the server gives, for every operation', async () => {
    const document = await (await api('/openapi.json')).json()
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([{ url: `${web.url}/api/v1` }])
    const ids = Object.values<object>(document.paths).flatMap((item) =>
      Object.values(item).flatMap(({ operationId }: { operationId?: string }) => operationId ?? []),
    )
    const described = [...OPERATIONS.map(({ definition }) => definition), ...DESCRIBED_ROUTES]
    expect(ids.sort()).toEqual(described.map(({ id }) => id).sort())
    const page = await (await ask('/api')).text()
    for (const { definition } of OPERATIONS) expect(page).toContain(`id="${definition.id}"`)
  })

  it('name the fields that are wrong', async () => {
    const bad = await api('/channels/harbour/webhooks', {
      ...{ method: 'POST', headers: { cookie: operator.cookie } },
      body: { name: '', url: 'nonsense', events: ['broadcast.started', 'nothing'], form: 'generic', isActive: true },
    })
    expect(bad.status).toBe(400)
    const { error, fields } = await bad.json()
    expect(error).toBe('bad-request')
    expect(fields.map(({ path }: { path: string }) => path).sort()).toEqual(['events.1', 'name', 'url'])
    expect((await api('/live?limit=1000')).status).toBe(400)
  })
})

describe('what pages ask for beside the API', () => {
  const PASSWORD = 'a long enough password'
  /** The answer, which must be what the document says of it. */
  async function askDescribed(id: string, sent: { path?: string; body?: object; cookie?: string } = {}) {
    const route = DESCRIBED_ROUTES.find((one) => one.id === id) ?? expect.fail(`${id} is not described`)
    const headers = { origin: web.url, ...(sent.cookie === undefined ? {} : { cookie: sent.cookie }) }
    const { method, problems } = route
    const answer = await ask(sent.path ?? route.path, { method, headers, body: sent.body })
    const body = await answer.json()
    if (answer.status === 200) expect(z.parse(route.answer, body), id).toEqual(body)
    else expect(problems[answer.status], `${id} answers ${answer.status}`).toContain(body.error ?? body.code)
    const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
    return { status: answer.status, body, cookie: cookie.join('; ') }
  }

  it('is described as it is: signing in and out', async () => {
    const { email, cookie } = await signInAs(database.db, 'viewer', 'Kim', PASSWORD)
    const statuses: Record<string, number[]> = {}
    const step = async (id: string, sent: { body?: object; cookie?: string } = {}) => {
      const answer = await askDescribed(id, sent)
      statuses[id] = [...(statuses[id] ?? []), answer.status]
      return answer
    }
    await step('getSession')
    await step('getSession', { cookie })
    for (const body of [{ email }, { email: 'none', password: 'x' }, { email, password: 'x' }])
      await step('signIn', { body })
    await step('signIn', { body: { email, password: PASSWORD, callbackURL: 'https://elsewhere.example/' } })
    await step('signIn', { body: { email, password: PASSWORD, callbackURL: '/account' } })
    for (const id of ['verifyCode', 'verifyBackupCode']) {
      await step(id, { body: { code: '000000' } })
      await step(id, { body: { code: '000000' }, cookie })
    }
    await step('enableSecondFactor', { body: { password: PASSWORD } })
    await step('enableSecondFactor', { body: { password: 'wrong' }, cookie })
    await step('makeBackupCodes', { body: { password: PASSWORD }, cookie })
    const { totpURI } = (await step('enableSecondFactor', { body: { password: PASSWORD }, cookie })).body
    const code = totpCode(new URL(totpURI).searchParams.get('secret') ?? '')
    const inside = (await step('verifyCode', { body: { code }, cookie })).cookie
    const { backupCodes } = (await step('makeBackupCodes', { body: { password: PASSWORD }, cookie: inside })).body
    const halfway = (await step('signIn', { body: { email, password: PASSWORD } })).cookie
    await step('verifyCode', { body: { code: '000000' }, cookie: halfway })
    await step('verifyBackupCode', { body: { code: 'none' }, cookie: halfway })
    const again = await step('verifyBackupCode', { body: { code: backupCodes[0] }, cookie: halfway })
    const short = { currentPassword: PASSWORD, newPassword: 'short' }
    await step('changePassword', { body: short, cookie: again.cookie })
    const anew = { currentPassword: PASSWORD, newPassword: `${PASSWORD} anew` }
    const changed = await step('changePassword', { body: anew, cookie: again.cookie })
    await step('disableSecondFactor', { body: { password: 'wrong' }, cookie: changed.cookie })
    await step('disableSecondFactor', { body: { password: anew.newPassword }, cookie: changed.cookie })
    await step('signOut', { cookie: changed.cookie }) // no JSON
    await step('signOut', { body: {}, cookie: changed.cookie })
    expect(statuses).toEqual({
      ...{ getSession: [200, 200], signIn: [400, 400, 401, 403, 200, 200], signOut: [415, 200] },
      ...{ verifyCode: [401, 400, 200, 401], verifyBackupCode: [401, 400, 401, 200] },
      ...{ enableSecondFactor: [401, 400, 200], makeBackupCodes: [400, 200], disableSecondFactor: [400, 200] },
      changePassword: [400, 200],
    })
  })

  it('is described as it is: players on other sites', async () => {
    const [live, none] = ['/embed/@harbour/ticket', '/embed/@nobody/ticket']
    const body = { mode: 'off' }
    expect((await askDescribed('issueForeignTicket', { path: live, body })).status).toBe(200)
    expect((await askDescribed('issueForeignTicket', { path: none, body })).status).toBe(404)
    expect((await askDescribed('issueForeignTicket', { path: live, body: { mode: 'some' } })).status).toBe(400)
    expect((await askDescribed('watchForeignEvents', { path: '/embed/@nobody/events' })).status).toBe(404)
    const [, told] = /^data: (.*)$/m.exec(await firstEvent('/embed/@harbour/events')) ?? []
    const event = JSON.parse(told ?? '')
    expect(z.parse(foreignToldSchema, event)).toEqual(event)
  })
})

describe('what is asked wrongly', () => {
  const wish = { byPush: false, byMail: false }
  const own = () => ({ cookie: viewer.cookie })

  it('is no broadcast to embed where its name cannot be read', async () => {
    for (const name of ['%25', '%2525', '%40%25', '%2540%2525']) {
      expect((await ask(`/embed/${name}`)).status, name).toBe(404)
      const asked = { method: 'POST', body: { mode: 'off' } }
      for (const answer of [await ask(`/embed/${name}/ticket`, asked), await ask(`/embed/${name}/events`)]) {
        expect([answer.status, await answer.json()], name).toEqual([404, { error: 'unknown-channel' }])
      }
    }
  })

  it('is told apart: no such path, no such method, no such id', async () => {
    const refused = async (path: string, sent: Sent = {}) => {
      const answer = await api(path, sent)
      return [answer.status, (await answer.json()).error, answer.headers.get('allow')]
    }
    expect(await refused('/nothing/here')).toEqual([404, 'not-found', null])
    expect(await refused('/live', { method: 'POST' })).toEqual([405, 'method-not-allowed', 'GET, HEAD, OPTIONS'])
    expect(await refused('/tickets')).toEqual([405, 'method-not-allowed', 'OPTIONS, POST'])
    expect(await refused('/channels/harbour', { method: 'PUT' })).toEqual([
      ...[405, 'method-not-allowed', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
    ])
    expect(await refused(`/broadcasts/${'x'.repeat(65)}`)).toEqual([404, 'not-found', null])
    expect(await refused('/broadcasts/%00')).toEqual([404, expect.any(String), null])
    expect(await refused('/channels/%ff')).toEqual([404, 'not-found', null])
    expect(await refused('/channels/..%2f..%2fetc')).toEqual([404, expect.any(String), null])
    expect((await api('/live', { method: 'HEAD' })).status).toBe(200)
  })

  it('in its body is said: another type, no JSON, fields that there are not, too much of it', async () => {
    const path = '/channels/harbour/follow'
    const put = (body: string, type?: string) =>
      fetch(`${web.url}/api/v1${path}`, {
        ...{ method: 'PUT', body },
        headers: { ...own(), ...(type === undefined ? {} : { 'content-type': type }) },
      })
    const form = await put('byPush=1', 'application/x-www-form-urlencoded')
    expect([form.status, await form.json()]).toEqual([415, { error: 'json-only' }])
    expect((await put(JSON.stringify(wish), 'text/plain')).status).toBe(415)
    expect((await put(JSON.stringify(wish), 'application/json; charset=utf-8')).status).toBe(204)
    expect((await put('{"byPush":', 'application/json')).status).toBe(400)
    for (const logo of ['a\0b', 'a\ud800']) {
      const unwritable = await api('/settings', {
        method: 'PATCH',
        headers: { cookie: operator.cookie },
        body: { logo },
      })
      expect([unwritable.status, await unwritable.json()]).toEqual([400, { error: 'bad-request' }])
    }
    const more = await put(JSON.stringify({ ...wish, bySms: true }), 'application/json')
    expect([more.status, (await more.json()).fields]).toEqual([
      400,
      [{ path: '', problem: expect.stringContaining('bySms') }],
    ])
    const large = await put(JSON.stringify({ ...wish, x: 'y'.repeat(300_000) }), 'application/json')
    expect([large.status, await large.json()]).toEqual([413, { error: 'body-too-large' }])
    expect((await api(path, { method: 'DELETE', headers: own() })).status).toBe(204)
  })

  it('is refused as too large once all of it was sent, and the same connection serves what comes next', async () => {
    const { hostname, port } = new URL(web.url)
    const socket = connect(Number(port), hostname)
    const heard: string[] = []
    socket.setEncoding('utf8').on('data', (text: string) => heard.push(text))
    const closed = once(socket, 'close')
    const put = 'PUT /api/v1/channels/harbour/follow'
    const shared = `Host: ${new URL(web.url).host}\r\nCookie: ${viewer.cookie}\r\nOrigin: ${web.url}`
    const json = `Content-Type: application/json\r\nContent-Length: 3000000`
    socket.write(`${put} HTTP/1.1\r\n${shared}\r\n${json}\r\n\r\n${'x'.repeat(3_000_000)}`)
    socket.write(`GET /api/v1/live HTTP/1.1\r\n${shared}\r\nConnection: close\r\n\r\n`)
    await closed
    expect(heard.join('').match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
  })

  it('by another site’s page with a visitor’s cookie is refused, whatever it says it is', async () => {
    const path = '/channels/harbour/follow'
    const from = (headers: Record<string, string>) =>
      api(path, { method: 'PUT', body: wish, headers: { ...own(), ...headers } })
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ]) {
      const answer = await from(headers)
      expect([answer.status, await answer.json()]).toEqual([403, { error: 'foreign-origin' }])
    }
    expect((await from({ origin: web.url })).status).toBe(204)
  })

  it('or answered for one person alone is kept by no cache', async () => {
    for (const [path, status] of [
      ['/account/follows', 200],
      ['/channels/nobody', 404],
      ['/webhooks', 403],
    ] as const) {
      const answer = await api(path, { headers: own() })
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, status, 'no-store'])
    }
  })

  it('in a page’s bounds is said, and pages do not overlap', async () => {
    for (const query of ['limit=0', 'limit=-1', 'limit=1.5', 'limit=many', 'before=yesterday']) {
      expect((await api(`/channels/harbour/broadcasts?${query}`)).status, query).toBe(400)
    }
    const first = await (await api('/channels/harbour/broadcasts?limit=1')).json()
    const before = encodeURIComponent(first.broadcasts[0].startedAt)
    const second = await (await api(`/channels/harbour/broadcasts?limit=1&before=${before}`)).json()
    expect([first.broadcasts[0].id, second.broadcasts[0].id]).toEqual([LIVE, PAST])
  })

  it('too often is told when to come again', async () => {
    const path = `/channels/harbour/follow`
    const { cookie } = await signInAs(database.db, 'viewer', 'Hasty')
    const ask = () => api(path, { method: 'DELETE', headers: { cookie } })
    const answers = await Promise.all(Array.from({ length: 70 }, ask))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBe(10)
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  })

  it('of the settings is refused, and what is not said stays', async () => {
    const headers = { cookie: operator.cookie }
    const change = (body: object) => api('/settings', { method: 'PATCH', body, headers })
    const before = await (await change({ quotas: { channelsPerStreamer: 7 } })).json()
    expect(before.quotas).toEqual({ channelsPerStreamer: 7, broadcasts: null })
    const after = await (await change({ quotas: { broadcasts: 2 } })).json()
    expect(after.quotas).toEqual({ channelsPerStreamer: 7, broadcasts: 2 })
    expect((await change({ quotas: { channels: 2 } })).status).toBe(400)
    expect((await change({ nothing: 1 })).status).toBe(400)
    expect(await (await api('/settings', { headers })).json()).toEqual(after)
  })
})

describe('a personal access token', () => {
  it('does what its scopes say, for its owner, until it is revoked', async () => {
    const { id, token } = await tokenFor(operator, ['channels:read'])
    const keys = '/channels/harbour/stream-keys'
    expect((await api(keys, { headers: withToken(token) })).status).toBe(200)
    const write = await api(keys, { method: 'POST', body: { name: 'x' }, headers: withToken(token) })
    expect([write.status, await write.json()]).toEqual([403, { error: 'scope-missing', scope: 'channels:write' }])
    expect(write.headers.get('www-authenticate')).toContain('scope="channels:write"')
    const meta = await api('/account/tokens', { headers: withToken(token) })
    expect([meta.status, await meta.json()]).toEqual([403, { error: 'session-only' }])
    const listed = await (await api('/account/tokens', { headers: { cookie: operator.cookie } })).json()
    expect(listed.tokens[0]).toMatchObject({ id, hint: token.slice(-4), lastUsedAt: expect.any(String) })
    const other = await api(`/account/tokens/${id}`, { method: 'DELETE', headers: { cookie: viewer.cookie } })
    expect(other.status).toBe(404)
    const revoked = await api(`/account/tokens/${id}`, { method: 'DELETE', headers: { cookie: operator.cookie } })
    expect(revoked.status).toBe(204)
    expect((await api(keys, { headers: withToken(token) })).status).toBe(401)
    const actions = (await database.db.prisma.auditEntry.findMany()).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['token-made', 'token-revoked']))
  })

  it('may no more than its owner, and is kept as a hash', async () => {
    const { token } = await tokenFor(viewer, ['channels:read', 'server:admin', 'account:write'])
    expect((await api('/channels/harbour/stream-keys', { headers: withToken(token) })).status).toBe(404)
    expect((await api('/webhooks', { headers: withToken(token) })).status).toBe(403)
    const rows = JSON.stringify(await database.db.prisma.accessToken.findMany())
    expect(rows).not.toContain(token)
  })

  it('that is past its end, or of somebody who is banned, does nothing', async () => {
    const { id, token } = await tokenFor(viewer, ['account:read'])
    const works = async () => (await api('/account/follows', { headers: withToken(token) })).status
    expect(await works()).toBe(200)
    await database.db.prisma.accessToken.update({ where: { id }, data: { expiresAt: new Date(0) } })
    expect(await works()).toBe(401)
    await database.db.prisma.accessToken.update({ where: { id }, data: { expiresAt: null } })
    await database.db.prisma.user.updateMany({ where: { name: 'Vera' }, data: { bannedAt: new Date() } })
    expect(await works()).toBe(401)
    await database.db.prisma.user.updateMany({ where: { name: 'Vera' }, data: { bannedAt: null } })
  })

  it('that nobody made is refused, and guessing is slowed down', async () => {
    const guess = () => api('/account/follows', { headers: withToken('shoal_pat_guess') })
    const statuses = []
    for (let n = 0; n < 40; n++) statuses.push((await guess()).status)
    expect(statuses[0]).toBe(401)
    expect(statuses.at(-1)).toBe(429)
    expect((await guess()).headers.get('retry-after')).toMatch(/^\d+$/)
  })
})

describe('webhooks and follows', () => {
  it('are made, tried and deleted over the API, but not into a private network', async () => {
    const path = '/channels/harbour/webhooks'
    const draft = {
      name: 'mine',
      url: 'https://192.0.43.10/hook',
      events: ['broadcast.ended'],
      form: 'generic',
      isActive: true,
    }
    const headers = { cookie: operator.cookie }
    const inside = await api(path, { method: 'POST', body: { ...draft, url: 'http://127.0.0.1/' }, headers })
    expect([inside.status, await inside.json()]).toEqual([400, { error: 'refused-address' }])
    const made = await (await api(path, { method: 'POST', body: draft, headers })).json()
    expect(made.secret).toMatch(/^shoal_whsec_/)
    const off = { ...draft, isActive: false }
    expect((await api(`${path}/${made.id}`, { method: 'PUT', body: off, headers })).status).toBe(204)
    expect((await (await api(path, { headers })).json()).webhooks).toMatchObject([{ id: made.id, isActive: false }])
    expect((await api(`${path}/${made.id}`, { method: 'DELETE', headers: { cookie: viewer.cookie } })).status).toBe(404)
    expect((await api(`/webhooks/${made.id}`, { method: 'DELETE', headers })).status).toBe(404)
    expect((await api(`${path}/${made.id}`, { method: 'DELETE', headers })).status).toBe(204)
  })

  it('of a channel are the viewer’s own', async () => {
    const path = '/channels/harbour/follow'
    const headers = { cookie: viewer.cookie }
    const wish = { byPush: false, byMail: true }
    expect((await api(path, { method: 'PUT', body: wish })).status).toBe(401)
    expect((await api(path, { method: 'PUT', body: wish, headers })).status).toBe(204)
    expect(await (await api(path, { headers })).json()).toMatchObject({ isFollowing: true, followers: 1, ...wish })
    expect(await (await api(path)).json()).toMatchObject({ isSignedIn: false, isFollowing: false, followers: 1 })
    const push = { endpoint: 'https://10.0.0.1/x', keys: { p256dh: 'aaaa', auth: 'bbbb' } }
    expect((await api('/account/push-endpoints', { method: 'POST', body: push, headers })).status).toBe(400)
    const outside = { ...push, endpoint: 'https://push.example.org/x' }
    expect((await api('/account/push-endpoints', { method: 'POST', body: outside, headers })).status).toBe(204)
    const { browsers } = await (await api('/account/push-endpoints', { headers })).json()
    expect(browsers).toMatchObject([{ endpoint: outside.endpoint }])
    const other = { cookie: operator.cookie }
    const named = `/account/push-endpoints/${browsers[0].id}`
    expect((await api(named, { method: 'DELETE', headers: other })).status).toBe(404)
    expect((await api(named, { method: 'DELETE', headers })).status).toBe(204)
    expect((await (await api('/account/push-endpoints', { headers })).json()).browsers).toEqual([])
    expect((await api(path, { method: 'DELETE', headers })).status).toBe(204)
    expect((await ask('/push-worker.js')).headers.get('content-type')).toContain('javascript')
  })

  it('end their e-mails with a signed link, and with no other', async () => {
    expect((await api('/unsubscribe?user=a&channel=b&signature=c', { method: 'POST' })).status).toBe(403)
    expect(await (await ask('/unsubscribe?user=a')).text()).toContain('End these e-mails')
    const { prisma } = database.db
    const { userId, cookie } = await signInAs(database.db, 'viewer', 'Nora')
    await api('/channels/harbour/follow', { method: 'PUT', body: { byPush: true, byMail: true }, headers: { cookie } })
    // as a mail program sends it: a form, no cookie, whatever its origin (RFC 8058, section 3.2)
    const oneClick = await fetch(
      `${web.url}/api/v1/unsubscribe?${unsubscribeQuery({ userId, channelId }, CHAT_SECRET)}`,
      {
        ...{ method: 'POST', body: 'List-Unsubscribe=One-Click' },
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example' },
      },
    )
    expect(oneClick.status).toBe(204)
    const left = await prisma.follow.findMany({ where: { userId } })
    expect(left).toMatchObject([{ byMail: false, byPush: true }])
  })
})

describe('a lost password', () => {
  const OLD = 'the password that was lost'
  const NEW = 'the password of tomorrow'
  const askFor = (email: string) => api('/lost-password', { method: 'POST', body: { email } })
  const set = (token: string, newPassword: string) =>
    api('/new-password', { method: 'POST', body: { token, newPassword } })
  const signIn = async (email: string, password: string) =>
    (await ask('/api/auth/sign-in/email', { method: 'POST', body: { email, password }, headers: { origin: web.url } }))
      .status

  /** The token of the newest link that was sent to them: on the server's own address, wherever it was asked for. */
  async function linkOf(email: string, count: number): Promise<string> {
    const sentTo = () => mail.mails.filter((one) => one.includes(email))
    await expect.poll(() => sentTo().length, { timeout: 5000 }).toBe(count)
    const text = (sentTo().at(-1) ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=')
    return /http:\/\/localhost:0\/new-password\/([\w-]+)/.exec(text)?.[1] ?? ''
  }

  it('is set anew once, by the link in an e-mail, which ends what there was', async () => {
    const lost = await signInAs(database.db, 'viewer', 'Lena', OLD)
    const token = await tokenFor(lost, ['account:read'])
    expect((await askFor(lost.email.toUpperCase())).status).toBe(204)
    const first = await linkOf(lost.email, 1)
    expect((await askFor(lost.email)).status).toBe(204)
    const second = await linkOf(lost.email, 2)
    expect(mail.mails.join()).not.toContain(OLD)
    const stored = JSON.stringify(await database.db.prisma.verification.findMany())
    expect([stored.includes(first), stored.includes(second)]).toEqual([false, false])
    expect(await (await ask(`/new-password/${first}`)).text()).toContain('Set a new password')

    expect((await set(first, 'short')).status).toBe(400)
    expect(await (await set('guessedguessedguessedgue', NEW)).json()).toEqual({ error: 'link-over' })
    // two at a time: one alone may
    const both = await Promise.all([set(first, NEW), set(first, NEW)])
    expect(both.map(({ status }) => status).sort()).toEqual([204, 403])
    expect((await set(second, OLD)).status).toBe(403)
    expect(await (await ask(`/new-password/${second}`)).text()).toContain('This link does not work')
    expect((await api('/account', { headers: { cookie: lost.cookie } })).status).toBe(401)
    expect([await signIn(lost.email, OLD), await signIn(lost.email, NEW)]).toEqual([401, 200])
    const entries = await database.db.prisma.auditEntry.findMany({ where: { action: 'password-renewed' } })
    expect(entries).toMatchObject([{ actorId: lost.userId, target: 'account Lena' }])
    expect((await api('/account', { headers: withToken(token.token) })).status).toBe(200)
  })

  it('has its links end with another address or password, and no link outlives an hour', async () => {
    const { email, cookie, userId } = await signInAs(database.db, 'viewer', 'Mona', OLD)
    await askFor(email)
    const token = await linkOf(email, 1)
    const { prisma } = database.db
    const [row] = await prisma.verification.findMany({ where: { value: userId } })
    expect((row?.expiresAt.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(3600_000)
    const moved = { email: `new-${email}`, password: OLD }
    expect((await api('/account/email', { method: 'PUT', body: moved, headers: { cookie } })).status).toBe(204)
    expect((await set(token, NEW)).status).toBe(403)
    await askFor(moved.email)
    const other = await linkOf(moved.email, 1)
    await prisma.verification.updateMany({ where: { value: userId }, data: { expiresAt: new Date(Date.now() - 1) } })
    expect((await set(other, NEW)).status).toBe(403)
    expect(await signIn(moved.email, OLD)).toBe(200)
  })

  it('is asked about alike for whoever has an account and whoever has none, and not without end', async () => {
    const { email } = await signInAs(database.db, 'viewer', 'Nils', OLD)
    const answers = async (address: string) => {
      const all = []
      for (let time = 0; time < 4; time++) all.push(await askFor(address))
      return Promise.all(all.map(async (one) => [one.status, await one.text()]))
    }
    expect(await answers('nobody@example.org')).toEqual(await answers(email))
    expect((await askFor(email)).status).toBe(429)
    expect(mail.mails.filter((one) => one.includes('nobody@example.org'))).toEqual([])
  })
})

describe('a guest’s name in chats', () => {
  const take = (name: string) => api('/chat/name', { method: 'PUT', body: { name } })

  it.each([
    'Olga',
    'olga ',
    'Оlgа',
    'OIga',
    'Ol\u200Bga',
    '\u202EOlga',
    '𝓞𝓵𝓰𝓪',
    '🅾🅻🅶🅰',
    '🇴🇱🇬🇦',
    'Olga 🇩🇪',
    'The harbour',
    'Τhe_hаrbour!',
    'harbour',
  ])('cannot be taken for an account’s or a channel’s, such as %j', async (name) => {
    const answer = await take(name)
    expect([answer.status, await answer.json()]).toEqual([409, { error: 'name-taken' }])
  })

  it('is anything else', async () => {
    for (const name of ['Olgierd', 'Юра', 'محمد', '👍']) expect((await take(name)).status, name).toBe(204)
    expect((await take('\u200B\u202E')).status).toBe(400)
  })
})

describe('what others find', () => {
  it('is a card with the live poster, oEmbed and the feed on the watch page', async () => {
    const page = await (await ask('/@harbour')).text()
    const has = (pattern: RegExp) => pattern.test(page)
    expect(has(new RegExp(`<meta property="og:image" content="[^"]*${LIVE}[^"]*"`))).toBe(true)
    expect(has(/<meta name="twitter:card" content="summary_large_image"/)).toBe(true)
    expect(has(/<link rel="alternate" type="application\/json\+oembed"[^>]* href="[^"]+"/)).toBe(true)
    expect(has(/<link rel="alternate" type="application\/rss\+xml"[^>]* href="[^"]*\/@harbour\/feed\.xml"/)).toBe(true)
    expect(has(/<script>alert\("boats"\)/)).toBe(false)
  })

  it('is nothing for search engines where a channel is unlisted, though nothing is on: whoever has its address may embed it', async () => {
    const owner = await database.db.prisma.user.findFirstOrThrow({ where: { name: 'Ada' } })
    const row = { id: 'alcove', slug: 'alcove', title: 'The alcove', ownerId: owner.id, privacy: 'unlisted' } as const
    await database.db.prisma.channel.create({ data: row })
    const page = await (await ask('/@alcove')).text()
    expect(page).toContain('The alcove')
    expect(page).toMatch(/<meta name="robots" content="noindex/)
    expect(page).toContain('application/json+oembed')
    expect((await (await ask('/@harbour')).text()).includes('noindex')).toBe(false)
  })

  it('is how to embed a public broadcast, and nothing of another', async () => {
    const oembed = (url: string) => ask(`/oembed?url=${encodeURIComponent(url)}&maxwidth=320`)
    const answer = await (await oembed(`${web.url}/@harbour`)).json()
    expect(answer).toMatchObject({ version: '1.0', type: 'video', width: 320, height: 180 })
    expect(answer.html).toContain(`src="${web.url}/embed/@harbour"`)
    expect(answer.html).not.toContain('<script>')
    expect((await oembed(`${web.url}/watch/${PAST}`)).status).toBe(200)
    expect((await oembed(`${web.url}/watch/${HIDDEN}`)).status).toBe(404)
    expect((await oembed('https://elsewhere.example/@harbour')).status).toBe(404)
    expect((await ask(`/oembed?url=${web.url}/@harbour&format=xml`)).status).toBe(501)
  })

  it('is embedded no larger than was asked for, thumbnail and all', async () => {
    const sized = async (size: string) => (await ask(`/oembed?url=${web.url}/@harbour&${size}`)).json()
    expect(await sized('')).not.toHaveProperty('thumbnail_url') // nothing is known of its picture
    const rung = { width: 720, height: 1280, videoCodec: 'avc1', audioCodec: 'mp4a', bandwidth: 1, averageBandwidth: 1 }
    await database.db.prisma.rung.create({
      data: { id: 'upright', broadcastId: LIVE, epoch: 1, name: '1280p', frameRate: '30.000', ...rung },
    })
    expect(await sized('maxwidth=2000')).toMatchObject({
      ...{ width: 640, height: 360, thumbnail_width: 640, thumbnail_height: 1136 },
    })
    expect(await sized('maxheight=1000')).not.toHaveProperty('thumbnail_url')
    const small = await sized('maxwidth=100')
    expect(small).toMatchObject({ width: 100, height: 56, html: expect.stringContaining('width="100" height="56"') })
    expect(small).not.toHaveProperty('thumbnail_url')
    expect(await sized('maxheight=57')).toMatchObject({ width: 101, height: 56 })
    expect(await sized('maxheight=1')).toMatchObject({ width: 1, height: 1 })
  })

  it('is to come on the home page until it is on', async () => {
    const { prisma } = database.db
    const isListed = async (minutesAhead: number) => {
      const announcedAt = new Date(Date.now() + minutesAhead * 60_000)
      await prisma.channel.update({ where: { id: channelId }, data: { announcedAt, announcement: 'Spring tide' } })
      return (await (await ask('/')).text()).includes('Spring tide')
    }
    expect([await isListed(5), await isListed(120)]).toEqual([false, true])
    await prisma.channel.update({ where: { id: channelId }, data: { announcedAt: null, announcement: '' } })
  })

  it('is a feed of the public broadcasts', async () => {
    const answer = await ask('/@harbour/feed.xml')
    expect(answer.headers.get('content-type')).toContain('application/rss+xml')
    const xml = await answer.text()
    expect(xml).toContain(`/watch/${PAST}`)
    expect(xml).not.toContain(HIDDEN)
    expect((await ask('/@nobody/feed.xml')).status).toBe(404)
  })

  it('is the way to a broadcast that is not recorded while it is on, and then that nothing was kept', async () => {
    const id = 'unkeptunkeptunkept00'
    const owner = await database.db.prisma.user.findFirstOrThrow({ where: { name: 'Ada' } })
    const attic = await database.db.prisma.channel.create({
      data: { id: 'attic', slug: 'attic', title: 'The attic', ownerId: owner.id },
    })
    await createBroadcast(database.db, { id, channelId: attic.id, startedAt: new Date() })
    const found = async () => {
      const page = await ask(`/watch/${id}`)
      return { status: page.status, location: page.headers.get('location'), text: await page.text() }
    }
    for (const state of ['live', 'interrupted'] as const) {
      await setBroadcastState(database.db, { id, state, at: new Date() })
      expect(await found()).toMatchObject({ status: 307, location: '/@attic' })
    }
    const embeds = async () => (await ask(`/oembed?url=${encodeURIComponent(`${web.url}/watch/${id}`)}`)).status
    expect(await embeds()).toBe(200)
    await setBroadcastState(database.db, { id, state: 'ended', at: new Date() })
    expect(await embeds()).toBe(404)
    expect(await found()).toMatchObject({ status: 200, text: expect.stringContaining('Nothing was kept of this') })
    await updateBroadcast(database.db, id, { privacy: 'members' })
    expect((await found()).text).not.toContain('Nothing was kept of this')
    await updateBroadcast(database.db, id, { privacy: 'private' })
    expect((await found()).status).toBe(404)
  })

  it('is nowhere what is private, unless who runs the channel asks', async () => {
    for (const path of ['/channels/harbour/broadcasts', '/recordings', '/live']) {
      const text = await (await api(path)).text()
      expect(text, path).not.toContain(SECRET_TITLE)
      expect(text, path).not.toContain(HIDDEN)
    }
    expect((await api(`/broadcasts/${HIDDEN}`)).status).toBe(404)
    expect((await api(`/broadcasts/${HIDDEN}`, { headers: { cookie: viewer.cookie } })).status).toBe(404)
    const { token } = await tokenFor(operator, ['broadcasts:read'])
    expect((await api(`/broadcasts/${HIDDEN}`, { headers: withToken(token) })).status).toBe(200)
    const weak = await tokenFor(operator, ['chat:read'])
    expect((await api(`/broadcasts/${HIDDEN}`, { headers: withToken(weak.token) })).status).toBe(404)
    expect(await (await ask(`/watch/${HIDDEN}`)).text()).not.toContain(SECRET_TITLE)
  })
})

describe('a broadcast that is not for everybody', () => {
  const GUARDED = 'guardedguarded000000'
  const SLUG = 'cellar'
  const NAME = 'The very secret cellar'
  const FILE_TOKEN = 'file-token'
  let guardedChannel = ''

  beforeAll(async () => {
    const owner = await database.db.prisma.user.findFirstOrThrow({ where: { name: 'Ada' } })
    const row = { id: 'cellar', slug: SLUG, title: NAME, ownerId: owner.id, privacy: 'private' } as const
    guardedChannel = (await database.db.prisma.channel.create({ data: row })).id
    const startedAt = new Date(Date.now() - 3600_000)
    await createBroadcast(database.db, { id: GUARDED, channelId: guardedChannel, startedAt })
    await startRecording(database.db, { broadcastId: GUARDED })
    await setBroadcastState(database.db, { id: GUARDED, state: 'live', at: startedAt })
    await setPrivacy('private')
  })

  const setPrivacy = async (privacy: 'private' | 'password' | 'members' | 'unlisted' | 'public') => {
    await database.db.prisma.channel.update({ where: { id: guardedChannel }, data: { privacy } })
    await database.db.prisma.broadcast.update({
      where: { id: GUARDED },
      data: { privacy, title: SECRET_TITLE, description: SECRET_TITLE, doorChangedAt: new Date() },
    })
  }

  /** The first event of a stream. */
  const PAGES = [
    ...['/', `/?q=${encodeURIComponent('cellar')}`, `/@${SLUG}`, `/watch/${GUARDED}`, `/embed/@${SLUG}`],
    ...[`/embed/${GUARDED}`, `/@${SLUG}/feed.xml`, '/robots.txt', '/sitemap.xml', '/about'],
    ...['/api/v1/channels', '/api/v1/channels?q=cellar', '/api/v1/live', '/api/v1/recordings'],
    ...[`/api/v1/channels/${SLUG}`, `/api/v1/channels/${SLUG}/broadcasts`, `/api/v1/channels/${SLUG}/follow`],
    ...[`/api/v1/broadcasts/${GUARDED}`, `/api/v1/broadcasts/${GUARDED}/viewers`],
    ...[`/api/v1/broadcasts/${GUARDED}/chat?from=0&to=${Date.now()}`],
  ]

  it('is nowhere to be found where it is private: not its title, not its channel', async () => {
    await setPrivacy('private')
    const oembeds = [`${web.url}/@${SLUG}`, `${web.url}/watch/${GUARDED}`].map(
      (url) => `/oembed?url=${encodeURIComponent(url)}`,
    )
    for (const headers of [{}, { cookie: viewer.cookie }] as Record<string, string>[]) {
      for (const path of [...PAGES, ...oembeds]) {
        const text = await (await ask(path, { headers })).text()
        expect(text.includes(SECRET_TITLE) || text.includes(NAME), path).toBe(false)
      }
      for (const path of [`/api/v1/channels/${SLUG}/events`, `/embed/@${SLUG}/events`]) {
        const text = await firstEvent(path, headers)
        expect(text.includes(SECRET_TITLE) || text.includes(GUARDED), path).toBe(false)
      }
      const missing = [
        `/api/v1/channels/${SLUG}`,
        `/api/v1/channels/${SLUG}/broadcasts`,
        `/api/v1/channels/${SLUG}/follow`,
      ]
      for (const path of [...missing, `/@${SLUG}`]) expect((await ask(path, { headers })).status, path).toBe(404)
    }
  })

  it('says no more than its channel’s name where there is a password or a sign-in before it', async () => {
    for (const privacy of ['password', 'members'] as const) {
      await setPrivacy(privacy)
      for (const path of PAGES) {
        const text = await (await ask(path)).text()
        expect(text.includes(SECRET_TITLE), path).toBe(false)
        expect(text.includes('og:image') && text.includes(GUARDED), path).toBe(false)
      }
      for (const path of [`/api/v1/channels/${SLUG}/events`, `/embed/@${SLUG}/events`]) {
        expect((await firstEvent(path)).includes(SECRET_TITLE), path).toBe(false)
      }
    }
  })

  it('is embedded and has a card where its address is enough, and search engines are asked to leave it out', async () => {
    const embeds = (path: string) => ask(`/oembed?url=${encodeURIComponent(web.url + path)}`)
    for (const path of [`/@${SLUG}`, `/watch/${GUARDED}`]) {
      await setPrivacy('unlisted')
      expect(await (await embeds(path)).json(), path).toMatchObject({ title: SECRET_TITLE, author_name: NAME })
      const page = await (await ask(path)).text()
      expect(page, path).toMatch(/<meta name="robots" content="noindex"/)
      expect(page, path).toMatch(new RegExp(`<meta property="og:image" content="[^"]*${GUARDED}`))
      await setPrivacy('members')
      expect((await embeds(path)).status, path).toBe(404)
    }
  })

  it('has a chat that a token reads with its scope, where its account may see the broadcast', async () => {
    const chat = `/broadcasts/${GUARDED}/chat?from=0&to=${Date.now()}`
    const read = async (headers: Record<string, string> = {}) => {
      const answer = await api(chat, { headers })
      return answer.ok ? answer.status : [answer.status, (await answer.json()).error]
    }
    const scoped = withToken((await tokenFor(operator, ['chat:read'])).token)
    const strangers = withToken((await tokenFor(viewer, ['chat:read'])).token)
    const unscoped = withToken((await tokenFor(operator, ['broadcasts:read'])).token)
    const refusals = [
      { privacy: 'private', toStranger: [404, 'unknown-broadcast'], toViewer: [404, 'unknown-broadcast'] },
      { privacy: 'password', toStranger: [403, 'password'], toViewer: [403, 'password'] },
      { privacy: 'members', toStranger: [403, 'sign-in'], toViewer: 200 },
    ] as const
    for (const { privacy, toStranger, toViewer } of refusals) {
      await setPrivacy(privacy)
      expect(await read(scoped), privacy).toBe(200)
      expect(await read({ cookie: operator.cookie }), privacy).toBe(200)
      expect(await read(strangers), privacy).toEqual(toViewer)
      expect(await read(unscoped), privacy).toEqual(toStranger)
      expect(await read(), privacy).toEqual(toStranger)
    }
  })

  it('is told of, with its pictures and its file, to those who may see it', async () => {
    const { prisma } = database.db
    await prisma.recordingExport.create({
      data: { id: 'export', broadcastId: GUARDED, rung: '720p', token: FILE_TOKEN, state: 'ready', bytes: 9n },
    })
    await setBroadcastState(database.db, { id: GUARDED, state: 'ended', at: new Date() })
    await finishRecording(database.db, { broadcastId: GUARDED, at: new Date(), seconds: 60, bytes: 9, segments: 9 })
    const picture = `/broadcasts/${GUARDED}/pictures/poster.jpg`
    const file = `/broadcasts/${GUARDED}/files/720p`
    const { token } = await tokenFor(operator, ['broadcasts:read'])
    const weak = await tokenFor(operator, ['chat:read'])
    await setPrivacy('members')
    for (const path of [picture, file]) {
      const leads = async (headers: Record<string, string> = {}) => {
        const answer = await api(path, { headers })
        return [answer.status, new URL(answer.headers.get('location') ?? 'none:/').searchParams.has('ticket')]
      }
      expect(await leads(), path).toEqual([404, false])
      expect(await leads(withToken(weak.token)), path).toEqual([404, false])
      expect(await leads({ cookie: viewer.cookie }), path).toEqual([307, true])
      expect(await leads(withToken(token)), path).toEqual([307, true])
    }
    expect(await firstEvent(`/api/v1/channels/${SLUG}/events`, { cookie: viewer.cookie })).toContain('"isGuarded":true')
    await setPrivacy('private')
    expect((await api(picture, { headers: { cookie: viewer.cookie } })).status).toBe(404)
    expect((await api(file, { headers: { cookie: operator.cookie } })).status).toBe(307)
    await setPrivacy('public')
    const open = await api(file)
    expect(open.headers.get('location')).toMatch(new RegExp(`/recordings/${GUARDED}/720p\\.mp4\\?token=${FILE_TOKEN}$`))
    expect((await api(`/broadcasts/${GUARDED}/pictures/${encodeURIComponent('../index.m3u8')}`)).status).toBe(404)
    expect((await api(`/broadcasts/${GUARDED}/files/1080p`)).status).toBe(404)
  })
})
