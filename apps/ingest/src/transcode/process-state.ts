/** Whether a process has been stopped (SIGSTOP, a terminal, a debugger), from proc(5). Linux only. */

import { readFileSync } from 'node:fs'

/** `pid (name) state`, ten fields, then the clock ticks in user and in kernel mode. */
const STAT = /\) (?<state>\S)(?: \S+){10} (?<user>\d+) (?<kernel>\d+) /
const STOPPED = ['T', 't']

/** Looks at one process again and again. A read takes some microseconds. */
export class StoppedWatch {
  readonly #pid: number
  /** The processor time at which it stood still when it was last looked at; null when it ran. */
  #stoppedAt: string | null = null

  constructor(pid: number) {
    this.#pid = pid
  }

  /**
   * True at the second look at a process that stands still: a tool that slows one down stops it for moments only.
   * False where there is no /proc.
   */
  look(): boolean {
    const before = this.#stoppedAt
    this.#stoppedAt = readStopped(this.#pid)
    return before !== null && before === this.#stoppedAt
  }
}

function readStopped(pid: number): string | null {
  try {
    const groups = STAT.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.groups
    return groups?.state && STOPPED.includes(groups.state) ? `${groups.user} ${groups.kernel}` : null
  } catch {
    return null
  }
}
