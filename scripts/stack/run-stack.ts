/** `npm start` and `npm run dev`, top to bottom: what Shoal needs, then what it runs; it shuts down bottom to top. */

import { mkdir } from 'node:fs/promises'
import { requireFfmpeg, systemSources } from '../ffmpeg/find-ffmpeg.ts'
import { OperatorError } from '../operator-error.ts'
import { requireFreeSpace, requireWritableFolder } from '../preflight/data-folder.ts'
import { lockDataFolder } from '../preflight/data-lock.ts'
import { requirePorts } from '../preflight/ports.ts'
import { listenForShutdown, ShutdownRequest } from '../processes/shutdown.ts'
import { ensureSecrets } from '../secrets.ts'
import { loadSettings, type Settings } from '../settings.ts'
import { createSteps } from '../steps.ts'
import { loadEnvironmentFile } from '../workspace.ts'
import { buildWebApp, generateDatabaseClient } from './build.ts'
import { databaseAddressOf, migrate, readStanding, requireDatabase } from './database.ts'
import { startEmbedded } from './embedded-database.ts'
import { composeScreen } from './screen.ts'
import { type Mode, serverEnvironment } from './servers.ts'
import { startServers } from './start-servers.ts'
import { createSupervision } from './supervise.ts'
import { startTurnServer } from './turn-server.ts'

/** From Ctrl-C until nothing of it is left; the servers get 4 s of it, the database what is left over. */
const END_WITHIN_MS = 4800
const LEAST_GRACE_MS = 500

export type StackOptions = { mode: Mode; isVerbose: boolean }

/** Runs until it is told to end. Resolves with the exit code. */
export async function runStack(options: StackOptions): Promise<number> {
  const shutdown = listenForShutdown()
  try {
    await using parts = new AsyncDisposableStack()
    await startEverything({ ...options, shutdown, parts })
    await untilAborted(shutdown.signal)
    process.stderr.write('\nstopping …\n')
    throw shutdown.signal.reason
  } catch (error) {
    // what was aborted in the middle of a step complains in its own words; why it was aborted is what counts
    return explainEnd(shutdown.signal.aborted ? shutdown.signal.reason : error)
  }
}

type Starting = StackOptions & { shutdown: AbortController; parts: AsyncDisposableStack }

async function startEverything({ mode, isVerbose, shutdown, parts }: Starting): Promise<void> {
  loadEnvironmentFile()
  const settings = loadSettings(process.env)
  const steps = createSteps()
  const { signal } = shutdown
  const { logFolder } = settings
  const graceMs = countDown(signal)

  await steps.run('looking at folders, disk and ports', async (note) => {
    await claimMachine(settings, parts)
    note('folders, disk and ports are fine')
  })
  const sources = systemSources(settings.ffmpeg, signal)
  const ffmpeg = await steps.run('looking for ffmpeg', (note) => requireFfmpeg(sources, note))
  await ensureSecrets(settings.secretsFolder)
  const database = databaseAddressOf(settings)
  const making = { logFolder, signal }
  await steps.run("generating the database's client", (note) => generateDatabaseClient({ ...making, note }))
  if (settings.databaseUrl)
    await steps.run('asking the database', async (note) => {
      await requireDatabase(database)
      note('the database answers')
    })
  if (mode === 'start') await steps.run('building the web app', (note) => buildWebApp({ ...making, note }))

  signal.throwIfAborted()
  const supervise = createSupervision({ settings, isVerbose, shutdown })
  if (!settings.databaseUrl) {
    await steps.run('starting the database', async (note) => {
      await startEmbedded({ dataFolder: settings.dataFolder, supervise, parts, signal, graceMs })
      note('the database runs')
    })
  }
  await steps.run('bringing the tables up to date', (note) => migrate(database, note))
  const standing = await readStanding(database, settings.secretsFolder)

  signal.throwIfAborted()
  const environment = serverEnvironment(settings, { databaseUrl: database.url, ffmpeg, mode })
  const { turnServer } = settings
  if (turnServer) await startTurnServer({ settings: { ...settings, turnServer }, environment, supervise, parts })
  await startServers({ settings, mode, environment, supervise, parts, steps, signal })
  process.stdout.write(`${composeScreen(settings, standing)}\n`)
}

async function claimMachine(settings: Settings, parts: AsyncDisposableStack): Promise<void> {
  await requireWritableFolder(settings.dataFolder)
  parts.use(lockDataFolder(settings.dataFolder))
  await requireFreeSpace(settings.dataFolder, settings.minFreeMb)
  await requirePorts(settings.ports, settings.host)
  await mkdir(settings.logFolder, { recursive: true })
}

/** What is left of the time to end in; a part that needs it asks when its turn has come. */
function countDown(signal: AbortSignal): () => number {
  let endBy = Number.POSITIVE_INFINITY
  signal.addEventListener('abort', () => {
    endBy = performance.now() + END_WITHIN_MS
    // whatever hangs: our end closes the channels, and that ends the rest
    setTimeout(() => process.exit(1), END_WITHIN_MS + 150).unref()
  })
  return () => Math.min(Math.max(endBy - performance.now(), LEAST_GRACE_MS), END_WITHIN_MS)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function explainEnd(reason: unknown): number {
  if (reason instanceof ShutdownRequest) return 0
  const sentence = reason instanceof Error ? reason.message : String(reason)
  process.stderr.write(reason instanceof OperatorError ? `${sentence}\n` : `Shoal could not go on: ${sentence}\n`)
  return 1
}
