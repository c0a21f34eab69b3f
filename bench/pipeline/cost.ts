/** What a process and the children that it has waited for have cost, from Linux's /proc (proc(5)). */

import { readFile } from 'node:fs/promises'

/** `_SC_CLK_TCK`, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** User and system time. A child counts once it has ended. */
export async function cpuSecondsOf(pid: number | 'self'): Promise<{ own: number; children: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const seconds = (field: number) => Number(fields[field - 3]) / TICKS_PER_SECOND
  return { own: seconds(14) + seconds(15), children: seconds(16) + seconds(17) }
}

/** The most memory that it held at once; 0 when it has ended. */
export async function peakMegabytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) / 1024
}
