import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTotals } from '@shoal/db/analytics'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { makeId, openPeer } from './testing/peer.ts'
import { addLiveBroadcast, addTestChannel, infoHash, sampleReport, secret, signTicket } from './testing/tracker-lab.ts'

const MAIN = join(import.meta.dirname, 'main.ts')

let database: TestDatabase
let channelId: string
let folder: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  database = await startTestDatabase()
  channelId = await addTestChannel(database.db)
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await database[Symbol.asyncDispose]()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoal-tracker-'))
  await writeFile(join(folder, 'ticket-secret'), `${secret}\n`, { mode: 0o600 })
  return () => rm(folder, { recursive: true, force: true })
})

function environment(change: Record<string, string> = {}): Record<string, string | undefined> {
  return {
    ...{ PATH: process.env.PATH, SHOAL_HOST: '127.0.0.1', SHOAL_TRACKER_PORT: '0' },
    ...{ SHOAL_SECRETS: folder, DATABASE_URL: database.url },
    ...change,
  }
}

async function runToEnd(change: Record<string, string>): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, [MAIN], { env: environment(change), stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  running.delete(child)
  return { code: Number(code), stderr }
}

const readySchema = z.object({ msg: z.literal('tracker ready'), port: z.int() })

/** With a channel to its parent, as under the supervisor. */
async function startProcess(): Promise<{ child: ChildProcess; port: number; exited: Promise<unknown[]> }> {
  const child = fork(MAIN, { env: environment(), silent: true })
  running.add(child)
  const exited = once(child, 'exit')
  void exited.then(() => running.delete(child))
  const port = await new Promise<number>((resolve, reject) => {
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const line of output.split('\n').slice(0, -1)) {
        const ready = readySchema.safeParse(JSON.parse(line))
        if (ready.success) resolve(ready.data.port)
      }
    })
    void exited.then(() => reject(new Error(`the tracker ended: ${output}`)))
  })
  return { child, port, exited }
}

describe('a start that cannot be', () => {
  it('says which port is in use, and which setting moves it', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const end = await runToEnd({ SHOAL_TRACKER_PORT: String(port) })
    other.close()
    expect(end).toEqual({
      code: 1,
      stderr: `The tracker's port ${port} is in use. Set SHOAL_TRACKER_PORT to a free one.\n`,
    })
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['that the secret is missing', { SHOAL_SECRETS: '/nowhere' }, /secret \/nowhere\/ticket-secret .*SHOAL_SECRETS/],
    [
      'that the database is down',
      { DATABASE_URL: 'postgresql://me:pass@127.0.0.1:1/x' },
      /127\.0\.0\.1:1 .*DATABASE_URL/,
    ],
    [
      'that a database of addresses is missing',
      { SHOAL_ASN_DATABASE: '/nowhere.mmdb' },
      /nowhere.mmdb .*SHOAL_ASN_DATABASE/,
    ],
    ['which setting is wrong', { SHOAL_TRACKER_PORT: 'eighty' }, /SHOAL_TRACKER_PORT must be a port number/],
  ])('says %s', async (_, change, sentence) => {
    const { code, stderr } = await runToEnd(change)
    expect(code).toBe(1)
    expect(stderr).toMatch(sentence)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).not.toContain('pass@')
  })
})

describe('a stop', () => {
  it.each(['SIGTERM', 'SIGINT', 'disconnect'] as const)('by %s is quick, and loses no report', async (way) => {
    const broadcast = makeId('broadcast')
    await addLiveBroadcast(database.db, channelId, broadcast)
    const { child, port, exited } = await startProcess()
    const ticket = await signTicket({ broadcast })
    const peer = await openPeer(`ws://127.0.0.1:${port}/swarm?ticket=${ticket}`)
    peer.announce({ infoHash: infoHash(broadcast), peerId: makeId('-PM0203-') })
    const answer = await fetch(`http://127.0.0.1:${port}/swarm/telemetry`, {
      method: 'POST',
      body: JSON.stringify(sampleReport({ ticket })),
    })
    expect(answer.status).toBe(200)

    const stoppedAt = performance.now()
    if (way === 'disconnect') child.disconnect()
    else child.kill(way)
    expect((await peer.closed).code).toBe(1001)
    expect(await exited).toEqual([0, null])
    expect(performance.now() - stoppedAt).toBeLessThan(4000)
    const { claimed, playedMs } = await readTotals(database.db, { broadcastId: broadcast })
    expect([claimed.peerBytes, playedMs]).toEqual([1_200_000, 5000])
  })
})
