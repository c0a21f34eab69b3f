/** Webhooks from the database to a real receiver, which is killed and comes back. */

import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { createBroadcast, setBroadcastState } from '@shoal/db/broadcasts'
import { addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { addTestDelivery, listDeliveries, noteDelivery, redeliver, type TakenEvent } from '@shoal/db/webhook-deliveries'
import { changeWebhook, createWebhook, deleteWebhook, listWebhooks } from '@shoal/db/webhooks'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDeliveries } from './deliver.ts'
import { discordWordsIn } from './discord-words.ts'

const BROADCAST = 'abcdefghij0123456789'
const EVENTS = ['broadcast.started', 'broadcast.interrupted', 'broadcast.ended', 'recording.ready'] as const

let database: TestDatabase
let channelId = ''
let receiver: Server
let port = 0
const received: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = []
const told: TakenEvent[] = []
const stops: (() => Promise<void>)[] = []

async function startReceiver(): Promise<void> {
  receiver = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    received.push({ url: request.url, headers: request.headers, body })
    response.writeHead(204).end()
  }).listen(port, '127.0.0.1')
  await once(receiver, 'listening')
  const address = receiver.address()
  port = typeof address === 'object' && address ? address.port : 0
}

async function killReceiver(): Promise<void> {
  const closed = once(receiver, 'close')
  receiver.close()
  receiver.closeAllConnections()
  await closed
}

const hookAt = async (path: string, more: object = {}) => {
  const made = await createWebhook(database.db, {
    ...{ channelId, createdById: 'ada', name: path, url: `http://127.0.0.1:${port}${path}` },
    ...{ events: [...EVENTS], form: 'generic', isActive: true, ...more },
  })
  if (made.kind !== 'created') throw new Error(made.kind)
  return made
}
const state = (next: 'live' | 'interrupted' | 'ended') =>
  setBroadcastState(database.db, { id: BROADCAST, state: next, at: new Date() })
const at = (path: string) => received.filter(({ url }) => url === path)
const deliveriesOf = async (id: string) => (await listDeliveries(database.db, { id, channelId }, { limit: 20 })) ?? []

beforeAll(async () => {
  database = await startTestDatabase()
  const owner = await addOperatorWithChannel(database.db)
  channelId = owner.channelId
  await startReceiver()
  // two web processes
  for (let n = 0; n < 2; n++) {
    stops.push(
      startDeliveries({
        ...{ database: database.db, log: pino({ level: 'silent' }), siteUrl: 'https://live.example.org' },
        ...{ allow: ['127.0.0.1'], everyMs: 50, delayMs: (attempts) => (attempts > 100 ? null : 100) },
        words: async () => discordWordsIn('en'),
        onEvent: async (event) => void told.push(event),
      }),
    )
  }
})

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()))
  receiver?.close()
  await database?.[Symbol.asyncDispose]()
})

it('tells each webhook of each event once, signed, whatever number of processes do it', async () => {
  const { secret } = await hookAt('/all')
  await hookAt('/ends', { events: ['broadcast.ended'] })
  await hookAt('/asleep', { isActive: false })
  await hookAt('/server', { channelId: null })
  await hookAt('/discord', { form: 'discord' })
  await createBroadcast(database.db, { id: BROADCAST, channelId, startedAt: new Date() })
  await state('live')
  await expect.poll(() => [at('/all').length, at('/server').length, at('/discord').length]).toEqual([1, 1, 1])

  const [first] = at('/all')
  if (!first) throw new Error('nothing came')
  const { headers, body } = first
  const [, seconds, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['shoal-signature'])) ?? []
  expect(digest).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'))
  expect(JSON.parse(body)).toMatchObject({
    event: 'broadcast.started',
    id: headers['shoal-delivery'],
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    channel: { slug: 'harbour', watchUrl: 'https://live.example.org/@harbour' },
    broadcast: { id: BROADCAST, watchUrl: `https://live.example.org/watch/${BROADCAST}`, endedAt: null },
  })
  expect(JSON.parse(at('/discord')[0]?.body ?? '{}')).toMatchObject({
    content: 'The harbour is live',
    allowed_mentions: { parse: [] },
  })
  expect([at('/ends').length, at('/asleep').length]).toEqual([0, 0])
  expect(told.map(({ kind }) => kind)).toEqual(['broadcast.started'])
})

it('keeps what a receiver that is away misses, says that it fails, and delivers when it is back', async () => {
  const { id } = (await listWebhooks(database.db, { channelId })).find(({ name }) => name === '/all') ?? { id: '' }
  const before = at('/all').length
  await killReceiver()
  await state('interrupted')
  await expect.poll(async () => (await deliveriesOf(id))[0]?.attempts ?? 0).toBeGreaterThanOrEqual(3)
  expect((await deliveriesOf(id))[0]).toMatchObject({ state: 'waiting', event: 'broadcast.interrupted', status: null })
  const hooks = await listWebhooks(database.db, { channelId })
  expect(hooks.find((hook) => hook.id === id)?.isFailing).toBe(true)
  await startReceiver()
  await expect.poll(async () => (await deliveriesOf(id))[0]?.state).toBe('delivered')
  expect(at('/all').length).toBe(before + 1)
  expect((await listWebhooks(database.db, { channelId })).find((hook) => hook.id === id)?.isFailing).toBe(false)
})

