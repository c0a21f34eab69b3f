/** That the embedded database keeps what it acknowledged, serves several clients, and is alone with its files. */

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempDisposable, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Pool } from 'pg'
import { expect, it, vi } from 'vitest'
import { openDatabase } from '../database.ts'
import { DatabaseUnreachableError } from '../database-errors.ts'
import { recordRefusal } from '../publish-refusals.ts'
import { embeddedPathsOf } from '../resolve-url.ts'
import { copyPreparedDatabase } from '../testing/prepared-folder.ts'
import { addOperatorWithChannel } from '../testing/sample-rows.ts'
import { startEmbeddedDatabase } from './embedded-database.ts'

/** With an empty database in it. */
async function temporaryFolder() {
  const folder = await mkdtempDisposable(join(tmpdir(), 'shoal-embedded-'))
  await copyPreparedDatabase(folder.path)
  return folder
}

it('loses no acknowledged row when it is killed while writing', async () => {
  await using folder = await temporaryFolder()
  const first = await startEmbeddedDatabase({ folder: folder.path })
  const acknowledged: string[] = []
  {
    await using db = openDatabase(first)
    const { channelId } = await addOperatorWithChannel(db)
    const writers = [0, 1, 2].map(async () => {
      for (;;) {
        const reason = randomUUID()
        await recordRefusal(db, { channelId, reason })
        acknowledged.push(reason)
      }
    })
    const broken = Promise.allSettled(writers)
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(100), { timeout: 40_000 })
    process.kill(first.pid, 'SIGKILL')
    for (const writer of await broken) {
      expect(writer).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseUnreachableError) })
    }
    expect(await first.exited).toMatchObject({ kind: 'crashed', signal: 'SIGKILL' })
  }

  await using again = await startEmbeddedDatabase({ folder: folder.path })
  await using db = openDatabase(again)
  const found = new Set((await db.prisma.publishRefusal.findMany()).map(({ reason }) => reason))
  expect(acknowledged.filter((reason) => !found.has(reason))).toEqual([])
})

it('refuses a folder that another process has open, and says which', async () => {
  await using folder = await temporaryFolder()
  await using first = await startEmbeddedDatabase({ folder: folder.path })
  await expect(startEmbeddedDatabase({ folder: folder.path })).rejects.toThrow(
    `another process (${first.pid}) has the database in ${folder.path} open: stop it, or set SHOAL_DATA to another folder`,
  )
  await using db = openDatabase(first)
  await db.ping() // the refused one took nothing away
})

it('finds everything as it was after a stop, and keeps its socket to this user', async () => {
  await using folder = await temporaryFolder()
  {
    await using first = await startEmbeddedDatabase({ folder: folder.path })
    await using db = openDatabase(first)
    await addOperatorWithChannel(db)
    const { socketFolder } = embeddedPathsOf(folder.path)
    expect((await stat(socketFolder)).mode & 0o777).toBe(0o700)
    await first.stop()
    expect(await first.exited).toEqual({ kind: 'stopped' })
    await expect(db.ping()).rejects.toThrow(DatabaseUnreachableError)
  }
  await using again = await startEmbeddedDatabase({ folder: folder.path })
  await using db = openDatabase(again)
  expect(await db.prisma.channel.count()).toBe(1)
})

it('works in a folder whose path is longer than a socket may have', async () => {
  await using folder = await temporaryFolder()
  const deep = join(folder.path, 'a'.repeat(60), 'b'.repeat(60))
  await copyPreparedDatabase(deep)
  expect(embeddedPathsOf(deep).socket.length).toBeLessThan(100)
  await using embedded = await startEmbeddedDatabase({ folder: deep })
  await using db = openDatabase(embedded)
  await db.ping()
})

it('says what to do about a folder that it cannot use', async () => {
  await expect(startEmbeddedDatabase({ folder: '/dev/null/data' })).rejects.toThrow(
    /^the embedded database cannot use \/dev\/null\/data \(ENOTDIR.*\): make it writable, or set SHOAL_DATA to another folder$/,
  )
})

it('ends by itself when the process that started it is killed', async () => {
  await using folder = await temporaryFolder()
  const script = `
    import { startEmbeddedDatabase } from ${JSON.stringify(new URL('embedded-database.ts', import.meta.url).href)}
    await startEmbeddedDatabase({ folder: ${JSON.stringify(folder.path)} })
    console.log('started')`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(parent.stdout, 'data')
  await expect(startEmbeddedDatabase({ folder: folder.path })).rejects.toThrow('another process')
  parent.kill('SIGKILL')
  await vi.waitFor(async () => (await startEmbeddedDatabase({ folder: folder.path })).stop(), { timeout: 30_000 })
})

it('gives each of several clients the answers to its own questions', async () => {
  await using folder = await temporaryFolder()
  await using embedded = await startEmbeddedDatabase({ folder: folder.path })
  await using pools = new AsyncDisposableStack()
  const ask = async (text: string, values: (turn: number) => unknown[], expected: (turn: number) => unknown) => {
    const pool = pools.adopt(new Pool({ connectionString: embedded.url, max: 2 }), (pool) => pool.end())
    for (let turn = 0; turn < 200; turn += 1) {
      const answer = await pool.query({ text, values: values(turn), rowMode: 'array' })
      expect(answer.rows).toEqual([[expected(turn)]])
    }
  }
  await Promise.all([
    ask(
      'SELECT $1::int',
      (turn) => [turn],
      (turn) => turn,
    ),
    ask(
      'SELECT $1::text || $2::text',
      (turn) => ['turn ', String(turn)],
      (turn) => `turn ${turn}`,
    ),
    ask(
      'SELECT $1::int + $2::int + $3::int',
      (turn) => [turn, 1, 2],
      (turn) => turn + 3,
    ),
    ask(
      'SELECT upper($1)',
      () => ['a'.repeat(20_000)],
      () => 'A'.repeat(20_000),
    ),
    expect(
      ask(
        'SELECT 1 / $1::int',
        () => [0],
        () => 0,
      ),
    ).rejects.toThrow('division by zero'),
  ])
})

it('takes back what a client had begun when it went away', async () => {
  await using folder = await temporaryFolder()
  await using embedded = await startEmbeddedDatabase({ folder: folder.path })
  const client = new Client({ connectionString: embedded.url })
  await client.connect()
  await client.query('BEGIN')
  await client.query('INSERT INTO "Installation" ("id") VALUES (7)')
  await client.end()
  await using db = openDatabase(embedded)
  expect(await db.prisma.installation.count()).toBe(0)
})
