/** Opens the database: a few pooled connections, made when the first query needs them. */

import { PrismaPg } from '@prisma/adapter-pg'
import { connectionString, type DatabaseAddress } from './connection.ts'
import { absent, DatabaseUnreachableError, translateDatabaseError } from './database-errors.ts'
import { PrismaClient } from './generated/client.ts'
import { createPool } from './pool.ts'

/** Few, because all parts share the embedded database's one session, and a transaction there makes the rest wait. */
const CONNECTIONS_PER_PROCESS = 3
const CONNECT_TIMEOUT_MS = 5000

/** Opaque outside of this package: hand it to the functions beside this file. */
export type Database = AsyncDisposable & {
  readonly prisma: ReturnType<typeof createClient>
  /** @throws DatabaseUnreachableError when no database answers. */
  ping(): Promise<void>
}

/** @throws DatabasePasswordError when the password's file cannot be read; a database out of reach shows later. */
export function openDatabase(address: DatabaseAddress): Database {
  const prisma = createClient(address)
  return {
    prisma,
    async ping() {
      try {
        await prisma.$queryRaw`SELECT 1`
      } catch (error) {
        if (error instanceof DatabaseUnreachableError) throw error
        throw absent(address.url, 'does not answer as it should', error)
      }
    },
    [Symbol.asyncDispose]: () => prisma.$disconnect(),
  }
}

/** Every query of this client throws DatabaseUnreachableError where Prisma has a dozen other ways to say it. */
function createClient(address: DatabaseAddress) {
  const pool = createPool({
    connectionString: connectionString(address),
    max: CONNECTIONS_PER_PROCESS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  const adapter = new PrismaPg(pool, { disposeExternalPool: true })
  return new PrismaClient({ adapter, errorFormat: 'minimal' }).$extends({
    query: {
      async $allOperations({ args, query }) {
        try {
          return await query(args)
        } catch (error) {
          throw translateDatabaseError(error, address.url)
        }
      },
    },
  })
}
