/** One run of one server: a process group of its own, a channel that ends it when we are gone, and its output by lines. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { killGroup } from './kill-group.ts'
import { readableLine } from './log-line.ts'

export type ChildExit = {
  /** How it ended, as a person reads it: `exit code 1`, `SIGKILL`. */
  how: string
  /** What it said last that means something. */
  lastLine: string
  /** The one sentence of a server that refused to start: exit code 1 and a single line on stderr. */
  refusal: string | undefined
}

export type RunningChild = {
  pid: number | undefined
  /** Resolves when it is gone and its output is read. */
  exited: Promise<ChildExit>
  /** SIGTERM; after `graceMs` SIGKILL to its whole group. Resolves when it is gone. */
  stop(graceMs: number): Promise<void>
}

export type ChildOptions = {
  script: string
  args?: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  onLine(line: string, from: 'stdout' | 'stderr'): void
}

export function startChild(options: ChildOptions): RunningChild {
  const child = spawn(process.execPath, [options.script, ...(options.args ?? [])], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const complaints: string[] = []
  let lastLine = ''
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => heard(line, 'stdout'))
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => heard(line, 'stderr'))
  function heard(line: string, from: 'stdout' | 'stderr') {
    if (from === 'stderr' && complaints.length < 2 && line.trim()) complaints.push(line.trim())
    if (isTelling(line)) lastLine = readableLine(line)
    options.onLine(line, from)
  }
  const gone = Promise.withResolvers<void>()
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('error', (error) => {
      gone.resolve()
      resolve({ how: error.message, lastLine: error.message, refusal: undefined })
    })
    child.once('exit', (code, signal) => {
      gone.resolve()
      killGroup(child.pid, 'SIGKILL') // what it left behind, such as an encoder
      const refusal = code === 1 && complaints.length === 1 ? complaints[0] : undefined
      const exit = () => resolve({ how: signal ?? `exit code ${code}`, lastLine, refusal })
      child.once('close', exit)
    })
  })
  return {
    pid: child.pid,
    exited,
    async stop(graceMs) {
      child.kill('SIGTERM')
      const impatience = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs)
      await gone.promise
      clearTimeout(impatience)
    },
  }
}

/** Not blank, not a stack's frame, not Node's signature under a crash. */
function isTelling(line: string): boolean {
  return line.trim() !== '' && !/^\s+at |^Node\.js v|^[\s{}^[\]]*$/.test(line)
}
