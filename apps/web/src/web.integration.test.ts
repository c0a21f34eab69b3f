/** The built web app over HTTP, on a real database. */

import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { addAudienceSlices } from '@shoal/db/audience-slices'
import { addNotice, clearNotice } from '@shoal/db/broadcast-notices'
import { createBroadcast, setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import { channelSettings, createChannel, findChannel } from '@shoal/db/channels'
import { updateExport } from '@shoal/db/recording-exports'
import { finishRecording, listMarkedForDeletion, recordingDeleted, startRecording } from '@shoal/db/recordings'
import { addAudienceRollups, addOriginRollups, addViewerRollups } from '@shoal/db/roll-ups'
import { readServerSettings, writeServerSettings } from '@shoal/db/server-settings'
import { judgeStreamKey } from '@shoal/db/stream-keys'
import { sampleRung, sampleSettings } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { takeCode } from '@shoal/db/two-factor'
import { ticketAnswerSchema, ticketClaimsSchema } from '@shoal/protocol/ticket'
import { decodeJwt, jwtVerify } from 'jose'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { studioEventSchema } from './features/studio/studio-event.ts'
import { addSession, signInAs } from './testing/sign-in-as.ts'
import { buildWeb, type RunningWeb, runWebToItsEnd, SETUP_TOKEN, startWeb, TICKET_SECRET } from './testing/start-web.ts'
import { totpCode } from './testing/totp-code.ts'

const BROADCAST = 'abcdefghij0123456789'
const DAY_MS = 86_400_000
const owner = {
  token: SETUP_TOKEN,
  name: 'Ada',
  email: 'Ada@Example.org',
  password: 'a long enough password',
  title: 'The harbour',
  slug: 'harbour',
}

let database: TestDatabase
let web: RunningWeb
/** The operator's session, once there is one. */
let cookie = ''
let streamKey = ''

beforeAll(async () => {
  await buildWeb()
  database = await startTestDatabase()
  web = await startWeb({ DATABASE_URL: database.url, SHOAL_P2P: 'receive-only', SHOAL_P2P_CONTROL_SHARE: '0.5' })
}, 180_000)

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
const post = (path: string, body: unknown, headers = {}) => ask(path, { method: 'POST', body, headers })
const ticketFor = (more: object, headers = {}) =>
  post('/api/v1/tickets', { channel: 'harbour', mode: 'on', ...more }, headers)

/** The first event of a stream, then the stream is left. */
async function firstEvent(path: string, headers = {}): Promise<unknown> {
  const response = await ask(path, { headers })
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const data = /^data: (.*)$/m.exec(text)?.[1]
    if (data) return JSON.parse(data)
  }
  throw new Error(`no event came from ${path}: ${response.status} ${text}`)
}

describe('setting up', () => {
  it('tells a new server’s visitor what to do', async () => {
    expect(await (await ask('/')).text()).toContain('This server is new')
  })

  it('refuses a wrong token, on the page and behind it', async () => {
    const page = await (await ask('/setup?token=wrong')).text()
    expect(page).toContain('This setup link does not work')
    expect(page).toContain('npm run shoal -- setup')
    expect((await post('/api/v1/setup', { ...owner, token: 'wrong' })).status).toBe(403)
  })

  it('refuses a password that is too short', async () => {
    expect((await post('/api/v1/setup', { ...owner, password: 'too short' })).status).toBe(400)
  })

  it('refuses what another site sends', async () => {
    expect((await post('/api/v1/setup', owner, { origin: 'https://evil.example' })).status).toBe(403)
  })

  it('makes the operator, the channel and a stream key once, whoever tries at the same time', async () => {
    const answers = await Promise.all([
      post('/api/v1/setup', owner),
      post('/api/v1/setup', { ...owner, slug: 'other' }),
    ])
    const done = answers.find(({ status }) => status === 200)
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const answer = await done?.json()
    streamKey = answer.streamKey
    owner.slug = answer.slug
    cookie = (done?.headers.getSetCookie() ?? []).map((one) => one.split(';')[0]).join('; ')
    expect(await judgeStreamKey(database.db, streamKey)).toMatchObject({ kind: 'accepted' })
    expect(existsSync(join(web.secretsFolder, 'setup-token'))).toBe(false)
  })

  it('cannot happen again, not even with a token', async () => {
    await writeFile(join(web.secretsFolder, 'setup-token'), SETUP_TOKEN)
    expect((await post('/api/v1/setup', owner)).status).toBe(409)
    expect(await (await ask(`/setup?token=${SETUP_TOKEN}`)).text()).toContain('already set up')
  })
})

describe('signing in', () => {
  it('is asked for by studio and dashboard', async () => {
    const answer = await ask('/dashboard')
    expect(answer.status).toBe(307)
    expect(answer.headers.get('location')).toContain('/sign-in?next=%2Fdashboard')
    expect((await ask('/api/v1/dashboard/events')).status).toBe(401)
    expect((await ask(`/api/v1/channels/${owner.slug}/studio/events`)).status).toBe(401)
  })

  it('was done by the setup', async () => {
    const studio = await (await ask(`/studio/${owner.slug}`, { headers: { cookie } })).text()
    expect(studio).toContain('How to set up OBS')
    expect(studio).not.toContain(streamKey)
  })

  it('takes the right password from the page’s own address, and no other', async () => {
    const credentials = { email: 'ada@example.org', password: owner.password }
    const right = await post('/api/auth/sign-in/email', credentials, { origin: web.url })
    expect(right.status).toBe(200)
    expect(right.headers.getSetCookie().join()).toMatch(/HttpOnly.*SameSite=Lax/i)
    const wrong = { ...credentials, password: 'not the password' }
    expect((await post('/api/auth/sign-in/email', wrong, { origin: web.url })).status).toBe(401)
    const foreign = { origin: 'https://evil.example', cookie }
    expect((await post('/api/auth/sign-in/email', credentials, foreign)).status).toBe(403)
  })

  it('keeps no address of who signed in', async () => {
    const sessions = await database.db.prisma.session.findMany()
    expect(sessions.map(({ ipAddress }) => ipAddress)).toEqual(sessions.map(() => null))
  })

  it('cannot be signed up for', async () => {
    const stranger = { name: 'Eve', email: 'eve@example.org', password: 'a long enough password' }
    expect((await post('/api/auth/sign-up/email', stranger, { origin: web.url })).status).toBe(404)
    const refused = await post('/api/v1/sign-up', stranger)
    expect([refused.status, await refused.json()]).toEqual([403, { error: 'sign-up-closed' }])
    expect(await database.db.prisma.user.count()).toBe(1)
  })

  it('stops who tries too often', async () => {
    const guess = { email: 'ada@example.org', password: 'a wrong guess' }
    const statuses = []
    for (let n = 0; n < 5; n++)
      statuses.push((await post('/api/auth/sign-in/email', guess, { origin: web.url })).status)
    expect(statuses).toContain(429)
  })
})

