/** The tracker's process. Read it top to bottom to see what it is made of; it shuts down bottom to top. */

import { openDatabase } from '@shoal/db/database'
import { logOutput } from '@shoal/protocol/log-output'
import { readTicketKeys } from '@shoal/protocol/ticket-secret'
import { pino } from 'pino'
import { loadConfig } from './config.ts'
import { untilShutdown } from './shutdown.ts'
import { explainStart } from './start-error.ts'
import { openAddressDatabases } from './swarm/address-databases.ts'
import { startTracker } from './tracker.ts'

/** The supervisor's patience ends at 4 s. */
const STOP_WITHIN_MS = 3800

const shutdown = untilShutdown()
try {
  const config = loadConfig(process.env)
  const log = pino({ name: 'tracker', level: config.logLevel, redact: ['ticket', '*.ticket'] }, logOutput())
  const ticketKeys = readTicketKeys(config.secretsFolder)

  await using parts = new AsyncDisposableStack()
  const database = parts.use(openDatabase(config.database))
  await database.ping()
  const { host, port, metricsToken, trustProxy } = config
  const lookups = await openAddressDatabases(config.addressDatabases)
  const tracker = parts.use(
    await startTracker({ database, ticketKeys, host, port, metricsToken, trustProxy, lookups, log }),
  )

  log.info({ port: tracker.port }, 'tracker ready')
  const reason = await shutdown
  log.info({ reason }, 'shutting down')
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
} catch (error) {
  process.stderr.write(`${explainStart(error)}\n`)
  process.exit(1)
}
process.exit(0)
