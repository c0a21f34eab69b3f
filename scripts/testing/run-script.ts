/** Runs one of these scripts as a person would, in an environment of its own, to its end. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { workspaceRoot } from '../workspace.ts'

export type Ended = { code: number | null; stdout: string; stderr: string }
export type RunningScript = {
  child: ChildProcessWithoutNullStreams
  /** Everything printed so far. */
  printed(): string
  ended: Promise<Ended>
}

export function startScript(
  script: string,
  args: readonly string[],
  environment: Record<string, string>,
): RunningScript {
  const child = spawn(process.execPath, [join(workspaceRoot, 'scripts', `${script}.ts`), ...args], {
    cwd: workspaceRoot,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => {
    stdout += text
  })
  child.stderr.on('data', (text: Buffer) => {
    stderr += text
  })
  child.stdin.end()
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { child, ended, printed: () => stdout + stderr }
}

export function runScript(
  script: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Ended> {
  return startScript(script, args, environment).ended
}

export type FoundProcess = { pid: number; command: string }

/** Every process that has this entry in its environment (proc(5)), Linux only. */
export async function processesWith(entry: string): Promise<FoundProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const read = async (pid: string, file: string) =>
    (await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')).split('\0')
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (!(await read(pid, 'environ')).includes(entry)) return []
      return [{ pid: Number(pid), command: (await read(pid, 'cmdline')).join(' ').trim() }]
    }),
  )
  return found.flat().filter(({ command }) => command !== '') // ended, and its parent has not looked yet
}
