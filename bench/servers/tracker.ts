/** The tracker over a database of its own, with one live broadcast, behind a proxy that names each viewer's address. */

import { createSecretKey } from 'node:crypto'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { ticketKey } from '@shoal/protocol/ticket'
import { pino } from 'pino'
import { addLiveBroadcast, addTestChannel, secret } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { startTracker } from '../../apps/tracker/src/tracker.ts'
import { BROADCAST_ID } from '../broadcast.ts'
import { tellReady } from './ready.ts'

const database = await startTestDatabase()
await addLiveBroadcast(database.db, await addTestChannel(database.db), BROADCAST_ID)

/** Reports come each few seconds: a bench that sends a round of them at once has the clock put forward by message. */
let aheadMs = 0
process.on('message', (ms) => {
  aheadMs += Number(ms)
  tracker.sockets.sweep() // what is over by then
  process.send?.('put forward')
})
const tracker = await startTracker({
  database: database.db,
  ticketKeys: () => [createSecretKey(ticketKey(secret))],
  ...{ host: '127.0.0.1', port: 0, trustProxy: true, log: pino({ level: 'silent' }) },
  now: () => Date.now() + aheadMs,
})
tellReady({ port: tracker.port }, async () => {
  await tracker[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
