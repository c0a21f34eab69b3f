/** Every operation that changes something, on a real database: what the audit log has of it, and that no secret is in it. */

import { PASSWORD_LINK } from '@shoal/db/accounts'
import { setBroadcastState } from '@shoal/db/broadcasts'
import { settleIngestCommand, takeIngestCommands } from '@shoal/db/ingest-commands'
import { createInvitation } from '@shoal/db/invitations'
import { finishRecording, startRecording } from '@shoal/db/recordings'
import { addBroadcast } from '@shoal/db/testing/sample-rows'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { auth, authSecret } from '../../server/auth.ts'
import type { Operation } from '../../server/operation.ts'
import { OPERATIONS } from '../../server/operations.ts'
import { rotateSecret } from '../../server/rotate-secret.ts'
import { type ServerParts, startServerParts } from '../../testing/server-parts.ts'
import { signInAs } from '../../testing/sign-in-as.ts'
import { AUTH_SECRET, SETUP_TOKEN } from '../../testing/start-web.ts'

const SITE = 'http://127.0.0.1:3000'
const BROADCAST = 'testbroadcast0000001'
const PASSWORD = 'the operator’s long password'
/** Whatever is a secret in a request: none of them may be found again. */
const SECRET = 'hush-7f3a-must-not-be-found'
const LINK_TOKEN = `link-${SECRET}`

/** What changes nothing but one's own, or what is no act of administration. */
const NOT_AUDITED = [
  ...['endSession', 'endOtherSessions', 'setChatName', 'uploadPicture', 'requestTicket', 'giveBroadcastPassword'],
  ...['followChannel', 'unfollowChannel', 'addPushEndpoint', 'removePushEndpoint', 'removePushEndpointById'],
  ...['unsubscribe', 'sendPasswordLink'],
]

type Act = {
  id: string
  action: string
  target: string
  /** What `{…}` of the path stand for; those of every act are there already. */
  params?: () => Record<string, string>
  body?: () => unknown
  /** Where it is not the operator. */
  cookie?: () => string
  actor?: string
}

let parts: ServerParts
let database: ServerParts['database']
let operator = { userId: '', cookie: '' }
let other = { userId: '', cookie: '', email: '' }
/** What acts before have made, by name. */
const made: Record<string, string> = {}
const seen = new Set<string>()

const HARBOUR = 'channel harbour'
const words = { title: 'Boats', description: '', category: '', privacy: 'password', password: SECRET }
const hook = {
  name: 'mine',
  url: 'https://192.0.43.10/hook',
  events: ['broadcast.ended'],
  form: 'generic',
  isActive: true,
}
const settings = {
  ...{ latencyMode: 'low', ladder: [], reconnectSeconds: null, rewindSeconds: 0, isRecorded: true, retentionDays: 3 },
}
const delivery = (owner: string) => ({ webhookId: made[owner] ?? '', deliveryId: made[`${owner}Delivery`] ?? '' })