it('delivers again what is asked for again, with the same id and body', async () => {
  const { id } = (await listWebhooks(database.db, { channelId })).find(({ name }) => name === '/all') ?? { id: '' }
  const [newest] = await deliveriesOf(id)
  const before = at('/all').length
  expect(await redeliver(database.db, { id, channelId, deliveryId: newest?.id ?? '' })).toBe(true)
  await expect.poll(() => at('/all').length).toBe(before + 1)
  expect(at('/all').at(-1)?.body).toBe(newest?.body)
  expect(await redeliver(database.db, { id, channelId: null, deliveryId: newest?.id ?? '' })).toBe(false)
})

it('gives up at once what leads into a private network', async () => {
  const { id } = await hookAt('', { url: 'http://127.0.0.2:9/', name: 'inside' })
  await state('ended')
  await expect.poll(async () => (await deliveriesOf(id))[0]?.state).toBe('failed')
  expect((await deliveriesOf(id))[0]).toMatchObject({ attempts: 1, error: 'it is in a private network' })
})

it('tells a crowd nothing of a broadcast that is not public', async () => {
  const before = at('/discord').length
  const hidden = { id: 'hiddenhiddenhidden00', channelId, startedAt: new Date() }
  await createBroadcast(database.db, hidden)
  await database.db.prisma.broadcast.update({ where: { id: hidden.id }, data: { privacy: 'unlisted' } })
  await setBroadcastState(database.db, { id: hidden.id, state: 'live', at: new Date() })
  await expect.poll(() => at('/server').some(({ body }) => body.includes(hidden.id))).toBe(true)
  expect(at('/discord').length).toBe(before)
})

it('says of a test picture that it is one, and tells a crowd nothing of it', async () => {
  const before = at('/discord').length
  const test = { id: 'testtesttesttest0000', channelId, startedAt: new Date(), isTest: true }
  await createBroadcast(database.db, test)
  await setBroadcastState(database.db, { id: test.id, state: 'live', at: new Date() })
  const own = () => at('/server').find(({ body }) => body.includes(test.id))
  await expect.poll(own).toBeDefined()
  expect(JSON.parse(own()?.body ?? '{}')).toMatchObject({ event: 'broadcast.started', broadcast: { isTest: true } })
  expect(JSON.parse(at('/server')[0]?.body ?? '{}')).toMatchObject({ broadcast: { isTest: false } })
  expect(at('/discord').length).toBe(before)
  expect(told.at(-1)).toMatchObject({ broadcastId: test.id, isTest: true })
})

it('gives up what waits for a webhook that is switched off, and sends it only by hand from then on', async () => {
  const { id } = await hookAt('/off')
  await killReceiver()
  const broadcast = { id: 'offoffoffoffoffoff00', channelId, startedAt: new Date() }
  await createBroadcast(database.db, broadcast)
  await setBroadcastState(database.db, { id: broadcast.id, state: 'live', at: new Date() })
  await expect.poll(async () => (await deliveriesOf(id))[0]?.attempts ?? 0).toBeGreaterThanOrEqual(1)

  const hooks = await listWebhooks(database.db, { channelId })
  const { name, url, events, form } = hooks.find((hook) => hook.id === id) ?? expect.fail('it is gone')
  expect(await changeWebhook(database.db, { id, channelId }, { name, url, events, form, isActive: false })).toBe(true)
  const givenUp = { state: 'failed', status: null, error: 'the webhook was switched off', finishedAt: expect.any(Date) }
  const [delivery] = await deliveriesOf(id)
  expect(delivery).toMatchObject(givenUp)
  // what was on its way meanwhile
  const failed = { state: 'waiting', status: 500, error: 'it answered 500', nextAttemptAt: new Date() } as const
  await noteDelivery(database.db, delivery?.id ?? '', failed)
  expect((await deliveriesOf(id))[0]).toMatchObject(givenUp)

  await startReceiver()
  const testId = await addTestDelivery(database.db, { id, channelId })
  await expect.poll(() => at('/off').map(({ headers }) => headers['shoal-delivery'])).toEqual([testId])
  expect(await redeliver(database.db, { id, channelId, deliveryId: delivery?.id ?? '' })).toBe(true)
  await expect.poll(async () => (await deliveriesOf(id)).map((row) => row.state)).toEqual(['delivered', 'delivered'])
  expect(at('/off')).toHaveLength(2)
})

it('holds up nobody while a receiver hangs, and asks it only a few things at a time', async () => {
  let hanging = 0
  const mute = createServer(() => {
    hanging += 1
  }).listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const address = mute.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  const { id } = await hookAt('', { url, name: 'mute' })
  const quick = await hookAt('/quick')
  await Promise.all(Array.from({ length: 60 }, () => addTestDelivery(database.db, { id, channelId })))
  await expect.poll(() => hanging).toBeGreaterThan(8)

  await addTestDelivery(database.db, { id: quick.id, channelId })
  const meanwhile = { id: 'meanwhilemeanwhile00', channelId, startedAt: new Date() }
  await createBroadcast(database.db, meanwhile)
  await setBroadcastState(database.db, { id: meanwhile.id, state: 'live', at: new Date() })
  const soon = { timeout: 3000 } // sooner than an attempt at the other is over
  await expect
    .poll(
      () =>
        at('/quick')
          .map(({ headers }) => headers['shoal-event'])
          .sort(),
      soon,
    )
    .toEqual([...['broadcast.started', 'ping']])
  expect(told.at(-1)).toMatchObject({ broadcastId: meanwhile.id })
  expect(hanging).toBeLessThanOrEqual(16) // eight of each process
  await deleteWebhook(database.db, { id, channelId })
  mute.closeAllConnections()
  mute.close()
})
