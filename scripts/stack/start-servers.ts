/** Starts ingest, tracker and web at the same time, waits until each is ready, and undoes it in one go. */

import { OperatorError } from '../operator-error.ts'
import { startChild } from '../processes/child.ts'
import { localUrl, untilHealthy } from '../processes/health.ts'
import type { Settings } from '../settings.ts'
import type { Steps } from '../steps.ts'
import { workspaceRoot } from '../workspace.ts'
import { listServers, type Mode } from './servers.ts'
import type { Supervise } from './supervise.ts'
import { watchFolders } from './watch-folders.ts'

/** What a server may take to end by itself; the database gets the rest of the five seconds. */
const SERVER_GRACE_MS = 4000
const READY_WITHIN_MS = 120_000

export type ServersOptions = {
  settings: Settings
  mode: Mode
  environment: NodeJS.ProcessEnv
  supervise: Supervise
  parts: AsyncDisposableStack
  steps: Steps
  signal: AbortSignal
}

/** Resolves when every `/health` answers 200. */
export async function startServers(options: ServersOptions): Promise<void> {
  const { settings, mode, environment, supervise, parts, steps, signal } = options
  const running = listServers(settings, mode).map((server) => {
    const part = supervise(server.name, async (onLine) =>
      startChild({ script: server.script, args: server.args, cwd: workspaceRoot, env: environment, onLine }),
    )
    if (mode === 'dev' && server.watch.length > 0) {
      parts.use(watchFolders(server.watch, () => void part.restart(SERVER_GRACE_MS)))
    }
    return { server, part }
  })
  parts.defer(async () => {
    await Promise.all(running.map(({ part }) => part.stop(SERVER_GRACE_MS)))
  })
  for (const { server, part } of running) {
    await steps.run(`waiting for ${server.name}`, async (note) => {
      await untilReady(server, settings, signal)
      part.noteReady()
      note(`${server.name} is ready`)
    })
  }
}

type Awaited = { name: string; port: number }

async function untilReady({ name, port }: Awaited, settings: Settings, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(READY_WITHIN_MS)
  try {
    await untilHealthy(localUrl(port, settings.host), AbortSignal.any([signal, deadline]))
  } catch (error) {
    if (signal.aborted || !deadline.aborted) throw error
    throw new OperatorError(
      `The ${name} was not ready after ${READY_WITHIN_MS / 1000} s: look into ${settings.logFolder}/${name}.log, then start again.`,
    )
  }
}
