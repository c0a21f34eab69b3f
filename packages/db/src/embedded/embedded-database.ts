/** Runs the embedded database as a process of its own, for as long as this one wants it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { databaseUrlFor } from '../resolve-url.ts'
import { embeddedMessageSchema } from './message.ts'

const mainFile = fileURLToPath(new URL('main.ts', import.meta.url))

/** The first start of all unpacks a whole cluster: seconds here, more on a small machine. */
const START_TIMEOUT_MS = 120_000
const STOP_GRACE_MS = 4000

/** The message is for a person: what, which setting, what to do. */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError'
}

/** Only `stopped` was our doing. */
export type EmbeddedExit =
  | { kind: 'stopped' }
  | { kind: 'crashed'; code: number | null; signal: NodeJS.Signals | null; lastLine: string }

export type EmbeddedDatabase = AsyncDisposable & {
  url: string
  pid: number
  /** Resolves once the process is gone; asks politely first, so that PGlite writes its checkpoint. */
  stop(): Promise<void>
  exited: Promise<EmbeddedExit>
}

/**
 * Resolves when the database of this data folder answers.
 * @throws EmbeddedDatabaseError when another process has it open, or the folder is of no use.
 */
export async function startEmbeddedDatabase({ folder }: { folder: string }): Promise<EmbeddedDatabase> {
  const dataFolder = resolve(folder)
  const child = spawn(process.execPath, [mainFile, dataFolder], {
    detached: true, // Ctrl-C goes to the whole foreground group; the database has to outlive those who use it
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let isWanted = true
  const lastLine = keepLastLine(child)
  const exited = new Promise<EmbeddedExit>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'crashed', code: null, signal: null, lastLine: error.message }))
    child.once('close', (code, signal) =>
      resolve(isWanted ? { kind: 'crashed', code, signal, lastLine: lastLine() } : { kind: 'stopped' }),
    )
  })
  const stop = async () => {
    isWanted = false
    await endChild(child, exited)
  }
  try {
    await untilReady(child, exited)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: databaseUrlFor({ dataFolder }),
    pid: child.pid ?? 0,
    stop,
    exited,
    [Symbol.asyncDispose]: stop,
  }
}

async function untilReady(child: ChildProcess, exited: Promise<EmbeddedExit>): Promise<void> {
  const timeout = AbortSignal.timeout(START_TIMEOUT_MS)
  const answer = await Promise.race([once(child, 'message', { signal: timeout }), exited]).catch((cause) => {
    throw new EmbeddedDatabaseError(`the embedded database was not ready within ${START_TIMEOUT_MS / 1000} s`, {
      cause,
    })
  })
  if (!Array.isArray(answer)) {
    const lastLine = answer.kind === 'crashed' ? answer.lastLine : ''
    throw new EmbeddedDatabaseError(`the embedded database ended while it started: ${lastLine || 'it said nothing'}`)
  }
  const message = embeddedMessageSchema.parse(answer[0])
  if (message.kind === 'refused') throw new EmbeddedDatabaseError(message.reason)
}

async function endChild(child: ChildProcess, exited: Promise<EmbeddedExit>): Promise<void> {
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
  await exited
  clearTimeout(patience)
}

function keepLastLine(child: ChildProcess): () => string {
  let lastLine = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastLine = text.trim().split('\n').at(-1) ?? lastLine
  })
  return () => lastLine
}
