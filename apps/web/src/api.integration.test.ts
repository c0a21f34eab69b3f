/** The HTTP API of the built web app: tokens, answers that keep to their document, and what feeds and cards tell. */

import { createBroadcast, setBroadcastState } from '@shoal/db/broadcasts'
import { finishRecording, startRecording } from '@shoal/db/recordings'
import { addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { OPERATIONS } from './server/operations.ts'
import { signInAs } from './testing/sign-in-as.ts'
import { buildWeb, type RunningWeb, startWeb } from './testing/start-web.ts'

const LIVE = 'livelivelivelivelive'
const PAST = 'pastpastpastpastpast'
const HIDDEN = 'hiddenhiddenhidden00'

let database: TestDatabase
let web: RunningWeb
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
  web = await startWeb({ DATABASE_URL: database.url })
  operator = await signInAs(database.db, 'operator', 'Olga')
  viewer = await signInAs(database.db, 'viewer', 'Vera')
}, 600_000)

afterAll(async () => {
  await web?.[Symbol.asyncDispose]()
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
      Object.values(item).map(({ operationId }: { operationId: string }) => operationId),
    )
    expect(ids.sort()).toEqual(OPERATIONS.map(({ definition }) => definition.id).sort())
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

describe('a personal access token', () => {
  it('does what its scopes say, for its owner, until it is revoked', async () => {
    const { id, token } = await tokenFor(operator, ['channels:read'])
    const keys = '/channels/harbour/stream-keys'
    expect((await api(keys, { headers: withToken(token) })).status).toBe(200)
    const write = await api(keys, { method: 'POST', body: { name: 'x' }, headers: withToken(token) })
    expect([write.status, await write.json()]).toEqual([403, { error: 'scope-missing' }])
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
    expect((await api(path, { method: 'DELETE', headers })).status).toBe(204)
    expect((await ask('/push-worker.js')).headers.get('content-type')).toContain('javascript')
  })

  it('end their e-mails with a signed link, and with no other', async () => {
    expect((await api('/unsubscribe?user=a&channel=b&signature=c', { method: 'POST' })).status).toBe(403)
    expect(await (await ask('/unsubscribe?user=a')).text()).toContain('End these e-mails')
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

  it('is a feed of the public broadcasts', async () => {
    const answer = await ask('/@harbour/feed.xml')
    expect(answer.headers.get('content-type')).toContain('application/rss+xml')
    const xml = await answer.text()
    expect(xml).toContain(`/watch/${PAST}`)
    expect(xml).not.toContain(HIDDEN)
    expect((await ask('/@nobody/feed.xml')).status).toBe(404)
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
