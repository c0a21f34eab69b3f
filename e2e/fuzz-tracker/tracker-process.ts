/**
 * The tracker with two broadcasts, in a process of its own whose end would be noticed. Says its port to its parent; and
 * when that says anything, what is held still some days after.
 */

import { createSecretKey } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { ticketKey } from '@shoal/protocol/ticket'
import { pino } from 'pino'
import { addLiveBroadcast, addTestChannel, secret } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { startTracker } from '../../apps/tracker/src/tracker.ts'
import { FUZZED_BROADCAST, HONEST_BROADCAST } from './broadcasts.ts'
import { heapMegabytes } from './heap.ts'

/** After the end of every ticket, peer id and limit. */
const DAYS_MS = 3 * 86_400_000
/** The last have closed their connections, on a busy machine. */
const GONE_WITHIN_MS = 5000

const database = await startTestDatabase()
const channelId = await addTestChannel(database.db)
for (const id of [FUZZED_BROADCAST, HONEST_BROADCAST]) await addLiveBroadcast(database.db, channelId, id)
let aheadMs = 0
const tracker = await startTracker({
  database: database.db,
  ticketKeys: () => [createSecretKey(ticketKey(secret))],
  ...{ host: '127.0.0.1', port: 0, log: pino({ level: 'warn' }) },
  now: () => Date.now() + aheadMs,
})
process.once('disconnect', async () => {
  await tracker[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
  process.exit()
})
process.on('message', async () => {
  const { sockets, owners } = tracker
  const goneByMs = performance.now() + GONE_WITHIN_MS
  while (sockets.size > 0 && performance.now() < goneByMs) await setTimeout(10)
  aheadMs += DAYS_MS
  sockets.sweep()
  const remembered = sockets.size + sockets.viewerCount + owners.size
  process.send?.({ heapMegabytes: heapMegabytes(), remembered })
})
process.send?.({ port: tracker.port, heapMegabytes: heapMegabytes() })
