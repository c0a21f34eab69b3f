/** The origin of one broadcast with one rung: its newest segments in memory, all of them on disk. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openDatabase } from '@shoal/db/database'
import { pino } from 'pino'
import { OriginBytes } from '../../apps/ingest/src/audience/origin-bytes.ts'
import { DoorKeeper } from '../../apps/ingest/src/door/door-keeper.ts'
import { Doors } from '../../apps/ingest/src/door/doors.ts'
import { BroadcastMedia } from '../../apps/ingest/src/hls/broadcast-media.ts'
import { Timeline } from '../../apps/ingest/src/hls/timeline.ts'
import { buildHttp } from '../../apps/ingest/src/http/build-http.ts'
import { createMetrics } from '../../apps/ingest/src/http/metrics.ts'
import { storedFilePath } from '../../apps/ingest/src/recording/broadcast-folder.ts'
import { SegmentFiles } from '../../apps/ingest/src/recording/segment-files.ts'
import { BROADCAST_ID, makeSegments, RUNG, SEGMENT_SECONDS, VARIANT } from '../broadcast.ts'
import { listenOnLoopback, tellReady } from './ready.ts'

/** Two thirds of them have left the memory. */
const SEGMENTS = 120

const root = await mkdtemp(join(tmpdir(), 'shoal-bench-'))
/** As a server of files would find it. */
const folder = join(root, 'live', BROADCAST_ID)
const media = new BroadcastMedia({
  timeline: new Timeline({
    ...{ broadcastId: BROADCAST_ID, startedAtMs: Date.now(), segmentSeconds: SEGMENT_SECONDS },
    ...{ windowSeconds: 60, rewindSeconds: 7200 },
  }),
  past: new SegmentFiles(folder, () => null),
})
media.startEpoch(1, [VARIANT])
for (const set of makeSegments(SEGMENTS)) {
  const at = { programDateTimeMs: Date.now() + set.startSeconds * 1000, isDiscontinuity: false }
  const { number, parts } = media.append({ set, epoch: 1, startSeconds: set.startSeconds, ...at })
  const part = parts[RUNG]
  const bytes = set.parts.get(RUNG)?.bytes
  if (!part || !bytes) throw new Error('a segment without its rung')
  const file = join(folder, storedFilePath({ kind: 'segment', epoch: 1, rung: RUNG, number, hash: part.hash }))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, bytes)
  media.markStored(number)
}

const database = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none' }) // for /health alone, which nobody asks
const app = buildHttp({
  broadcasts: { find: (id) => (id === BROADCAST_ID ? media : null) },
  doors: new DoorKeeper(new Doors(), null),
  ...{ bytes: new OriginBytes(), metrics: createMetrics(), database, metricsToken: undefined },
  log: pino({ level: 'silent' }),
})
await app.ready()
tellReady({ port: await listenOnLoopback(app.server), root }, async () => {
  await app.close()
  await database[Symbol.asyncDispose]()
  await rm(root, { recursive: true })
})
