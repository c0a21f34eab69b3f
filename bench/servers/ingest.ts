/** Ingest between its encoder and its viewers: the upload door, intake, window and origin, with one rung. */

import { openDatabase } from '@shoal/db/database'
import { pino } from 'pino'
import { OriginBytes } from '../../apps/ingest/src/audience/origin-bytes.ts'
import { Epoch } from '../../apps/ingest/src/hls/epoch.ts'
import { SegmentIntake } from '../../apps/ingest/src/hls/segment-intake.ts'
import { buildHttp } from '../../apps/ingest/src/http/build-http.ts'
import { createMetrics } from '../../apps/ingest/src/http/metrics.ts'
import { startUploadListener } from '../../apps/ingest/src/http/upload-listener.ts'
import { BROADCAST_ID, RUNG, SEGMENT_SECONDS } from '../broadcast.ts'
import { listenOnLoopback, tellReady } from './ready.ts'

const plan = {
  rungs: [{ name: RUNG, video: { width: 1280, height: 720, bitrateKbps: 2000 }, audioKbps: 128 }],
  frameRate: 30,
}
const epoch = new Epoch(1, plan, { segmentSeconds: SEGMENT_SECONDS, windowSeconds: 60, lingerSeconds: 20 })
let number = 0
const intake = new SegmentIntake([RUNG], (set) => {
  const programDateTimeMs = number * SEGMENT_SECONDS * 1000
  epoch.append({ set, number, programDateTimeMs, isDiscontinuity: false })
  number += 1
})
const uploads = await startUploadListener()
const door = uploads.open((rung, file, body) => intake.receive(rung, file, body))

const database = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' }) // for /health alone, which nobody asks
const app = buildHttp({
  broadcasts: { find: (id) => (id === BROADCAST_ID ? { epoch: (n) => (n === 1 ? epoch : null) } : null) },
  ...{ bytes: new OriginBytes(), metrics: createMetrics(), database, metricsToken: undefined },
  log: pino({ level: 'silent' }),
})
await app.ready()
tellReady({ port: await listenOnLoopback(app.server), uploadUrl: door.url }, async () => {
  await app.close()
  await uploads[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
