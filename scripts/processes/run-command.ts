/** Runs a command to its end, with its output in a log file, and stops the whole of it when told to. */

import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { killGroup } from './kill-group.ts'

export class CommandFailedError extends Error {
  override name = 'CommandFailedError'
  readonly lastLine: string
  constructor(command: string, lastLine: string) {
    super(`${command} failed: ${lastLine}`)
    this.lastLine = lastLine
  }
}

export type Command = {
  command: string
  args: readonly string[]
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Output is appended here. */
  logFile?: string
  onLine?: (line: string) => void
  /** Aborted: the process group is stopped and the reason thrown. */
  signal?: AbortSignal
}

/** Resolves with everything it printed. @throws CommandFailedError on any exit but 0. */
export async function runCommand(options: Command): Promise<string> {
  options.signal?.throwIfAborted()
  const child = spawn(options.command, options.args, {
    ...(options.cwd ? { cwd: options.cwd } : {}),
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that what it starts can be stopped with it
  })
  const log = options.logFile ? createWriteStream(options.logFile, { flags: 'a' }) : undefined
  const lines: string[] = []
  const take = (line: string) => {
    lines.push(line)
    log?.write(`${line}\n`)
    if (line.trim()) options.onLine?.(line.trim())
  }
  const abort = () => killGroup(child.pid, 'SIGTERM')
  options.signal?.addEventListener('abort', abort, { once: true })
  try {
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', take)
    const how = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(code ?? signal))
    }).catch((cause: Error) => {
      log?.write(`${options.command}: ${cause.message}\n`)
      throw new CommandFailedError(options.command, cause.message)
    })
    options.signal?.throwIfAborted()
    if (how !== 0) {
      log?.write(`${options.command} ended with ${how}\n`)
      throw new CommandFailedError(options.command, lines.findLast((line) => line.trim() !== '') ?? `ended with ${how}`)
    }
    return lines.join('\n')
  } finally {
    options.signal?.removeEventListener('abort', abort)
    log?.end()
    if (log) await finished(log)
  }
}
