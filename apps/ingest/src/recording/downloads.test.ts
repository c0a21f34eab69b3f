import { createSecretKey } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { type Door, doorName, OPEN_DOOR } from '@shoal/db/broadcast-doors'
import { signTicket } from '@shoal/protocol/sign-ticket'
import { ticketKey } from '@shoal/protocol/ticket'
import Fastify from 'fastify'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { DoorKeeper } from '../door/door-keeper.ts'
import { Doors } from '../door/doors.ts'
import { broadcastFolder } from './broadcast-folder.ts'
import { type DownloadOptions, registerDownloads } from './downloads.ts'
import { exportPath } from './export-files.ts'
import { SAMPLE_ID, temporaryFolder } from './testing/sample-broadcast.ts'

const SECRET = 'a secret of more than thirty-two characters'
const FILE = Buffer.from('0123456789')
const URL = `/recordings/${SAMPLE_ID}/720p.mp4?token=secret`

const OPEN = { isGuarded: () => false, judge: async () => null }

async function buildApp(root: string, doors: DownloadOptions['doors'] = OPEN) {
  const folder = broadcastFolder(root, SAMPLE_ID)
  await mkdir(folder, { recursive: true })
  await writeFile(exportPath(folder, '720p'), FILE)
  const app = Fastify()
  registerDownloads(app, {
    ...{ root, doors },
    log: pino({ level: 'silent' }),
    find: async ({ broadcastId }) =>
      broadcastId === SAMPLE_ID
        ? { token: 'secret', slug: 'evening', startedAt: new Date('2026-11-21T18:00:00Z') }
        : null,
  })
  return app
}

it('sends the whole file under a name that says what it is', async () => {
  await using root = await temporaryFolder()
  const app = await buildApp(root.path)
  const response = await app.inject(URL)
  expect(response.statusCode).toBe(200)
  expect(response.rawPayload).toEqual(FILE)
  expect(response.headers).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': '10',
    'content-disposition': 'attachment; filename="evening-2026-11-21-1800-720p.mp4"',
  })
  const head = await app.inject({ method: 'HEAD', url: URL })
  expect([head.statusCode, head.headers['content-length'], head.payload]).toEqual([200, '10', ''])
})

it('goes on where a download broke off, unless the file is another one by now', async () => {
  await using root = await temporaryFolder()
  const app = await buildApp(root.path)
  const part = await app.inject({ url: URL, headers: { range: 'bytes=7-' } })
  expect([part.statusCode, part.payload, part.headers['content-range']]).toEqual([206, '789', 'bytes 7-9/10'])
  const etag = String(part.headers.etag)
  const same = await app.inject({ url: URL, headers: { range: 'bytes=7-', 'if-range': etag } })
  expect(same.payload).toBe('789')
  const other = await app.inject({ url: URL, headers: { range: 'bytes=7-', 'if-range': '"other"' } })
  expect([other.statusCode, other.payload]).toEqual([200, '0123456789'])
  expect((await app.inject({ url: URL, headers: { range: 'bytes=10-' } })).statusCode).toBe(416)
})

it.each([
  `/recordings/${SAMPLE_ID}/720p.mp4`,
  `/recordings/${SAMPLE_ID}/720p.mp4?token=wrong`,
  `/recordings/${SAMPLE_ID}/480p.mp4?token=secret`,
  '/recordings/b11111111111111111111111/720p.mp4?token=secret',
  `/recordings/${SAMPLE_ID}/..%2f..%2f720p.mp4?token=secret`,
  `/recordings/..%2f${SAMPLE_ID}/720p.mp4?token=secret`,
  '/recordings/?token=secret',
])('has nothing at %s', async (url) => {
  await using root = await temporaryFolder()
  const app = await buildApp(root.path)
  const response = await app.inject(url)
  expect([response.statusCode, response.json()]).toEqual([404, { error: 'not-found' }])
})

it('gives a recording that is not for everybody to who brings a ticket of its door as well', async () => {
  await using root = await temporaryFolder()
  const doors = new Doors()
  const door: Door = { privacy: 'members', passwordHash: null }
  doors.set(SAMPLE_ID, door)
  const app = await buildApp(root.path, new DoorKeeper(doors, () => [createSecretKey(ticketKey(SECRET))]))
  const claims = { sub: 'viewer-session', broadcast: SAMPLE_ID, mode: 'off', role: 'viewer', group: 'swarm' } as const
  const at = async (name: string) => (await signTicket({ ...claims, door: name }, SECRET)).ticket
  const answers = [
    await app.inject(URL),
    await app.inject(`${URL}&ticket=${await at(OPEN_DOOR)}`),
    await app.inject(`/recordings/${SAMPLE_ID}/720p.mp4?ticket=${await at(doorName(door))}`),
    await app.inject(`${URL}&ticket=${await at(doorName(door))}`),
  ]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 404, 200])
  expect(answers[0]?.json()).toEqual({ error: 'ticket-needed' })
  expect(answers[3]?.payload).toBe('0123456789')
})
