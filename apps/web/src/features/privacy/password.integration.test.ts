/** The door of a broadcast as the routes keep it, on a real database: tickets for who has access, and for nobody else. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBroadcast, setBroadcastState, updateBroadcast } from '@shoal/db/broadcasts'
import { addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { hashPassword } from 'better-auth/crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { requestTicket } from '../watch/ticket-operation.ts'
import { givePassword } from './password-operation.ts'

const BROADCAST = 'testbroadcast0000001'
const SITE = 'http://127.0.0.1:3000/api/v1'

let database: TestDatabase
let secrets: string

beforeAll(async () => {
  database = await startTestDatabase()
  secrets = await mkdtemp(join(tmpdir(), 'shoal-door-'))
  for (const name of ['ticket-secret', 'auth-secret']) {
    await writeFile(join(secrets, name), `the ${name} of more than thirty-two characters`)
  }
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('SHOAL_SECRETS', secrets)
  const { channelId } = await addOperatorWithChannel(database.db)
  await createBroadcast(database.db, { id: BROADCAST, channelId, startedAt: new Date() })
  await setBroadcastState(database.db, { id: BROADCAST, state: 'live', at: new Date() })
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await database[Symbol.asyncDispose]()
  await rm(secrets, { recursive: true })
})

function post(path: string, body: object, { cookie = '', client = '192.0.2.7' } = {}): Request {
  const headers = { host: '127.0.0.1:3000', 'content-type': 'application/json', 'x-shoal-client': client, cookie }
  return new Request(`${SITE}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function askForTicket(cookie = ''): Promise<unknown[]> {
  const request = post('/tickets', { channel: 'harbour', mode: 'off' }, { cookie })
  const response = await requestTicket.route(request, { params: Promise.resolve({}) })
  const { error, isGuarded } = JSON.parse(await response.text())
  return [response.status, error ?? isGuarded]
}

async function tell(password: string, client = '192.0.2.7'): Promise<{ status: number; cookie: string }> {
  const request = post('/channels/harbour/password', { password }, { client })
  const response = await givePassword.route(request, { params: Promise.resolve({ slug: 'harbour' }) })
  return { status: response.status, cookie: response.headers.get('set-cookie') ?? '' }
}

const lock = async (password: string) =>
  updateBroadcast(database.db, BROADCAST, { privacy: 'password', passwordHash: await hashPassword(password) })

it('gives a ticket to who knows the password, until it is another', async () => {
  expect(await askForTicket()).toEqual([200, undefined])
  expect((await tell('tide')).status).toBe(409)
  await lock('tide')
  expect(await askForTicket()).toEqual([403, 'password-needed'])
  expect(await tell('gull')).toEqual({ status: 403, cookie: '' })
  const { status, cookie } = await tell('tide')
  expect([status, cookie]).toEqual([204, expect.stringMatching(/; HttpOnly; SameSite=Lax$/)])
  const pass = cookie.split(';')[0] ?? ''
  expect(await askForTicket(pass)).toEqual([200, true])
  const [name = '', value = ''] = pass.split('=')
  expect(await askForTicket(`${name}=9${value}`)).toEqual([403, 'password-needed'])
  await lock('ebb')
  expect(await askForTicket(pass)).toEqual([403, 'password-needed'])
})

it('asks strangers to sign in for what is for members, and knows of nothing that is private', async () => {
  await updateBroadcast(database.db, BROADCAST, { privacy: 'members' })
  expect(await askForTicket()).toEqual([403, 'sign-in-needed'])
  await updateBroadcast(database.db, BROADCAST, { privacy: 'private' })
  expect(await askForTicket()).toEqual([409, 'not-live'])
  expect((await tell('tide', '192.0.2.8')).status).toBe(404)
})

it('has one address be wrong ten times, an IPv6 network like one, and takes the right password meanwhile', async () => {
  await lock('ebb')
  let host = 0
  const told = async (password: string) => (await tell(password, `2001:db8:1:2::${++host}`)).status
  for (let time = 0; time < 9; time++) expect(await told('gull')).toBe(403)
  for (let pupil = 0; pupil < 3; pupil++) expect(await told('ebb')).toBe(204)
  expect(await told('gull')).toBe(403)
  expect(await told('ebb')).toBe(429)
  expect((await tell('ebb', '2001:db8:1:3::1')).status).toBe(204)
})
