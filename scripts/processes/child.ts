/** One run of one server: a process group of its own, a channel that ends it when we are gone, and its output by lines. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
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

const LAST_OUTPUT_MS = 500

export function startChild(options: ChildOptions): RunningChild {
  const child = spawn(process.execPath, [options.script, ...(options.args ?? [])], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const complaints: string[] = []
  let lastLine = ''
  const heard = (line: string, from: 'stdout' | 'stderr') => {
    if (from === 'stderr' && complaints.length < 2 && line.trim()) complaints.push(line.trim())
    if (isTelling(line)) lastLine = readableLine(line)
    options.onLine(line, from)
  }
  // not the child's `close`: it never comes after we have closed the channel ourselves (Node 24.21)
  const outputRead = Promise.all([
    readLines(child.stdout, (line) => heard(line, 'stdout')),
    readLines(child.stderr, (line) => heard(line, 'stderr')),
  ])
  const gone = new Promise<Omit<ChildExit, 'lastLine'>>((resolve) => {
    child.once('error', (error) => {
      lastLine = error.message
      resolve({ how: error.message, refusal: undefined })
    })
    child.once('exit', async (code, signal) => {
      killGroup(child.pid, 'SIGKILL') // what it left behind, such as an encoder
      await Promise.race([outputRead, sleep(LAST_OUTPUT_MS)]) // a pipe may have gone to a process of another group
      resolve({
        how: signal ?? `exit code ${code}`,
        refusal: code === 1 && complaints.length === 1 ? complaints[0] : undefined,
      })
    })
  })
  const exited = gone.then((exit) => ({ ...exit, lastLine }))
  return {
    pid: child.pid,
    exited,
    async stop(graceMs) {
      child.kill('SIGTERM')
      if (child.connected) child.disconnect() // a channel that is listened to would keep an ended server from exiting
      const impatience = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs)
      await exited
      clearTimeout(impatience)
    },
  }
}

/** Not blank, not a stack's frame, not Node's signature under a crash. */
function isTelling(line: string): boolean {
  return line.trim() !== '' && !/^\s+at |^Node\.js v|^[\s{}^[\]]*$/.test(line)
}

async function readLines(input: Readable | null, onLine: (line: string) => void): Promise<void> {
  if (!input) return
  for await (const line of createInterface({ input })) onLine(line)
}
