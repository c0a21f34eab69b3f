/** The composition root. Read it top to bottom to see what ingest is made of; it shuts down bottom to top. */

import type { KeyObject } from 'node:crypto'
import { DatabasePasswordError } from '@shoal/db/connection'
import { openDatabase } from '@shoal/db/database'
import { DatabaseUnreachableError } from '@shoal/db/database-errors'
import { findElsewhere } from '@shoal/db/elsewhere'
import { HeldElsewhereError, holdAlone } from '@shoal/db/hold-alone'
import { makeFolder } from '@shoal/db/make-folder'
import { readServerSettings } from '@shoal/db/server-settings'
import { startPulse } from '@shoal/db/start-pulse'
import { leftTestPictures } from '@shoal/db/test-pictures'
import { ConfigError } from '@shoal/protocol/environment'
import { logOutput } from '@shoal/protocol/log-output'
import { readTicketKeys, TicketSecretError } from '@shoal/protocol/ticket-secret'
import pRetry from 'p-retry'
import { type Logger, pino } from 'pino'
import { OriginBytes } from './audience/origin-bytes.ts'
import { startOriginRollup } from './audience/origin-rollup.ts'
import { BroadcastFactory } from './broadcast/broadcast-factory.ts'
import { Commands } from './broadcast/commands.ts'
import { DatabaseQueue } from './broadcast/database-queue.ts'
import { startDatabaseWatch } from './broadcast/database-watch.ts'
import { LiveBroadcasts } from './broadcast/live-broadcasts.ts'
import { reconcile } from './broadcast/reconcile.ts'
import { TestPictures } from './broadcast/test-picture.ts'
import { loadConfig } from './config.ts'
import { DoorKeeper } from './door/door-keeper.ts'
import { Doors } from './door/doors.ts'
import { Witnesses } from './elsewhere/witnesses.ts'
import { startHealth } from './health/start-health.ts'
import { letHeapGrow } from './heap-growth.ts'
import { buildHttp } from './http/build-http.ts'
import { listen, PortInUseError } from './http/listen.ts'
import { createMetrics } from './http/metrics.ts'
import { startUploadListener } from './http/upload-listener.ts'
import { createGuessLimit } from './publish/guess-limit.ts'
import { startRtmpServer } from './publish/rtmp-server.ts'
import { createJudge } from './publish/stream-key.ts'
import { registerDownloads } from './recording/downloads.ts'
import { Recordings } from './recording/recordings.ts'
import { untilShutdown } from './shutdown.ts'
import { CalibrationError } from './transcode/calibrate.ts'
import { checkFfmpeg, FfmpegMissingError } from './transcode/ffmpeg-process.ts'
import { startEncoding } from './transcode/start-encoding.ts'

/** Errors that the operator can do something about; their message says what. */
const PLAIN_ERRORS = [
  ...[ConfigError, DatabaseUnreachableError, DatabasePasswordError, HeldElsewhereError],
  ...[PortInUseError, FfmpegMissingError, CalibrationError],
]
/** Of the 4 s that a shutdown may take. */
const LAST_WRITES_MS = 1500

