/** Whether a process has been stopped (SIGSTOP, a terminal, a debugger), from proc(5). Linux only. */

import { readFileSync } from 'node:fs'

const STOPPED = ['T', 't']

/** False where there is no /proc, too. A read takes some microseconds. */
export function isStoppedProcess(pid: number): boolean {
  try {
    const [, state = ''] = /\) (\S) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    return STOPPED.includes(state)
  } catch {
    return false
  }
}
