/** The tracker with two broadcasts, in a process of its own whose end would be noticed. Says its port to its parent. */

import { createSecretKey } from 'node:crypto'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { ticketKey } from '@shoal/protocol/ticket'
import { pino } from 'pino'
import { addLiveBroadcast, addTestChannel, secret } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { startTracker } from '../../apps/tracker/src/tracker.ts'
import { FUZZED_BROADCAST, HONEST_BROADCAST } from './broadcasts.ts'

const database = await startTestDatabase()
const channelId = await addTestChannel(database.db)
for (const id of [FUZZED_BROADCAST, HONEST_BROADCAST]) await addLiveBroadcast(database.db, channelId, id)
const tracker = await startTracker({
  database: database.db,
  key: createSecretKey(ticketKey(secret)),
  ...{ host: '127.0.0.1', port: 0, log: pino({ level: 'warn' }) },
})
process.once('disconnect', async () => {
  await tracker[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  process.exit()
})
process.send?.({ port: tracker.port })