/** In an order in which each can be done. */
const ACTS: readonly Act[] = [
  { id: 'setUpServer', action: 'server-set-up', target: HARBOUR, actor: '', cookie: () => '', body: setupBody },
  {
    id: 'changeServerSettings',
    action: 'settings-changed',
    target: 'server',
    body: () => ({ quotas: { broadcasts: 4 } }),
  },
  {
    id: 'addPerson',
    action: 'account-made',
    target: 'account Ben',
    body: () => ({ name: 'Ben', email: 'ben@example.org', role: 'viewer' }),
  },
  {
    id: 'changePerson',
    action: 'role-changed',
    target: 'account Ben',
    params: person,
    body: () => ({ role: 'streamer' }),
  },
  { id: 'resetPassword', action: 'password-reset', target: 'account Ben', params: person },
  {
    id: 'banPerson',
    action: 'account-banned',
    target: 'account Ben',
    params: person,
    body: () => ({ reason: 'rude' }),
  },
  { id: 'unbanPerson', action: 'ban-lifted', target: 'account Ben', params: person },
  { id: 'addModerator', action: 'moderator-added', target: HARBOUR, body: () => ({ who: 'Ben' }) },
  {
    id: 'removeModerator',
    action: 'moderator-removed',
    target: HARBOUR,
    params: () => ({ userId: made.person ?? '' }),
  },
  { id: 'removePerson', action: 'account-deleted', target: 'account Ben', params: person },
  {
    id: 'invite',
    action: 'invitation-made',
    target: 'invitation ',
    body: () => ({ role: 'viewer', note: 'for Cleo' }),
  },
  {
    id: 'withdrawInvitation',
    action: 'invitation-withdrawn',
    target: 'invitation ',
    params: () => ({ id: made.invite ?? '' }),
  },
  {
    id: 'signUp',
    action: 'invitation-accepted',
    target: 'account Cleo',
    actor: 'Cleo',
    cookie: () => '',
    body: signUpBody,
  },
  {
    id: 'createChannel',
    action: 'channel-made',
    target: 'channel pier',
    body: () => ({ slug: 'pier', title: 'The pier' }),
  },
  { id: 'deleteChannel', action: 'channel-deleted', target: 'channel pier', params: () => ({ slug: 'pier' }) },
  {
    id: 'addElsewhere',
    action: 'elsewhere-added',
    target: 'channel tide-gauge',
    body: () => ({ name: 'Tide gauge', playlist: 'https://elsewhere.example/live.m3u8' }),
  },
  {
    id: 'removeElsewhere',
    action: 'elsewhere-removed',
    target: 'channel tide-gauge',
    params: () => ({ slug: 'tide-gauge' }),
  },
  { id: 'changeChannel', action: 'channel-changed', target: HARBOUR, body: () => ({ about: 'Boats' }) },
  { id: 'updateChannelSettings', action: 'channel-settings-changed', target: HARBOUR, body: () => settings },
  { id: 'setNextBroadcast', action: 'next-broadcast-changed', target: HARBOUR, body: () => words },
  { id: 'changeBroadcast', action: 'broadcast-changed', target: HARBOUR, body: () => words },
  {
    id: 'announceBroadcast',
    action: 'broadcast-announced',
    target: HARBOUR,
    body: () => ({ at: new Date(Date.now() + 3600_000).toISOString(), text: 'Soon' }),
  },
  { id: 'withdrawAnnouncement', action: 'announcement-withdrawn', target: HARBOUR },
  { id: 'changeChatSettings', action: 'chat-settings-changed', target: HARBOUR, body: () => ({ slowSeconds: 5 }) },
  { id: 'renewChatOverlay', action: 'chat-overlay-renewed', target: HARBOUR },
  { id: 'liftChatBan', action: 'chat-unbanned', target: HARBOUR, params: () => ({ banId: 'ban' }) },
  { id: 'createStreamKey', action: 'key-made', target: HARBOUR, body: () => ({ name: 'pond' }) },
  { id: 'renameStreamKey', action: 'key-renamed', target: HARBOUR, params: key, body: () => ({ name: 'lake' }) },
  { id: 'rotateStreamKey', action: 'key-replaced', target: HARBOUR, params: key, body: () => ({ graceSeconds: 60 }) },
  { id: 'revokeStreamKey', action: 'key-revoked', target: HARBOUR, params: key },
  { id: 'startTestPicture', action: 'test-picture-started', target: HARBOUR },
  { id: 'stopTestPicture', action: 'test-picture-stopped', target: HARBOUR },
  { id: 'endBroadcast', action: 'broadcast-ended', target: HARBOUR },
  { id: 'exportRecording', action: 'download-asked-for', target: HARBOUR, body: () => ({ rung: '720p' }) },
  { id: 'deleteRecording', action: 'recording-deleted', target: HARBOUR },
  { id: 'createChannelWebhook', action: 'webhook-made', target: HARBOUR, body: () => hook },
  {
    id: 'changeChannelWebhook',
    action: 'webhook-changed',
    target: HARBOUR,
    params: withHook('channelHook'),
    body: () => hook,
  },
  {
    id: 'rotateChannelWebhookSecret',
    action: 'webhook-secret-rotated',
    target: HARBOUR,
    params: withHook('channelHook'),
  },
  { id: 'testChannelWebhook', action: 'webhook-tested', target: HARBOUR, params: withHook('channelHook') },
  {
    id: 'redeliverChannelWebhook',
    action: 'webhook-delivered-again',
    target: HARBOUR,
    params: () => delivery('channelHook'),
  },
  { id: 'deleteChannelWebhook', action: 'webhook-deleted', target: HARBOUR, params: withHook('channelHook') },
  { id: 'createServerWebhook', action: 'webhook-made', target: 'server', body: () => hook },
  {
    id: 'changeServerWebhook',
    action: 'webhook-changed',
    target: 'server',
    params: withHook('serverHook'),
    body: () => hook,
  },
  {
    id: 'rotateServerWebhookSecret',
    action: 'webhook-secret-rotated',
    target: 'server',
    params: withHook('serverHook'),
  },
  { id: 'testServerWebhook', action: 'webhook-tested', target: 'server', params: withHook('serverHook') },
  {
    id: 'redeliverServerWebhook',
    action: 'webhook-delivered-again',
    target: 'server',
    params: () => delivery('serverHook'),
  },
  { id: 'deleteServerWebhook', action: 'webhook-deleted', target: 'server', params: withHook('serverHook') },
  {
    id: 'createAccessToken',
    action: 'token-made',
    target: 'token mine',
    body: () => ({ name: 'mine', scopes: ['chat:read'], expiresInDays: 1 }),
  },
  {
    id: 'revokeAccessToken',
    action: 'token-revoked',
    target: 'token mine',
    params: () => ({ tokenId: made.token ?? '' }),
  },
  { id: 'changeAccount', action: 'name-changed', target: 'account Olga', body: () => ({ name: 'Olga the operator' }) },
  {
    id: 'changeEmail',
    action: 'email-changed',
    target: 'account Vera',
    actor: 'Vera',
    cookie: () => other.cookie,
    body: () => ({ email: 'v@example.org', password: PASSWORD }),
  },
  {
    id: 'deleteAccount',
    action: 'account-deleted',
    target: 'account Vera',
    actor: 'Vera',
    cookie: () => other.cookie,
    body: () => ({ password: PASSWORD }),
  },
  {
    id: 'rotateSecret',
    action: 'secret-rotated',
    target: 'turn-secret',
    actor: 'Olga the operator',
    params: () => ({ name: 'turn-secret' }),
  },
  {
    id: 'renewPassword',
    action: 'password-renewed',
    target: 'account Olga',
    actor: 'Olga the operator',
    cookie: () => '',
    body: () => ({ token: LINK_TOKEN, newPassword: SECRET }),
  },
]