describe('accounts', () => {
  const PASSWORD = 'a long enough password'
  const signIn = (email: string, password = PASSWORD, headers = {}) =>
    post('/api/auth/sign-in/email', { email, password }, { origin: web.url, ...headers })
  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
  const admin = (method: string, path: string, body?: unknown) =>
    ask(`/api/v1${path}`, { method, ...(body === undefined ? {} : { body }), headers: { cookie } })

  it('are made with an invitation, once, with its role', async () => {
    const made = await admin('POST', '/invitations', { role: 'streamer', note: 'for Mo <b>' })
    expect(made.status).toBe(201)
    const token = String((await made.json()).url).split('/join/')[1]
    expect(await (await ask(`/join/${token}`)).text()).toContain('You are invited')
    const person = { name: 'Mo', email: 'Mo@Example.org', password: PASSWORD, invitation: token }
    const joined = await post('/api/v1/sign-up', person)
    expect([joined.status, await joined.json()]).toEqual([201, { role: 'streamer' }])
    const again = await post('/api/v1/sign-up', { ...person, email: 'eve@example.org' })
    expect([again.status, await again.json()]).toEqual([403, { error: 'invitation-over' }])
    expect(await (await ask(`/join/${token}`)).text()).toContain('This invitation does not work')
    const own = await ask('/api/v1/account', { headers: { cookie: cookiesOf(joined) } })
    expect(await own.json()).toMatchObject({ name: 'Mo', email: 'mo@example.org', role: 'streamer' })
  })

  it('are anybody’s to make where the operator says so', async () => {
    const eve = { name: '<script>alert(1)</script>', email: 'eve@example.org', password: PASSWORD }
    expect((await post('/api/v1/sign-up', eve)).status).toBe(403)
    expect((await admin('PATCH', '/settings', { signUp: 'open' })).status).toBe(200)
    expect((await post('/api/v1/sign-up', { ...eve, password: 'short' })).status).toBe(400)
    const joined = await post('/api/v1/sign-up', eve)
    expect(await joined.json()).toEqual({ role: 'viewer' })
    expect((await post('/api/v1/sign-up', eve)).status).toBe(409)
    const page = await (await ask('/settings/people', { headers: { cookie } })).text()
    expect(page).not.toContain('<script>alert(1)')
    expect((await ask('/settings', { headers: { cookie: cookiesOf(joined) } })).status).toBe(404)
    expect((await ask('/api/v1/settings', { headers: { cookie: cookiesOf(joined) } })).status).toBe(403)
    await admin('PATCH', '/settings', { signUp: 'closed' })
  })

  it('answer the same for an unknown address and for a wrong password', async () => {
    const unknown = await signIn('nobody@example.org')
    const wrong = await signIn('mo@example.org', 'not the password')
    expect([unknown.status, await unknown.json()]).toEqual([wrong.status, await wrong.json()])
  })

  it('let their owner in from a known browser while strangers guess', async () => {
    const known = cookiesOf(await signIn('mo@example.org'))
    for (let n = 0; n < 5; n++) await signIn('mo@example.org', 'a guess')
    expect((await signIn('mo@example.org')).status).toBe(429)
    expect((await signIn('mo@example.org', PASSWORD, { cookie: known })).status).toBe(200)
  })

  it('show where they are signed in, and end a session', async () => {
    const mo = await database.db.prisma.user.findUniqueOrThrow({ where: { email: 'mo@example.org' } })
    const [here, there] = [await addSession(database.db, mo.id), await addSession(database.db, mo.id)]
    const { sessions } = await (await ask('/api/v1/account/sessions', { headers: { cookie: here } })).json()
    expect(sessions.filter(({ isThis }: { isThis: boolean }) => isThis)).toHaveLength(1)
    expect(JSON.stringify(sessions)).not.toContain('token')
    const ended = await ask('/api/v1/account/sessions', { method: 'DELETE', headers: { cookie: here } })
    expect(await ended.json()).toEqual({ ended: sessions.length - 1 })
    expect((await ask('/api/v1/account', { headers: { cookie: there } })).status).toBe(401)
    expect((await ask('/account', { headers: { cookie: here } })).status).toBe(200)
  })

  it('sign out everywhere else with a new password, whether or not that is asked for', async () => {
    const { userId, cookie: here } = await signInAs(database.db, 'viewer', 'Pat', PASSWORD)
    const there = await addSession(database.db, userId)
    const form = { currentPassword: PASSWORD, newPassword: `${PASSWORD} anew`, revokeOtherSessions: false }
    const changed = await post('/api/auth/change-password', form, { origin: web.url, cookie: here })
    expect(changed.status).toBe(200)
    const isIn = async (session: string) => (await ask('/api/v1/account', { headers: { cookie: session } })).status
    expect([await isIn(cookiesOf(changed)), await isIn(here), await isIn(there)]).toEqual([200, 401, 401])
  })

  it('ask for a code once a second factor is set up', async () => {
    const { email, userId, cookie: own } = await signInAs(database.db, 'viewer', 'Kim', PASSWORD)
    const from = { origin: web.url, cookie: own }
    expect((await post('/api/auth/two-factor/enable', { password: 'wrong' }, from)).status).toBe(400)
    const enabled = await post('/api/auth/two-factor/enable', { password: PASSWORD, issuer: 'Shoal' }, from)
    const { totpURI, backupCodes } = await enabled.json()
    const totpSecret = new URL(totpURI).searchParams.get('secret') ?? ''
    const code = totpCode(totpSecret)
    expect((await post('/api/auth/two-factor/verify-totp', { code }, from)).status).toBe(200)
    const totpAgain = async (given: string) => {
      const next = cookiesOf(await signIn(email))
      const sent = { origin: web.url, cookie: next }
      return (await post('/api/auth/two-factor/verify-totp', { code: given }, sent)).status
    }
    expect(await totpAgain(code)).toBe(401)
    const usedElsewhere = totpCode(totpSecret, Date.now() + 30_000)
    expect(await takeCode(database.db, userId, usedElsewhere)).toBe(true)
    expect(await totpAgain(usedElsewhere)).toBe(401)
    const used = { id: { startsWith: 'used-code:' } }
    await database.db.prisma.verification.updateMany({ where: used, data: { expiresAt: new Date(0) } })
    const asked = await signIn(email)
    expect(await asked.json()).toMatchObject({ twoFactorRedirect: true })
    const halfway = cookiesOf(asked)
    expect((await ask('/api/v1/account', { headers: { cookie: halfway } })).status).toBe(401)
    const verify = (path: string, given: string) =>
      post(`/api/auth/two-factor/${path}`, { code: given }, { origin: web.url, cookie: halfway })
    expect((await verify('verify-totp', '000000')).status).toBe(401)
    const inside = await verify('verify-backup-code', backupCodes[0])
    expect(inside.status).toBe(200)
    expect((await ask('/api/v1/account', { headers: { cookie: cookiesOf(inside) } })).status).toBe(200)

    const later = totpCode(totpSecret, Date.now() + 30_000)
    const both = await Promise.all([totpAgain(later), totpAgain(later)])
    expect(both.toSorted()).toEqual([200, 401])

    const halfwayAgain = cookiesOf(await signIn(email))
    await database.db.prisma.twoFactor.updateMany({ data: { lockedUntil: new Date(Date.now() + 60_000) } })
    const sent = { origin: web.url, cookie: halfwayAgain }
    const locked = await post('/api/auth/two-factor/verify-totp', { code: '111111' }, sent)
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900'])
  })

  it('take no more of a form than a form has', async () => {
    const large = { email: 'mo@example.org', password: 'x'.repeat(40_000) }
    expect((await post('/api/auth/sign-in/email', large, { origin: web.url })).status).toBe(413)
  })

  it('are banned, promoted and removed by operators alone, who leave one operator', async () => {
    const lou = await signInAs(database.db, 'viewer', 'Lou', PASSWORD)
    const path = `/people/${lou.userId}`
    expect((await ask(`/api/v1${path}`, { method: 'DELETE', headers: { cookie: lou.cookie } })).status).toBe(403)
    expect((await admin('PATCH', path, { role: 'moderator' })).status).toBe(204)
    expect((await admin('PUT', `${path}/ban`, { reason: 'spam' })).status).toBe(204)
    expect((await ask('/api/v1/account', { headers: { cookie: lou.cookie } })).status).toBe(401)
    const banned = await signIn(lou.email)
    expect([banned.status, await banned.json()]).toEqual([403, expect.objectContaining({ code: 'BANNED' })])
    expect((await admin('DELETE', `${path}/ban`)).status).toBe(204)
    const reset = await admin('POST', `${path}/password`)
    expect((await signIn(lou.email, (await reset.json()).password)).status).toBe(200)
    expect((await admin('DELETE', path)).status).toBe(204)
    const own = await (await admin('GET', '/account')).json()
    const demoted = await admin('PATCH', `/people/${own.id}`, { role: 'viewer' })
    expect([demoted.status, await demoted.json()]).toEqual([409, { error: 'last-operator' }])
    const { entries } = await (await admin('GET', '/audit-entries')).json()
    const actions = entries.map(({ action }: { action: string }) => action)
    expect(actions.slice(0, 4)).toEqual(['account-deleted', 'password-reset', 'ban-lifted', 'account-banned'])
  })

  it('refuse settings that can’t be, by field, and keep the others', async () => {
    const refused = await admin('PATCH', '/settings', { accent: 'blue', price: { perGigabyte: -1 } })
    const { fields } = await refused.json()
    expect(fields.map(({ path }: { path: string }) => path)).toEqual(['accent', 'price.perGigabyte'])
    const changed = await admin('PATCH', '/settings', { p2p: { consent: 'ask', uploadKbps: 500 } })
    expect(await changed.json()).toMatchObject({ name: 'Shoal', p2p: { consent: 'ask', uploadKbps: 500, most: null } })
    await admin('PATCH', '/settings', { p2p: { consent: 'notice', uploadKbps: null } })
  })

  it('keep what several change at the same time', async () => {
    const changes = [{ about: 'Boats.' }, { rules: 'Be kind.' }, { p2p: { uploadKbps: 700 } }, { retentionDays: 9 }]
    for (const { status } of await Promise.all(changes.map((one) => admin('PATCH', '/settings', one)))) {
      expect(status).toBe(200)
    }
    expect(await (await admin('GET', '/settings')).json()).toMatchObject({
      ...{ about: 'Boats.', rules: 'Be kind.', retentionDays: 9, p2p: { uploadKbps: 700 } },
    })
    await admin('PATCH', '/settings', { about: '', rules: '', retentionDays: null, p2p: { uploadKbps: null } })
  })

  it('change long texts wherever an emoji stands, and are told of a change that is far back', async () => {
    const about = `${'a'.repeat(198)}${'😀'.repeat(9)}`
    expect((await admin('PATCH', '/settings', { about })).status).toBe(200)
    expect((await admin('PATCH', '/settings', { about: `${about}!` })).status).toBe(200)
    const { entries } = await (await admin('GET', '/audit-entries')).json()
    const details = entries.slice(0, 2).map(({ detail }: { detail: { about: string } }) => detail.about)
    expect(details).toEqual([`${'a'.repeat(198)}…`, `${'a'.repeat(198)}…`])
    await admin('PATCH', '/settings', { about: '' })
  })

  it.each(['\u200b', '\u202e\u200b', '\ud800'])('have no name for the server that nobody sees, as %j', async (name) => {
    expect((await admin('PATCH', '/settings', { name })).status).toBe(400)
  })

  it('upload pictures, which are made anew, and nothing that only looks like one', async () => {
    const upload = (bytes: Uint8Array, type = 'image/png') =>
      fetch(`${web.url}/api/v1/pictures`, {
        method: 'POST',
        headers: { cookie, 'content-type': type },
        body: bytes.slice(),
      })
    const plain = sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6e8a' } })
    const stored = await upload(
      await plain
        .withExif({ IFD0: { Copyright: 'a secret place' } })
        .jpeg()
        .toBuffer(),
    )
    const { name } = await stored.json()
    const picture = await ask(`/media/${name}`)
    expect(picture.headers.get('cache-control')).toContain('immutable')
    const bytes = Buffer.from(await picture.arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 64, height: 48 })
    expect(bytes.includes('a secret place')).toBe(false)
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><script/></svg>')
    expect((await upload(svg)).status).toBe(415)
    expect((await upload(Buffer.from('not a picture'))).status).toBe(415)
    expect((await upload(Buffer.alloc(0))).status).toBe(415)
    const frames = [plain.clone().png(), plain.clone().negate().png()].map((one) => one.toBuffer())
    const moving = await sharp(await Promise.all(frames), { join: { animated: true } })
      .webp()
      .toBuffer()
    expect(await (await upload(moving)).json()).toEqual({ error: 'is-animated' })
    expect((await upload(Buffer.alloc(9 * 1024 * 1024))).status).toBe(413)
    expect((await ask('/media/..%2F..%2Fetc%2Fpasswd')).status).toBe(404)
  })
})

