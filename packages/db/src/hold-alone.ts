/**
 * Lets one ingest at a time work on a database of PostgreSQL's: a second one would end the first one's broadcasts. The
 * lock is the connection's, so it is gone with its process, however that ends.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { connectionString, type DatabaseAddress, describeAddress } from './connection.ts'
import { translateDatabaseError } from './database-errors.ts'

/** Any number that nothing else takes a lock by. */
const LOCK = 0x5_40a1
/** Of one that has just been told to end: it takes four seconds at most. */
const WAIT_MS = 6000
const ASK_EVERY_MS = 250
const CONNECT_TIMEOUT_MS = 5000
/** The server finds out within half a minute that a machine is gone without a word. */
const KEEPALIVES = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3'

export class HeldElsewhereError extends Error {
  override name = 'HeldElsewhereError'
}

type HoldOptions = {
  waitMs?: number
  /** Another one has it, since the connection broke. */
  onLost: (error: HeldElsewhereError) => void
}

/** @throws HeldElsewhereError when another process has it still; DatabaseUnreachableError */
export async function holdAlone(
  address: DatabaseAddress,
  { waitMs = WAIT_MS, onLost }: HoldOptions,
): Promise<AsyncDisposable> {
  let isOver = false
  let isLost = false
  let client = await take(waitMs)

  /** Until it is held again: the database may be away for as long as it likes. */
  async function takeAgain(): Promise<void> {
    while (!isOver) {
      await wait(ASK_EVERY_MS)
      try {
        client = await take(0)
        isLost = false
        if (isOver) await client.end()
        return
      } catch (error) {
        if (!isLost && error instanceof HeldElsewhereError) onLost(error)
        isLost ||= error instanceof HeldElsewhereError
      }
    }
  }

  async function take(forMs: number): Promise<Client> {
    const taking = await connect(address)
    try {
      await taking.query(KEEPALIVES)
      const untilMs = performance.now() + forMs
      while (!(await taken(taking))) {
        if (performance.now() >= untilMs) throw heldElsewhere(address)
        await wait(ASK_EVERY_MS)
      }
    } catch (error) {
      await taking.end().catch(() => {})
      throw translateDatabaseError(error, address.url)
    }
    taking.once('end', () => void takeAgain())
    return taking
  }

  return {
    async [Symbol.asyncDispose]() {
      isOver = true
      await client.end().catch(() => {})
    },
  }
}

async function connect(address: DatabaseAddress): Promise<Client> {
  const client = new Client({
    connectionString: connectionString(address),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  })
  client.on('error', () => {}) // its end is heard
  try {
    await client.connect()
  } catch (error) {
    throw translateDatabaseError(error, address.url)
  }
  return client
}

async function taken(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS "isTaken"', [LOCK])
  return rows[0]?.isTaken === true
}

function heldElsewhere({ url }: DatabaseAddress): HeldElsewhereError {
  return new HeldElsewhereError(
    `another ingest works on the database at ${describeAddress(url)}, and there can be one: stop it, or set DATABASE_URL to a database of its own`,
  )
}