function setupBody() {
  const channel = { slug: 'harbour', title: 'The harbour' }
  return { name: 'Ada', email: 'ada@example.org', password: PASSWORD, ...channel, token: SETUP_TOKEN }
}
function signUpBody() {
  return { name: 'Cleo', email: 'cleo@example.org', password: PASSWORD, invitation: made.secondInvitation }
}
function person() {
  return { id: made.person ?? '' }
}
function key() {
  return { keyId: made.key ?? '' }
}
function withHook(owner: string) {
  return () => ({ webhookId: made[owner] ?? '' })
}

beforeAll(async () => {
  parts = await startServerParts({
    'auth-secret': AUTH_SECRET,
    'ticket-secret': SECRET,
    'turn-secret': SECRET,
    'setup-token': SETUP_TOKEN,
  })
  database = parts.database
  vi.stubEnv('SHOAL_SMTP_URL', 'smtp://127.0.0.1:9')
  vi.stubEnv('SHOAL_MAIL_FROM', 'live@example.org')
})

afterAll(() => parts[Symbol.asyncDispose]())

async function call({ definition, route }: Operation, { params, body, cookie }: Act): Promise<Response> {
  const values: Record<string, string> = { slug: 'harbour', broadcastId: BROADCAST, ...params?.() }
  const path = definition.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const headers = { host: '127.0.0.1:3000', 'content-type': 'application/json', cookie: cookie?.() ?? operator.cookie }
  const sent = body === undefined ? {} : { body: JSON.stringify(body()) }
  const request = new Request(`${SITE}/api/v1${path}`, { method: definition.method, headers, ...sent })
  return route(request, { params: Promise.resolve(values) })
}

/** Secrets in answers: keys, tokens, passwords, links. */
function noteSecrets(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return
  for (const [name, value] of Object.entries(answer)) {
    if (/^(streamKey|secret|token|password|url|path)$/.test(name) && typeof value === 'string') seen.add(value)
  }
}