describe('stream keys', () => {
  it('are made and revoked by the operator alone', async () => {
    const keys = `/api/v1/channels/${owner.slug}/stream-keys`
    expect((await post(keys, { name: 'Second' })).status).toBe(401)
    const made = await post(keys, { name: 'Second' }, { cookie })
    expect(made.status).toBe(201)
    const second = (await made.json()).streamKey
    const judged = await judgeStreamKey(database.db, second)
    if (judged.kind !== 'accepted') throw new Error(`the new key is ${judged.kind}`)
    expect((await ask(`${keys}/${judged.keyId}`, { method: 'DELETE' })).status).toBe(401)
    expect((await ask(`${keys}/${judged.keyId}`, { method: 'DELETE', headers: { cookie } })).status).toBe(204)
    expect(await judgeStreamKey(database.db, second)).toMatchObject({ kind: 'revoked' })
    expect((await ask(`${keys}/no-such-key`, { method: 'DELETE', headers: { cookie } })).status).toBe(404)
  })
})

describe('who has no part in a channel', () => {
  const reads = () => [
    `/api/v1/channels/${owner.slug}/studio/events`,
    ...['dashboard/events', 'analytics', 'analytics/export'].flatMap((path) => [
      `/api/v1/${path}?channel=${owner.slug}`,
      `/api/v1/${path}?range=broadcast&broadcast=${BROADCAST}`,
    ]),
  ]
  const changes = () => {
    const channel = `/api/v1/channels/${owner.slug}`
    return [
      { path: `${channel}/stream-keys`, method: 'POST', body: { name: 'Mine' } },
      { path: `${channel}/stream-keys/any`, method: 'DELETE' },
      { path: `/api/v1/channels/${owner.slug}/settings`, method: 'PATCH', body: sampleSettings },
      { path: `${channel}/recordings/${BROADCAST}`, method: 'DELETE' },
      { path: `${channel}/recordings/${BROADCAST}/exports`, method: 'POST', body: { rung: '720p' } },
      { path: '/api/v1/tickets', method: 'POST', body: { channel: owner.slug, mode: 'off', role: 'preview' } },
    ]
  }

  it.each(['viewer', 'moderator', 'streamer'] as const)('gets nothing of it as a %s', async (role) => {
    const { cookie } = await signInAs(database.db, role)
    const pages = [`/studio/${owner.slug}`, `/dashboard?channel=${owner.slug}`]
    const asked = [...[...reads(), ...pages].map((path) => ({ path })), ...changes()]
    for (const { path, ...sent } of asked) {
      expect([403, 404], path).toContain((await ask(path, { ...sent, headers: { cookie } })).status)
    }
  })

  it('sees its own channels in the studio, as a streamer, and no other’s', async () => {
    const mara = await signInAs(database.db, 'streamer', 'Mara')
    await createChannel(database.db, { slug: 'lighthouse', title: 'The lighthouse', ownerId: mara.userId })
    const index = await (await ask('/studio', { headers: { cookie: mara.cookie } })).text()
    expect(index).toContain('The lighthouse')
    expect(index).not.toContain(owner.title)
    const studio = await (await ask('/studio/lighthouse', { headers: { cookie: mara.cookie } })).text()
    expect(studio).toContain('The lighthouse')
    expect(studio).not.toContain(owner.title)
    const keys = '/api/v1/channels/lighthouse/stream-keys'
    expect((await post(keys, { name: 'Hers' }, { cookie: mara.cookie })).status).toBe(201)
    const demoted = { where: { id: mara.userId }, data: { role: 'viewer' } }
    await database.db.prisma.user.update(demoted)
    expect((await post(keys, { name: 'Hers' }, { cookie: mara.cookie })).status).toBe(404)
  })
})

