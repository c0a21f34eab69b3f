/** The tracker over a database of its own, with one live broadcast and a clock to put forward; tells what it remembers. */

import { createSecretKey } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { ticketKey } from '@shoal/protocol/ticket'
import { pino } from 'pino'
import { z } from 'zod'
import { addLiveBroadcast, addTestChannel, secret } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { startTracker } from '../../apps/tracker/src/tracker.ts'
import { BROADCAST_ID } from '../broadcast.ts'
import { tellReady } from './ready.ts'

const database = await startTestDatabase()
await addLiveBroadcast(database.db, await addTestChannel(database.db), BROADCAST_ID)

/** Reports come each few seconds: a bench that sends a round of them at once has the clock put forward by message. */
let aheadMs = 0
const tracker = await startTracker({
  database: database.db,
  ticketKeys: () => [createSecretKey(ticketKey(secret))],
  ...{ host: '127.0.0.1', port: 0, log: pino({ level: 'silent' }) },
  now: () => Date.now() + aheadMs,
})

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

/** In bytes, after a garbage collection. */
function heapInUse(): number {
  if (typeof collectGarbage === 'function') collectGarbage()
  return process.memoryUsage().heapUsed
}

const askSchema = z.object({ putForwardMs: z.number() })
process.on('message', (message) => {
  const ask = askSchema.safeParse(message)
  if (ask.success) aheadMs += ask.data.putForwardMs
  process.send?.({ heapBytes: ask.success && ask.data.putForwardMs > 0 ? 0 : heapInUse() })
})
tellReady({ port: tracker.port }, async () => {
  await tracker[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