/** What the acts that follow need of what this one made. */
async function keep(id: string, answer: { id?: string }): Promise<void> {
  const { db } = database
  if (id === 'setUpServer') {
    operator = await signInAs(db, 'operator', 'Olga', PASSWORD)
    other = await signInAs(db, 'viewer', 'Vera', PASSWORD)
    const channel = await db.prisma.channel.findFirstOrThrow()
    await addBroadcast(db, { id: BROADCAST, channelId: channel.id })
    await startRecording(db, { broadcastId: BROADCAST })
    await setBroadcastState(db, { id: BROADCAST, state: 'live', at: new Date() })
    await setBroadcastState(db, { id: BROADCAST, state: 'ended', at: new Date() })
    await finishRecording(db, { broadcastId: BROADCAST, at: new Date(), seconds: 9, bytes: 9, segments: 9 })
    await db.prisma.rung.create({
      data: {
        ...{
          id: 'rung',
          broadcastId: BROADCAST,
          epoch: 1,
          name: '720p',
          width: 1280,
          height: 720,
          frameRate: '30.000',
        },
        ...{ videoCodec: 'avc1', audioCodec: 'mp4a', bandwidth: 1, averageBandwidth: 1 },
      },
    })
    await db.prisma.chatBan.create({
      data: { id: 'ban', channelId: channel.id, authorId: 'guest:x', authorName: 'Rude', byId: operator.userId },
    })
    const expiresAt = new Date(Date.now() + 60_000)
    const second = await createInvitation(db, { role: 'viewer', note: '', createdById: operator.userId, expiresAt })
    made.secondInvitation = second.token
    const { internalAdapter } = await auth().$context
    await internalAdapter.createVerificationValue({
      ...{ identifier: PASSWORD_LINK + LINK_TOKEN, value: operator.userId, expiresAt },
    })
    seen.add(second.token)
  }
  const names: Record<string, string> = {
    ...{ addPerson: 'person', invite: 'invite', createAccessToken: 'token' },
    ...{ createChannelWebhook: 'channelHook', createServerWebhook: 'serverHook' },
  }
  const name = names[id]
  if (name && answer.id) made[name] = answer.id
  if (id === 'createStreamKey') {
    made.key = (await db.prisma.streamKey.findFirstOrThrow({ where: { name: 'pond' } })).id
  }
  if (id === 'testChannelWebhook' || id === 'testServerWebhook') {
    const owner = id === 'testChannelWebhook' ? 'channelHook' : 'serverHook'
    const row = await db.prisma.webhookDelivery.findFirstOrThrow({ where: { webhookId: made[owner] ?? '' } })
    made[`${owner}Delivery`] = row.id
  }
}

/** Ingest's part: it does what it is asked. */
async function answerIngest(): Promise<void> {
  for (let time = 0; time < 100; time++) {
    const commands = await takeIngestCommands(database.db, new Date())
    for (const { id } of commands) await settleIngestCommand(database.db, id, 'done')
    if (commands.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('the audit log', () => {
  it.each(ACTS)('has $action of $id, by whom and to what', async (act) => {
    const operation = OPERATIONS.find(({ definition }) => definition.id === act.id)
    if (!operation) throw new Error(`there is no operation ${act.id}`)
    const before = await database.db.prisma.auditEntry.count()
    const asksIngest = ['startTestPicture', 'stopTestPicture', 'endBroadcast'].includes(act.id)
    const [response] = await Promise.all([call(operation, act), asksIngest && answerIngest()])
    const text = await response.text()
    expect([response.ok, text.slice(0, 300)]).toEqual([true, expect.anything()])
    const answer = text === '' ? {} : JSON.parse(text)
    noteSecrets(answer)
    const entries = await database.db.prisma.auditEntry.findMany({ orderBy: { at: 'asc' }, skip: before })
    expect(entries).toMatchObject([
      { action: act.action, target: expect.stringContaining(act.target), actorName: act.actor ?? 'Olga' },
    ])
    await keep(act.id, answer)
  })

  it('has every operation that changes something, but those that are one’s own', () => {
    const changing = OPERATIONS.map(({ definition }) => definition).filter(({ method }) => method !== 'GET')
    const missing = changing.map(({ id }) => id).filter((id) => !ACTS.some((act) => act.id === id))
    expect(missing.sort()).toEqual([...NOT_AUDITED].sort())
  })

  it('names a webhook by what its owner calls it, when it is gone too', async () => {
    const entries = await database.db.prisma.auditEntry.findMany({ where: { action: { startsWith: 'webhook-' } } })
    expect(entries.map(({ detail }) => detail)).toEqual(entries.map(() => expect.objectContaining({ webhook: 'mine' })))
  })

  it('has no key, password, token or link in it', async () => {
    expect(seen.size).toBeGreaterThan(8)
    const log = JSON.stringify(await database.db.prisma.auditEntry.findMany())
    for (const secret of [...seen, SECRET, PASSWORD]) expect(log).not.toContain(secret)
  })
})

it('loses nobody their second factor where two make the sign-in secret anew at the same moment', async () => {
  const kept = await symmetricEncrypt({ key: AUTH_SECRET, data: 'a second factor' })
  const factor = { id: 'factor', userId: operator.userId, secret: kept, backupCodes: kept }
  await database.db.prisma.twoFactor.create({ data: factor })
  const before = auth()
  expect(await Promise.all([rotateSecret('auth-secret'), rotateSecret('auth-secret')])).toEqual(['done', 'done'])
  const { secret } = await database.db.prisma.twoFactor.findUniqueOrThrow({ where: { id: 'factor' } })
  expect(await symmetricDecrypt({ key: authSecret(), data: secret })).toBe('a second factor')
  // who signs in now is signed in for longer than until the old secret is forgotten
  expect(auth()).not.toBe(before)
})