describe('tickets', () => {
  it('are refused for a channel that is unknown, and for one that is not live', async () => {
    expect((await ticketFor({ channel: 'nobody' })).status).toBe(404)
    const notLive = await ticketFor({ channel: owner.slug })
    expect(notLive.status).toBe(409)
    expect(await notLive.json()).toEqual({ error: 'not-live' })
    expect((await ticketFor({ mode: 'all' })).status).toBe(400)
    expect((await ticketFor({}, { origin: 'https://evil.example' })).status).toBe(403)
  })

  it('admit a viewer to the live broadcast, with no more than the operator’s setting grants', async () => {
    const channel = await findChannel(database.db, owner.slug)
    await createBroadcast(database.db, { id: BROADCAST, channelId: channel?.id ?? '', startedAt: new Date() })
    await setBroadcastState(database.db, { id: BROADCAST, state: 'live', at: new Date() })
    const answer = ticketAnswerSchema.parse(await (await ticketFor({ channel: owner.slug })).json())
    expect(answer).toMatchObject({
      mode: 'receive-only',
      broadcastId: BROADCAST,
      epoch: 1,
      playlistUrl: `http://127.0.0.1:8080/live/${BROADCAST}/1/index.m3u8`,
      trackerUrls: ['ws://127.0.0.1:8000/swarm'],
      telemetryUrl: 'http://127.0.0.1:8000/swarm/telemetry',
      policy: { iceServers: [], relayOnly: false, leastViewers: 3, uploadKbps: null, uploadMegabytes: null },
    })
    expect(await claimsOf(answer.ticket)).toMatchObject({ broadcast: BROADCAST, mode: 'receive-only', role: 'viewer' })
  })

  it('are renewed as the same viewer session, and only by their holder', async () => {
    const first = await (await ticketFor({ channel: owner.slug })).json()
    const renewed = await (await ticketFor({ channel: owner.slug, renew: first.ticket })).json()
    const stranger = await (await ticketFor({ channel: owner.slug, renew: `${first.ticket}x` })).json()
    const { sub } = await claimsOf(first.ticket)
    expect((await claimsOf(renewed.ticket)).sub).toBe(sub)
    expect((await claimsOf(stranger.ticket)).sub).not.toBe(sub)
  })

  it('for the preview are the operator’s', async () => {
    expect((await ticketFor({ channel: owner.slug, role: 'preview' })).status).toBe(403)
    const preview = await ticketFor({ channel: owner.slug, mode: 'off', role: 'preview' }, { cookie })
    expect((await claimsOf((await preview.json()).ticket)).role).toBe('preview')
  })

  it('for a seeder are anybody’s, with no more than the operator’s setting grants', async () => {
    const answer = await (await ticketFor({ channel: owner.slug, role: 'seeder' })).json()
    expect(await claimsOf(answer.ticket)).toMatchObject({ role: 'seeder', mode: 'receive-only', group: 'swarm' })
  })
})

