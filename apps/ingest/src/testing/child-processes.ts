/** For tests: which ffmpeg children a process has. Linux only. */

import { readdirSync, readFileSync } from 'node:fs'

export function ffmpegChildrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const stat = readStat(name)
      return stat?.name === 'ffmpeg' && stat.parent === pid && stat.state !== 'Z'
    })
    .map(Number)
}

export function isAlive(pid: number): boolean {
  const stat = readStat(String(pid))
  return stat !== null && stat.state !== 'Z'
}

/** proc(5): `pid (name) state ppid …`. */
function readStat(pid: string): { name: string; state: string; parent: number } | null {
  try {
    const [, name = '', state = '', parent = ''] =
      /\((.*)\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return { name, state, parent: Number(parent) }
  } catch {
    return null
  }
}
