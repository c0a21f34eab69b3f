import { once } from 'node:events'
import { createConnection } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestDatabase } from '../testing/test-database.ts'

let database: Awaited<ReturnType<typeof startTestDatabase>>
let clients: pg.Client[]

beforeAll(async () => {
  database = await startTestDatabase()
  clients = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      return client
    }),
  )
})

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()))
  await database[Symbol.asyncDispose]()
})

it.each([
  ['transactions', (client: pg.Client) => client.query('begin').then(() => client.query('commit'))],
  ['queries that fail', (client: pg.Client) => client.query('select 1 / $1::int', [0]).catch(() => {})],
])('gives each connection its own rows while others run %s', async (_, disturb) => {
  const wrong: unknown[] = []
  await Promise.all(
    clients.map(async (client, index) => {
      for (let round = 0; round < 60; round++) {
        if (index % 2) await disturb(client)
        // of another shape for each connection, so that a foreign statement shows at once
        const values = Array.from({ length: 1 + (index % 3) }, (_, column) => `${index}-${round}-${column}`)
        const columns = values.map((_, column) => `$${column + 1}::text as c${column}`)
        const { rows } = await client.query(`select ${columns.join(', ')}`, values)
        const got = Object.values(rows[0] ?? {})
        if (JSON.stringify(got) !== JSON.stringify(values)) wrong.push({ got, values })
      }
    }),
  )
  expect(wrong).toEqual([])
})

it('forgets the half of a batch that a lost connection left behind', async () => {
  const lost = createConnection(`${new URL(database.url).searchParams.get('host')}/.s.PGSQL.5432`)
  const hello = Buffer.from('\0\0\0\0\0\x03\0\0user\0postgres\0\0') // StartupMessage of protocol 3.0
  hello.writeInt32BE(hello.length)
  lost.write(hello)
  await once(lost, 'data')
  lost.end(Buffer.from('P\0\0\0\x10\0select 9\0\0\0')) // a Parse, and never a Sync
  await once(lost, 'close')
  const [client] = clients
  expect((await client?.query('select $1::int as n', [1]))?.rows).toEqual([{ n: 1 }])
})