describe('settings', () => {
  const path = () => `/api/v1/channels/${owner.slug}/settings`
  const wanted = { ...sampleSettings, latencyMode: 'low', ladder: ['720p'], rewindSeconds: 600 } as const
  const change = (body: unknown, headers = {}) => ask(path(), { method: 'PATCH', body, headers })

  it('are changed by the operator alone, from this site alone, and what is left out stays', async () => {
    const channel = await findChannel(database.db, owner.slug)
    const now = () => channelSettings(database.db, channel?.id ?? '')
    expect((await change(wanted)).status).toBe(401)
    expect((await change(wanted, { cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect((await change({ ...wanted, reconnectSeconds: 1801 }, { cookie })).status).toBe(400)
    expect(await now()).toEqual(sampleSettings)
    expect((await change({ latencyMode: 'low' }, { cookie })).status).toBe(204)
    expect(await now()).toEqual({ ...sampleSettings, latencyMode: 'low' })
    expect((await change(wanted, { cookie })).status).toBe(204)
    expect(await now()).toEqual(wanted)
    const nobody = await ask('/api/v1/channels/nobody/settings', { method: 'PATCH', body: wanted, headers: { cookie } })
    expect(nobody.status).toBe(404)
  })

  it('of who may watch stay as they are when a page that was loaded before saves a title', async () => {
    const channel = `/api/v1/channels/${owner.slug}`
    const change = async (at: string, body: unknown) =>
      (await ask(`${channel}${at}`, { method: 'PATCH', body, headers: { cookie } })).status
    for (const at of ['/next-broadcast', `/broadcasts/${BROADCAST}`]) {
      expect(await change(at, { privacy: 'password' })).toBe(422)
      expect(await change(at, { privacy: 'password', password: 'gull and tide' })).toBe(204)
      expect(await change(at, { title: 'Evening' })).toBe(204)
    }
    const found = await database.db.prisma.broadcast.findUniqueOrThrow({ where: { id: BROADCAST } })
    expect(found).toMatchObject({ title: 'Evening', privacy: 'password', passwordHash: expect.any(String) })
    const next = await database.db.prisma.channel.findUniqueOrThrow({ where: { slug: owner.slug } })
    expect(next).toMatchObject({ broadcastTitle: 'Evening', privacy: 'password', passwordHash: expect.any(String) })
    for (const at of ['/next-broadcast', `/broadcasts/${BROADCAST}`]) {
      expect(await change(at, { privacy: 'public', title: '' })).toBe(204)
    }
  })

  it('say how long recordings stay of a channel that leaves it to the server', async () => {
    const page = async () => (await ask(`/studio/${owner.slug}/settings`, { headers: { cookie } })).text()
    const settings = await readServerSettings(database.db)
    expect(await page()).toContain('>As the server does: until I delete them</option>')
    await writeServerSettings(database.db, { ...settings, retentionDays: 30 })
    await expect.poll(page).toContain('>As the server does: 30 days</option>')
    await writeServerSettings(database.db, settings)
  })
})

it('leads to a channel’s page though its name begins with a capital', async () => {
  const answer = await ask(`/@${owner.slug.toUpperCase()}`)
  expect([answer.status, answer.headers.get('location')]).toEqual([307, `/@${owner.slug}`])
})

describe('event streams', () => {
  it('tell a watch page its channel’s state, and each change of it', async () => {
    const path = `/api/v1/channels/${owner.slug}/events`
    const current = { broadcastId: BROADCAST, epoch: 1, rewindSeconds: 600 }
    expect(await firstEvent(path)).toMatchObject({ state: 'live', ...current })
    await setBroadcastState(database.db, { id: BROADCAST, state: 'interrupted', at: new Date() })
    await expect.poll(() => firstEvent(path)).toMatchObject({ state: 'interrupted', ...current })
    expect((await ask('/api/v1/channels/nobody/events')).status).toBe(404)
  })

  it('tell the operator how it goes', async () => {
    expect(await firstEvent(`/api/v1/channels/${owner.slug}/studio/events`, { cookie })).toMatchObject({
      channel: { state: 'interrupted' },
      refusals: [],
      notices: [],
      recordings: [],
    })
    expect(await firstEvent('/api/v1/dashboard/events?range=hour', { cookie })).toMatchObject({
      period: { range: 'hour', isLive: true },
      live: [{ id: BROADCAST, slug: owner.slug, state: 'interrupted', viewers: 0 }],
      now: { viewers: 0 },
      services: [{ service: 'web', values: { memoryBytes: expect.any(Number) } }],
    })
  })
})

describe('analytics', () => {
  const at = new Date(Date.now() - 120_000)
  const read = (query: string, headers: Record<string, string> = { cookie }) =>
    ask(`/api/v1/analytics${query}`, { headers })

  beforeAll(async () => {
    const of = { broadcastId: BROADCAST, epoch: 1, rung: '720p', at }
    await addAudienceRollups(database.db, [
      {
        ...of,
        originBytes: 1e9,
        peerBytes: 3e9,
        mediaSeconds: 5000,
        playedMs: 4_950_000,
        stalledMs: 50_000,
        stalls: 7,
      },
    ])
    await addOriginRollups(database.db, [{ ...of, firstBytes: 1e9, producedBytes: 4e9, producedSeconds: 5000 }])
    await addAudienceSlices(database.db, [
      {
        ...{ broadcastId: BROADCAST, at, tracker: 'here', browser: 'Firefox', country: 'DE', mode: 'on' },
        ...{ originBytes: 1e9, peerBytes: 3e9, playedMs: 4_950_000, sessionsStarted: 2, sessionsEnded: 2 },
        ...{ sessionSumMs: 120_000, sessionLengths: [1, 1, 0, 0, 0, 0, 0] },
      },
    ])
  })

  it('say what players claimed, what the origin measured, and what it is made of', async () => {
    // an answer is kept for two seconds
    const event = async () => (await read('?range=hour')).json()
    await expect.poll(event, { timeout: 5000 }).toMatchObject({
      totals: { claimed: { originBytes: 1e9, peerBytes: 3e9, offload: 0.75 }, stalls: 7, playedMs: 4_950_000 },
      check: { claimed: { offload: 0.75 }, measured: { originBytes: 1e9, deliveredBytes: 4e9, offload: 0.75 } },
      price: { perGigabyte: 0.05, currency: 'EUR' },
      sessions: { started: 2, ended: 2, meanMs: 60_000, lengths: [1, 1, 0, 0, 0, 0, 0] },
      slices: {
        channels: [{ id: owner.slug, name: owner.title, peerBytes: 3e9 }],
        broadcasts: [{ id: BROADCAST }],
        rungs: [{ name: '720p' }],
        browsers: [{ name: 'Firefox' }],
        countries: [{ name: 'DE' }],
        modes: [{ name: 'on', playedMs: 4_950_000 }],
      },
    })
    expect(await (await read(`?range=broadcast&broadcast=${BROADCAST}`)).json()).toMatchObject({
      query: { range: 'broadcast', broadcast: BROADCAST },
      ...{ broadcast: { id: BROADCAST, slug: owner.slug }, totals: { claimed: { offload: 0.75 } } },
    })
    const yesterday = `?range=custom&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z`
    expect((await (await read(yesterday)).json()).totals.claimed.offload).toBeNull()
  })

  it('of long ago are found in the wider slots that they are kept in by then', async () => {
    const dayMs = Math.floor(Date.now() / DAY_MS - 40) * DAY_MS
    const time = (minutes: number) => new Date(dayMs + minutes * 60_000)
    const channel = await findChannel(database.db, owner.slug)
    const id = 'longago00longago0000'
    const times = { startedAt: time(10 * 60 + 5), endedAt: time(10 * 60 + 50) }
    await database.db.prisma.broadcast.create({
      data: { id, channelId: channel?.id ?? '', state: 'ended', ...times },
    })
    const of = { broadcastId: id, originBytes: 1e9, peerBytes: 3e9, playedMs: 4_950_000 }
    await addAudienceRollups(database.db, [{ ...of, at: time(10 * 60), epoch: 1, rung: '720p' }])
    await addViewerRollups(database.db, [{ broadcastId: id, at: time(10 * 60), viewers: 12 }])
    await addAudienceSlices(database.db, [
      { ...of, at: time(0), tracker: 'here', browser: 'Firefox', country: 'DE', mode: 'on', sessionsStarted: 2 },
    ])
    const figures = {
      totals: { claimed: { peerBytes: 3e9 }, peakViewers: 12 },
      sessions: { started: 2 },
      slices: { broadcasts: [{ id, name: owner.title }], browsers: [{ name: 'Firefox' }], modes: [{ name: 'on' }] },
    }
    expect(await (await read(`?range=broadcast&broadcast=${id}`)).json()).toMatchObject(figures)
    const [from, to] = [time(10 * 60 + 40).toISOString(), time(11 * 60 + 40).toISOString()]
    expect(await (await read(`?range=custom&from=${from}&to=${to}`)).json()).toMatchObject(figures)
  })

  it('of who watches a recording name it, and are its channel’s, though it was not live then', async () => {
    const channel = await findChannel(database.db, owner.slug)
    const id = 'recorded000recorded0'
    const [startedAt, endedAt] = [new Date(Date.now() - 3 * DAY_MS), new Date(Date.now() - 2 * DAY_MS)]
    await database.db.prisma.broadcast.create({
      data: { id, channelId: channel?.id ?? '', state: 'ended', title: 'Fog', startedAt, endedAt },
    })
    const now = new Date()
    await addAudienceRollups(database.db, [{ broadcastId: id, epoch: 1, rung: '720p', at: now, playedMs: 9000 }])
    await addViewerRollups(database.db, [{ broadcastId: id, at: now, viewers: 2 }])
    for (const query of ['?range=hour', `?range=hour&channel=${owner.slug}`]) {
      const event = async () => (await read(query)).json()
      await expect.poll(event, { timeout: 5000 }).toMatchObject({
        ...{ now: { viewers: 2 }, totals: { playedMs: 4_959_000 } },
        slices: { broadcasts: [{ id: BROADCAST }, { id, name: 'Fog', playedMs: 9000 }] },
      })
    }
  })

  it('compare both counts up to where every viewer has told, in a time that was chosen and ends now too', async () => {
    const unsettled = new Date(Date.now() - 1000)
    const of = { broadcastId: BROADCAST, epoch: 1, rung: '720p', at: unsettled }
    await addOriginRollups(database.db, [{ ...of, firstBytes: 5e8 }])
    const [from, to] = [Date.now() - 20_000, Date.now()].map((ms) => new Date(ms).toISOString())
    const { check } = await (await read(`?range=custom&from=${from}&to=${to}`)).json()
    expect(check.measured.originBytes).toBe(0)
  })

  it('have fifty rows of a table, and all of them when they are taken home', async () => {
    const at = new Date(Date.UTC(2026, 1, 1))
    const of = { at, tracker: 'here', browser: 'Firefox', mode: 'on', peerBytes: 1e6 }
    const countries = Array.from({ length: 60 }, (_, index) => `C${index}`)
    const rows = countries.map((country) => ({ ...of, broadcastId: BROADCAST, country }))
    await addAudienceSlices(database.db, rows)
    const query = '?range=custom&from=2026-02-01T00:00:00Z&to=2026-02-02T00:00:00Z'
    expect((await (await read(query)).json()).slices.countries).toHaveLength(50)
    const whole = await read(`/export${query}&table=countries&format=json`)
    expect(await whole.json()).toHaveLength(60)
  })

  it('can be taken home as CSV and as JSON', async () => {
    const csv = await read('/export?range=hour&table=browsers&format=csv')
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="shoal-browsers-[\d-]+\.csv"$/)
    const [names = '', firefox = ''] = (await csv.text()).split('\r\n')
    const cells = Object.fromEntries(names.split(',').map((name, index) => [name, firefox.split(',')[index]]))
    expect(cells).toMatchObject({ name: 'Firefox', peerBytes: '3000000000', offload: '0.75' })
    const points = await (await read('/export?range=hour&table=series&format=json')).json()
    expect(points.reduce((sum: number, { peerBytes }: { peerBytes: number }) => sum + peerBytes, 0)).toBe(3e9)
  })

  it('refuse a time that is none, and say which field is wrong', async () => {
    const answer = await read('?range=custom&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'bad-request', fields: [{ path: 'to' }] })
    const ahead = await read('?range=custom&from=2100-01-01T00:00:00Z&to=2100-01-02T00:00:00Z')
    expect([ahead.status, await ahead.json()]).toMatchObject([400, { fields: [{ path: 'from' }] }])
    expect((await read('?range=week')).status).toBe(400)
    expect((await read('?range=broadcast&broadcast=nosuchbroadcast00')).status).toBe(404)
  })

  it('of a streamer are of their own channels alone', async () => {
    const { cookie: hers } = await signInAs(database.db, 'streamer', 'Nell')
    const event = await (await read('?range=hour', { cookie: hers })).json()
    expect(event).toMatchObject({
      ...{ channels: [], live: [], services: [], totals: { claimed: { peerBytes: 0 } } },
      slices: { broadcasts: [], browsers: [] },
    })
    expect((await ask('/dashboard', { headers: { cookie: hers } })).status).toBe(200)
  })
})

describe('the control group', () => {
  const newViewers = async () => {
    const asked = Array.from({ length: 6 }, async () => (await ticketFor({ channel: owner.slug })).json())
    return (await Promise.all(asked)).map((answer) => ticketAnswerSchema.parse(answer))
  }

  it('gets some of the new viewers of a large broadcast, who then play without P2P, and keeps them', async () => {
    expect((await newViewers()).map(({ group }) => group)).toEqual(Array.from({ length: 6 }, () => 'swarm'))
    await addViewerRollups(database.db, [{ broadcastId: BROADCAST, at: new Date(), viewers: 101 }])
    const find = async () => (await newViewers()).find(({ group }) => group === 'control')
    const control = await vi.waitUntil(find, { timeout: 20_000, interval: 1500 })
    expect(control?.mode).toBe('off')
    expect(await claimsOf(control?.ticket ?? '')).toMatchObject({ group: 'control', mode: 'off' })
    const renewed = await ticketFor({ channel: owner.slug, renew: control?.ticket })
    expect(await renewed.json()).toMatchObject({ group: 'control', mode: 'off' })
  })
})

describe('a broadcast that is recorded', () => {
  const at = new Date()
  const studio = () => firstEvent(`/api/v1/channels/${owner.slug}/studio/events`, { cookie })
  /** Which of the two owners won the setup is known only when it has happened. */
  const recording = () => `/api/v1/channels/${owner.slug}/recordings/${BROADCAST}`

  it('tells the studio what the server had to do, until it is over', async () => {
    const notice = { broadcastId: BROADCAST, kind: 'rung-shed', detail: '720p' } as const
    await addNotice(database.db, { ...notice, at })
    const told = { kind: notice.kind, detail: notice.detail, atMs: at.getTime() }
    await expect.poll(studio).toMatchObject({ notices: [told] })
    await clearNotice(database.db, { ...notice, at })
    await expect.poll(studio).toMatchObject({ notices: [] })
  })

  it('leads to the channel while it runs, and cannot be deleted', async () => {
    await startEpoch(database.db, { broadcastId: BROADCAST, epoch: 1, rungs: [sampleRung] })
    await startRecording(database.db, { broadcastId: BROADCAST })
    const page = await ask(`/watch/${BROADCAST}`)
    expect([page.status, page.headers.get('location')]).toEqual([307, `/@${owner.slug}`])
    expect((await ask(recording(), { method: 'DELETE', headers: { cookie } })).status).toBe(409)
    expect((await post(`${recording()}/exports`, { rung: '720p' }, { cookie })).status).toBe(404)
    expect((await ticketFor({ channel: owner.slug, past: BROADCAST })).status).toBe(200)
  })

  it('tells the watch page when its recording can be watched', async () => {
    const path = `/api/v1/channels/${owner.slug}/events`
    const ended = { state: 'ended', broadcastId: BROADCAST, epoch: 1 }
    await setBroadcastState(database.db, { id: BROADCAST, state: 'ended', at, endReason: 'publisher-left' })
    await expect.poll(() => firstEvent(path)).toMatchObject({ ...ended, recording: 'pending' })
    await finishRecording(database.db, { broadcastId: BROADCAST, at, seconds: 65, bytes: 2_000_000, segments: 33 })
    await expect.poll(() => firstEvent(path)).toMatchObject({ ...ended, recording: 'ready' })
    const page = await (await ask(`/watch/${BROADCAST}`)).text()
    expect(page).toContain('The harbour')
    expect(page).toContain('1:05')
    expect((await ask('/watch/nobodynobodynobody12')).status).toBe(404)
  })

  it('admits viewers of its past: of what is live, and of what is recorded, on its own channel', async () => {
    const answer = await ticketFor({ channel: owner.slug, past: BROADCAST })
    expect(ticketAnswerSchema.parse(await answer.json())).toMatchObject({
      broadcastId: BROADCAST,
      epoch: 1,
      playlistUrl: `http://127.0.0.1:8080/live/${BROADCAST}/index.m3u8`,
    })
    expect((await ticketFor({ channel: owner.slug })).status).toBe(409)
    const unknown = await ticketFor({ channel: owner.slug, past: 'zzzzzzzzzz0123456789' })
    expect([unknown.status, await unknown.json()]).toEqual([404, { error: 'unknown-recording' }])
    expect((await ticketFor({ channel: owner.slug, past: '../etc' })).status).toBe(400)
  })

  it('is made into a file for the operator, who sees how far it is', async () => {
    expect((await post(`${recording()}/exports`, { rung: '720p' })).status).toBe(401)
    expect((await post(`${recording()}/exports`, { rung: '4320p' }, { cookie })).status).toBe(404)
    expect((await post(`${recording()}/exports`, { rung: '../720p' }, { cookie })).status).toBe(400)
    expect((await post(`${recording()}/exports`, { rung: '720p' }, { cookie })).status).toBe(202)
    const asked = await database.db.prisma.recordingExport.findFirstOrThrow()
    await updateExport(database.db, asked.id, { state: 'running', progress: 0.5 })
    const token = asked.token
    await expect.poll(studio).toMatchObject({
      recordings: [{ state: 'ready', rungs: ['720p'], exports: [{ state: 'running', progress: 0.5, token }] }],
    })
  })

  it('is deleted by the operator alone', async () => {
    expect((await ask(recording(), { method: 'DELETE' })).status).toBe(401)
    const other = `/api/v1/channels/nobody/recordings/${BROADCAST}`
    expect((await ask(other, { method: 'DELETE', headers: { cookie } })).status).toBe(404)
    expect((await ask(recording(), { method: 'DELETE', headers: { cookie } })).status).toBe(204)
    expect(await listMarkedForDeletion(database.db)).toEqual([BROADCAST])
    await expect.poll(studio).toMatchObject({ recordings: [{ state: 'deleting' }] })
    await recordingDeleted(database.db, { broadcastId: BROADCAST, at })
    await expect.poll(studio).toMatchObject({ recordings: [] })
    expect(await (await ask(`/watch/${BROADCAST}`)).text()).toContain('This recording is deleted')
    expect((await ticketFor({ channel: owner.slug, past: BROADCAST })).status).toBe(404)
    expect((await ask(recording(), { method: 'DELETE', headers: { cookie } })).status).toBe(404)
  })
})

describe('recordings of a channel that has many', () => {
  const slug = 'archive'
  const ids = Array.from({ length: 52 }, (_, index) => `archived${String(index).padStart(12, '0')}`)
  const [oldest = ''] = ids
  const page = async (path: string) => (await ask(`/studio/${slug}/broadcasts${path}`, { headers: { cookie } })).text()
  const told = async () => {
    const event = await firstEvent(`/api/v1/channels/${slug}/studio/events`, { cookie })
    return studioEventSchema.parse(event).recordings.find(({ broadcastId }) => broadcastId === oldest)
  }

  beforeAll(async () => {
    const { prisma } = database.db
    const { ownerId } = await prisma.channel.findUniqueOrThrow({ where: { slug: owner.slug } })
    const made = await createChannel(database.db, { slug, title: 'The archive', ownerId })
    if (made.kind !== 'created') throw new Error(made.kind)
    const time = (index: number) => new Date(Date.UTC(2026, 0, 1, index))
    await prisma.broadcast.createMany({
      data: ids.map((id, index) => ({
        ...{ id, channelId: made.channel.id, state: 'ended' as const },
        ...{ startedAt: time(index), endedAt: time(index + 1) },
      })),
    })
    await prisma.recording.createMany({
      data: ids.map((broadcastId) => ({ broadcastId, state: 'ready' as const, bytes: 1_000_000n })),
    })
    await startEpoch(database.db, { broadcastId: oldest, epoch: 1, rungs: [sampleRung] })
  })

  it('are all added up, and can all be downloaded', async () => {
    const before = encodeURIComponent(new Date(Date.UTC(2026, 0, 1, 1)).toISOString())
    for (const path of [`?before=${before}`, `/${oldest}`]) expect(await page(path)).toContain('>Download</button>')
    expect(await page('')).toContain('52.0 MB of recordings')
  })

  it('are told of in the studio while files are made of them, however old they are', async () => {
    expect(await told()).toBeUndefined()
    const asked = await post(`/api/v1/channels/${slug}/recordings/${oldest}/exports`, { rung: '720p' }, { cookie })
    expect(asked.status).toBe(202)
    await expect.poll(told).toMatchObject({ exports: [{ rung: '720p', state: 'waiting' }] })
    const { id } = await database.db.prisma.recordingExport.findFirstOrThrow({ where: { broadcastId: oldest } })
    await updateExport(database.db, id, { state: 'ready', bytes: 250, at: new Date() })
    await expect.poll(told).toMatchObject({ exports: [{ state: 'ready' }] })
    expect(await page(`/${oldest}`)).toContain(`href="/api/v1/broadcasts/${oldest}/files/720p"`)
  })
})

describe('new secrets', () => {
  const rotate = (name: string, own = cookie) =>
    ask(`/api/v1/secrets/${name}/rotation`, { method: 'POST', headers: { cookie: own } })

  it('are an operator’s to make', async () => {
    const { cookie: own } = await signInAs(database.db, 'streamer')
    expect((await rotate('ticket-secret', own)).status).toBe(403)
    expect((await rotate('setup-token')).status).toBe(404)
  })

  it('sign tickets at once, and renew those that are out', async () => {
    await database.db.prisma.broadcast.update({ where: { id: BROADCAST }, data: { state: 'live', endedAt: null } })
    const before = await (await ticketFor({ channel: owner.slug })).json()
    expect((await rotate('ticket-secret')).status).toBe(204)
    await vi.waitFor(async () => {
      const { ticket } = await (await ticketFor({ channel: owner.slug, renew: before.ticket })).json()
      await expect(claimsOf(ticket)).rejects.toThrow('signature')
      expect(decodeJwt(ticket).sub).toBe((await claimsOf(before.ticket)).sub)
    }, 5000)
  })

  it('sign everybody out, where it is the one for signing in', async () => {
    expect((await rotate('auth-secret')).status).toBe(204)
    await vi.waitFor(async () => {
      expect((await ask('/api/v1/account', { headers: { cookie } })).status).toBe(401)
      const again = await post(
        '/api/auth/sign-in/email',
        { email: 'ada@example.org', password: owner.password },
        { origin: web.url, cookie: '' },
      )
      expect([200, 429]).toContain(again.status)
    }, 5000)
  })
})

describe('the edges', () => {
  it('says that it is well, and lets this machine read its metrics but nobody through a proxy', async () => {
    expect(await (await ask('/health')).json()).toEqual({ status: 'ok' })
    expect(await (await ask('/metrics')).text()).toContain('shoal_web_tickets_total{outcome="200"}')
    expect((await ask('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403)
  })

  it('lets pages talk to this server’s own parts and to nobody else', async () => {
    const policy = (await ask('/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:8080 http://127.0.0.1:8000 ws://127.0.0.1:8000")
    expect(policy).toContain("img-src 'self' data: blob: http://127.0.0.1:8080;")
    expect(policy).toContain("media-src 'self' blob: http://127.0.0.1:8080;")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/)
  })

  it('has nothing at the address of a channel that is not there', async () => {
    expect((await ask('/@nobody')).status).toBe(404)
    expect(await (await ask(`/@${owner.slug}`)).text()).toContain('The harbour')
  })

  it.each(['/@%ff', '/watch/%E0%A4%A', '/media/%ff.webp', '/@a%00', '/watch/%00', '/embed/@%00', '/@%00/feed.xml'])(
    'has nothing at %s, which is no text',
    async (address) => expect((await ask(address)).status).toBe(404),
  )

  it('looks for what is left of a search for a NUL', async () => {
    expect((await ask('/?q=%00')).status).toBe(200)
    expect((await ask('/api/v1/channels/%ff')).status).toBe(404)
  })

  it('says in one sentence that its port is in use, that its settings are wrong, that a secret is missing', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    const settings = { SHOAL_HOST: '127.0.0.1', SHOAL_SECRETS: web.secretsFolder, SHOAL_WEB_PORT: port }
    expect(await runWebToItsEnd(settings)).toEqual({
      code: 1,
      stderr: `The web app's port ${port} is in use. Set SHOAL_WEB_PORT to a free one.\n`,
    })
    expect(await runWebToItsEnd({ ...settings, SHOAL_P2P: 'yes' })).toEqual({
      code: 1,
      stderr: 'SHOAL_P2P must be on, receive-only or off, but is "yes".\n',
    })
    const { code, stderr } = await runWebToItsEnd({ ...settings, SHOAL_SECRETS: '/nowhere' })
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^The secret \/nowhere\/ticket-secret cannot be read.*\n$/),
    ])
    other.close()
  })

  it('keeps its listeners while the database is away, and says so on its pages', async () => {
    const listening = await ask(`/api/v1/channels/${owner.slug}/events`)
    await database.stopServer()
    await expect.poll(async () => (await ask('/health')).status, { timeout: 15_000 }).toBe(503)
    expect((await ticketFor({ channel: owner.slug })).status).toBe(503)
    const page = await ask('/')
    expect(page.status).toBe(500)
    expect(await page.text()).not.toMatch(/Prisma|at .*\.ts:\d/)
    const reader = listening.body?.getReader()
    expect((await reader?.read())?.done).toBe(false)
  })

  it('is gone soon after it is asked, though a page still listens', async () => {
    const askedAtMs = Date.now()
    const exited = once(web.child, 'exit')
    web.child.disconnect() // as when its supervisor dies
    const [code] = await exited
    expect(code).toBe(0)
    expect(Date.now() - askedAtMs).toBeLessThan(4000)
  })
})

async function claimsOf(ticket: string) {
  const { payload } = await jwtVerify(ticket, new TextEncoder().encode(TICKET_SECRET))
  return ticketClaimsSchema.parse(payload)
}
