/** Our own tracker over a database of its own, with the made broadcast live, behind a proxy that names addresses. */

import { createSecretKey } from 'node:crypto'
import { startTestDatabase } from '@shoal/db/testing/test-database'
import { ticketKey } from '@shoal/protocol/ticket'
import { pino } from 'pino'
import { z } from 'zod'
import { addLiveBroadcast, addTestChannel, ladder, secret } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { startTracker } from '../../apps/tracker/src/tracker.ts'
import { tellReady } from '../servers/ready.ts'
import { BROADCAST, peakBandwidth, RUNG } from './made-broadcast.ts'

const { rungKbps } = z.object({ rungKbps: z.number() }).parse(JSON.parse(process.argv[2] ?? ''))
// uplinks are told in bit rates of what is watched
const rungs = ladder
  .filter(({ name }) => name === RUNG)
  .map((rung) => ({ ...rung, bandwidth: peakBandwidth(rungKbps), averageBandwidth: rungKbps * 1000 }))

const database = await startTestDatabase()
await addLiveBroadcast(database.db, await addTestChannel(database.db), BROADCAST.broadcastId, rungs)
const tracker = await startTracker({
  database: database.db,
  ticketKeys: () => [createSecretKey(ticketKey(secret))],
  ...{ host: '127.0.0.1', port: 0, trustProxy: true, log: pino({ level: 'silent' }) },
})
tellReady({ port: tracker.port }, async () => {
  await tracker[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
