/** One PostgreSQL for all test files of a run: to make a cluster and its tables takes two seconds, to copy a database a tenth of one. */

import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { applyMigrations } from '../migrate.ts'
import { startPostgreSql } from './postgresql.ts'

/** Tests run in processes of their own, and hear of it by their environment. */
const ADDRESS = 'SHOAL_TEST_POSTGRESQL'
/** Has all tables and no rows; nobody is connected to it, or it could not be copied. */
const PREPARED = 'prepared'
/** Held while it is made: any number. */
const PREPARING = 7

/** Vitest's `globalSetup`. Where PostgreSQL is missing, those tests that need it say so. */
export default async function start(): Promise<(() => Promise<void>) | undefined> {
  const server = await startPostgreSql().catch(() => null)
  if (!server) return undefined
  process.env[ADDRESS] = server.url
  return async () => await server[Symbol.asyncDispose]()
}

/** With all tables and no rows, gone when it is disposed of; null where no server is shared. */
export async function copyPreparedPostgreSql(): Promise<(AsyncDisposable & { url: string }) | null> {
  const server = process.env[ADDRESS]
  if (server === undefined) return null
  await using client = await connect(server)
  await prepare(client, server)
  const name = `test_${randomBytes(6).toString('hex')}`
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${PREPARED}`)
  return {
    url: urlOf(server, name),
    async [Symbol.asyncDispose]() {
      await using dropping = await connect(server)
      await dropping.query(`DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

/** Once, by whichever test file comes first. */
async function prepare(client: Client, server: string): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [PREPARING])
  const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [PREPARED])
  if (rows.length === 0) {
    const unfinished = `unfinished_${randomBytes(6).toString('hex')}`
    await client.query(`CREATE DATABASE ${unfinished}`)
    await applyMigrations({ url: urlOf(server, unfinished) })
    await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${PREPARED}`)
  }
  await client.query('SELECT pg_advisory_unlock($1)', [PREPARING])
}

async function connect(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

function urlOf(server: string, database: string): string {
  return Object.assign(new URL(server), { pathname: `/${database}` }).href
}