async function run(): Promise<void> {
  const shutdown = untilShutdown()
  letHeapGrow()
  const config = loadConfig()
  const log = pino({ name: 'ingest', level: config.logLevel, redact: ['streamKey'] }, logOutput())
  await checkFfmpeg(config.ffmpegPath)

  await using parts = new AsyncDisposableStack()
  const database = parts.use(openDatabase(config.database))
  await pRetry(() => database.ping(), { retries: 4, minTimeout: 250, factor: 2 })
  parts.use(await holdAlone(config.database, { onLost: (error) => log.error({ err: error }, 'not alone any more') }))
  // A broadcast needs no disk: without a folder it is not recorded, and says so.
  await makeFolder(config.dataFolder).catch((error: unknown) => log.error({ err: error }, 'no data folder'))
  const encoding = await startEncoding({ ...config, log: log.child({ part: 'encoding' }) })

  const metrics = createMetrics()
  const bytes = new OriginBytes()
  const writes = new DatabaseQueue(database, log.child({ part: 'database' }))
  parts.defer(() => writes.flush(LAST_WRITES_MS))
  const uploads = parts.use(await startUploadListener())
  parts.use(startOriginRollup(bytes, writes))
  const recordings = parts.use(
    await Recordings.open({ ...config, database, writes, log: log.child({ part: 'recording' }) }),
  )
  const doors = new Doors()
  await doors.refresh(database)
  const factory = new BroadcastFactory({
    ...{ server: config, recordings, bytes, metrics, log: log.child({ part: 'broadcast' }) },
    ...{ database: writes, doors, encoding: { ...encoding, uploads } },
  })
  const broadcasts = parts.use(new LiveBroadcasts(factory))
  await reconcile({ database, broadcasts, recordings, log })
  recordings.start(broadcasts)
  const testPictures = parts.use(
    new TestPictures({
      ffmpegPath: config.ffmpegPath,
      publishUrl: `rtmp://${loopbackOf(config.host)}:${config.rtmpPort}/live`,
      async findObstacle(channelId) {
        if (await findElsewhere(database, { id: channelId })) return 'already-live'
        return broadcasts.obstacle(channelId, (await readServerSettings(database)).quotas.broadcasts)
      },
      onOver: (channelId) => broadcasts.endByStreamer(channelId, { isRefusedAfter: false }),
      log: log.child({ part: 'test-picture' }),
    }),
  )
  const witnesses = parts.use(
    new Witnesses({ bytes, doors, database: writes, reader: database, log: log.child({ part: 'elsewhere' }) }),
  )
  const commands = new Commands({ broadcasts, testPictures, witnesses, writes, log })
  parts.use(startDatabaseWatch({ database, broadcasts, doors, commands }))
  parts.use(startHealth(database, broadcasts))

  const { host, metricsToken, rtmps } = config
  const keeper = new DoorKeeper(doors, findTicketKeys(config.secretsFolder, log))
  const http = parts.adopt(
    buildHttp({
      broadcasts: { find: (id) => broadcasts.find(id) ?? witnesses.find(id) ?? recordings.library.find(id) },
      doors: keeper,
      ...{ bytes, metrics, database, metricsToken, log: log.child({ part: 'http' }) },
    }),
    (app) => app.close(),
  )
  const find = recordings.findDownload.bind(recordings)
  registerDownloads(http, { root: recordings.root, find, doors: keeper, log: log.child({ part: 'http' }) })
  await http.ready()
  await listen(http.server, { host, port: config.originPort, setting: 'SHOAL_ORIGIN_PORT' })
  const publishLog = log.child({ part: 'publish' })
  const rtmp = parts.use(
    await startRtmpServer({
      listen: { host, port: config.rtmpPort, setting: 'SHOAL_RTMP_PORT' },
      ...(rtmps ? { tls: { listen: { host, port: rtmps.port, setting: 'SHOAL_RTMPS_PORT' }, files: rtmps } } : {}),
      judge: createJudge({ database, writes, broadcasts, testPictures, log: publishLog }),
      guessLimit: createGuessLimit({ guesses: 10, seconds: 60 }),
      ...{ metrics, log: publishLog },
    }),
  )

  metrics.watch('broadcasts_live', 'Broadcasts that viewers can watch now', () => {
    return broadcasts.current.filter(({ state }) => state === 'live').length
  })
  metrics.watch('rtmp_connections', 'Open RTMP connections', () => rtmp.connections)
  metrics.watch('segment_memory_bytes', 'Segments held in memory', () => broadcasts.bytes + witnesses.bytes)
  metrics.watch('database_writes_waiting', 'Writes that wait for the database', () => writes.length)

  parts.use(
    startPulse({
      ...{ database, service: 'ingest' },
      async measure() {
        const disk = await recordings.diskFigures()
        const encoder = { load: encoding.budget.load, broadcasts: broadcasts.current.length }
        return { encoder, ...(disk && { disk }) }
      },
      onFailure: (error) => log.warn({ err: error }, 'how this process does cannot be written'),
    }),
  )

  for (const { channel, leftMs } of await leftTestPictures(database, new Date())) {
    await testPictures.start(channel, leftMs)
  }
  log.info({ rtmpPort: rtmp.port, originPort: config.originPort }, 'ingest ready')
  log.info({ signal: await shutdown }, 'shutting down')
}

/** Where this program reaches itself. */
function loopbackOf(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Null shuts what is not for everybody; the rest plays without it. */
function findTicketKeys(secretsFolder: string, log: Logger): (() => readonly KeyObject[]) | null {
  try {
    return readTicketKeys(secretsFolder)
  } catch (error) {
    if (!(error instanceof TicketSecretError)) throw error
    log.warn({ reason: error.message }, 'no ticket can be checked: broadcasts with a password play for nobody')
    return null
  }
}

try {
  await run()
  process.exitCode = 0
} catch (error) {
  if (!PLAIN_ERRORS.some((kind) => error instanceof kind)) throw error
  console.error(error instanceof Error ? `ingest: ${error.message}` : error)
  process.exitCode = 1
} finally {
  // An open channel to the process that started this one would keep it running.
  if (process.connected) process.disconnect()
}
