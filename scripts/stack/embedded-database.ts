/** The embedded database as a part of the stack: kept running, and stopped after everything that uses it. */

import type { EmbeddedExit } from '@shoal/db/embedded/embedded-database'
import { EmbeddedDatabaseError, startEmbeddedDatabase } from '@shoal/db/embedded/embedded-database'
import { OperatorError } from '../operator-error.ts'
import type { ChildExit, RunningChild } from '../processes/child.ts'
import { killGroup } from '../processes/kill-group.ts'
import { asSentence } from './database.ts'
import type { Supervise } from './supervise.ts'

export type EmbeddedOptions = {
  dataFolder: string
  supervise: Supervise
  parts: AsyncDisposableStack
  signal: AbortSignal
  /** Milliseconds that it may take to end, asked when it is told to. */
  graceMs: () => number
}

/** Resolves when it answers. What it refuses the first time it will refuse again; later it is started again. */
export async function startEmbedded({ dataFolder, supervise, parts, signal, graceMs }: EmbeddedOptions): Promise<void> {
  const ready = Promise.withResolvers<void>()
  let hasRun = false
  const part = supervise('database', async () => {
    try {
      const running = await startEmbeddedDatabase({ folder: dataFolder })
      hasRun = true
      ready.resolve()
      return asRunningChild(running)
    } catch (error) {
      if (hasRun || !(error instanceof EmbeddedDatabaseError)) throw error
      throw new OperatorError(asSentence(error.message), { cause: error })
    }
  })
  parts.defer(() => part.stop(graceMs()))
  signal.addEventListener('abort', () => ready.reject(signal.reason), { once: true })
  await ready.promise
  part.noteReady()
}

type Running = Awaited<ReturnType<typeof startEmbeddedDatabase>>

function asRunningChild({ pid, exited, stop }: Running): RunningChild {
  return {
    pid,
    exited: exited.then(asChildExit),
    async stop(graceMs) {
      // what it has acknowledged is on the disk already: a kill costs the next start a second, and no row
      const impatience = setTimeout(() => killGroup(pid, 'SIGKILL'), graceMs)
      await stop()
      clearTimeout(impatience)
    },
  }
}

function asChildExit(exit: EmbeddedExit): ChildExit {
  if (exit.kind === 'stopped') return { how: 'stopped', lastLine: '', refusal: undefined }
  return { how: exit.signal ?? `exit code ${exit.code}`, lastLine: exit.lastLine, refusal: undefined }
}
