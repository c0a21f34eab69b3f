/** Followers are told for real: a push service and a mail server on loopback, and the database between. */

import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAccount } from '@shoal/db/accounts'
import { addPushEndpoint, follow, pushEndpointsOfFollowers } from '@shoal/db/follows'
import { addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import type { TakenEvent } from '@shoal/db/webhook-deliveries'
import { jwtVerify } from 'jose'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import webPush from 'web-push'
import { type MailSink, startMailSink } from '../../testing/mail-sink.ts'
import { createTeller } from './tell-followers.ts'
import { isUnsubscribe } from './unsubscribe-link.ts'

const SECRET = 'a-secret-for-tests'
const pushed: { url: string | undefined; headers: IncomingHttpHeaders; body: Buffer }[] = []
const vapid = webPush.generateVAPIDKeys()
const browser = createECDH('prime256v1')
const browserSecret = randomBytes(16)
let mail: MailSink
let database: TestDatabase
let channelId = ''
let userId = ''

const pushService = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  pushed.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts) })
  response.writeHead(request.url === '/gone' ? 410 : 201).end()
})

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
const browserKeys = {
  p256dh: browser.generateKeys().toString('base64url'),
  auth: browserSecret.toString('base64url'),
}

/** As a browser does: RFC 8188, section 2, with the keys of RFC 8291, section 3.4; one record. */
function decrypt(body: Buffer): string {
  const salt = body.subarray(0, 16)
  const keyLength = body.readUInt8(20)
  const serverKey = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), serverKey])
  const shared = Buffer.from(hkdfSync('sha256', browser.computeSecret(serverKey), browserSecret, info, 32))
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', shared, salt, Buffer.from(`Content-Encoding: ${name}\0`), length))
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  return plain.subarray(0, plain.lastIndexOf(2)).toString()
}

/** RFC 8292, section 2: who sends, for which push service, and that it has the key that the browser was told. */
async function verifyVapid(authorization = '') {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), *k=([\w-]+)$/.exec(authorization) ?? []
  const bytes = Buffer.from(key, 'base64url')
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }
  const { payload } = await jwtVerify(token, createPublicKey({ key: jwk, format: 'jwk' }), { algorithms: ['ES256'] })
  return { key, payload }
}
const started = (more: Partial<TakenEvent> = {}): TakenEvent => ({
  ...{ kind: 'broadcast.started', at: new Date(), broadcastId: 'abcdefghij0123456789', title: 'Boats', isTest: false },
  ...{ privacy: 'public', channelId, slug: 'harbour', channelTitle: 'The harbour\r\nBcc: everybody@example.org' },
  ...more,
})
const teller = () =>
  createTeller({
    ...{
      database: database.db,
      log: pino({ level: 'silent' }),
      siteUrl: 'https://live.example.org',
      secret: SECRET,
    },
    vapid,
    mail: { url: mail.url, from: 'Shoal <live@example.org>' },
    allow: [`127.0.0.1:${portOf(pushService)}`],
    words: async () => ({
      subject: ({ channel }) => `${channel} is live`,
      body: ({ title, url }) => `${title} ${url}`,
      footer: ({ url }) => `To end these: ${url}`,
    }),
  })

beforeAll(async () => {
  pushService.listen(0, '127.0.0.1')
  await once(pushService, 'listening')
  mail = await startMailSink()
  database = await startTestDatabase()
  channelId = (await addOperatorWithChannel(database.db)).channelId
  const made = await createAccount(database.db, {
    ...{ name: 'Mara', email: 'mara@example.org', role: 'viewer', passwordHash: 'salt:hash' },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  userId = made.userId
  await follow(database.db, { userId, channelId }, { byPush: true, byMail: true })
  for (const path of ['/here', '/gone']) {
    const endpoint = `http://127.0.0.1:${portOf(pushService)}${path}`
    await addPushEndpoint(database.db, { userId, endpoint, ...browserKeys })
  }
  await addPushEndpoint(database.db, { userId, endpoint: 'http://127.0.0.2:9/inside', ...browserKeys })
})

beforeEach(() => {
  pushed.length = 0
  mail.mails.length = 0
})

afterAll(async () => {
  pushService.close()
  mail?.[Symbol.dispose]()
  await database?.[Symbol.asyncDispose]()
})

it('pushes to each browser, encrypted and signed, and forgets those that are gone or in a private network', async () => {
  await teller()(started())
  expect(pushed.map(({ url }) => url).sort()).toEqual(['/gone', '/here'])
  const [here] = pushed.filter(({ url }) => url === '/here')
  expect(here?.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    authorization: expect.stringMatching(/^vapid /),
  })
  const { key, payload } = await verifyVapid(here?.headers.authorization)
  expect(key).toBe(vapid.publicKey)
  expect(payload).toMatchObject({ aud: `http://127.0.0.1:${portOf(pushService)}`, sub: 'https://live.example.org' })
  expect((payload.exp ?? 0) - Date.now() / 1000).toBeLessThanOrEqual(86_400)
  expect(Number(here?.headers.ttl)).toBeGreaterThan(0)
  expect(JSON.parse(decrypt(here?.body ?? Buffer.alloc(0)))).toMatchObject({
    ...{ body: 'Boats', url: 'https://live.example.org/@harbour', tag: 'live-harbour' },
    title: expect.stringContaining('The harbour'),
  })
  const left = await pushEndpointsOfFollowers(database.db, channelId)
  expect(left.map(({ endpoint }) => new URL(endpoint).pathname)).toEqual(['/here'])
})

it('sends an e-mail with a link that ends them in one press, and no header of a title’s making', async () => {
  await teller()(started())
  expect(mail.mails).toHaveLength(1)
  const [head = ''] = (mail.mails[0] ?? '').split('\r\n\r\n')
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, ' ')
  expect(unfolded).toContain('To: Mara <mara@example.org>')
  expect(unfolded).toMatch(/^Subject: The harbour Bcc: everybody@example.org is live$/m)
  expect(unfolded).not.toMatch(/^Bcc:/m)
  expect(unfolded).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  const link = /List-Unsubscribe: <\s*([^>]+)>/.exec(unfolded)?.[1]?.replaceAll(' ', '') ?? ''
  const query = new URL(link).searchParams
  const named = { userId: query.get('user') ?? '', channelId: query.get('channel') ?? '' }
  expect(named).toEqual({ userId, channelId })
  const signature = query.get('signature') ?? ''
  expect(isUnsubscribe({ ...named, signature }, SECRET)).toBe(true)
  expect(isUnsubscribe({ ...named, userId: 'somebody-else', signature }, SECRET)).toBe(false)
})

it('tells nobody of what is not public, of a test picture, nor of an end', async () => {
  await teller()(started({ privacy: 'unlisted' }))
  await teller()(started({ kind: 'broadcast.ended' }))
  await teller()(started({ isTest: true }))
  expect([pushed.length, mail.mails.length]).toEqual([0, 0])
})
