import { mkdir, writeFile } from 'node:fs/promises'
import Fastify from 'fastify'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { broadcastFolder } from './broadcast-folder.ts'
import { registerDownloads } from './downloads.ts'
import { exportPath } from './export-files.ts'
import { SAMPLE_ID, temporaryFolder } from './testing/sample-broadcast.ts'

const FILE = Buffer.from('0123456789')
const URL = `/recordings/${SAMPLE_ID}/720p.mp4?token=secret`

async function buildApp(root: string) {
  const folder = broadcastFolder(root, SAMPLE_ID)
  await mkdir(folder, { recursive: true })
  await writeFile(exportPath(folder, '720p'), FILE)
  const app = Fastify()
  registerDownloads(app, {
    root,
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
