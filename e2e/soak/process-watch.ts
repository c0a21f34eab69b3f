/** What a Shoal's processes hold, read from Linux's /proc: memory, file handles, and whose children they are. */

import { readdir, readFile } from 'node:fs/promises'
import type { Shoal } from '../shoal.ts'
import type { Reading } from './slope.ts'

export type WatchedProcess = {
  name: string
  pid: number
  memoryMegabytes: Reading[]
  fileHandles: Reading[]
}
export type ProcessWatch = {
  processes: ReadonlyMap<number, WatchedProcess>
  /** Encoders whose parent had gone when they were seen. */
  orphans: ReadonlySet<number>
  /** The most encoders that ran at once. */
  mostEncoders(): number
  look(): Promise<void>
  encoderPids(): Promise<number[]>
}

/** By what stands in the command line; the first that fits. */
const NAMES: [name: string, pattern: RegExp][] = [
  ['encoder', /(^|\/)ffmpeg /],
  ['ingest', /apps\/ingest\/src\/main/],
  ['tracker', /apps\/tracker\/src\/main/],
  ['web', /apps\/web\/src\/main/],
  ['database', /embedded/],
  ['start', /scripts\/start\.ts/],
]

export function watchProcesses(shoal: Pick<Shoal, 'processes'>): ProcessWatch {
  const processes = new Map<number, WatchedProcess>()
  const orphans = new Set<number>()
  let mostEncoders = 0

  const named = async () =>
    (await shoal.processes()).flatMap(({ pid, command }) => {
      const name = NAMES.find(([, pattern]) => pattern.test(command))?.[0]
      return name === undefined ? [] : [{ pid, name }]
    })

  return {
    ...{ processes, orphans },
    mostEncoders: () => mostEncoders,
    encoderPids: async () => (await named()).filter(({ name }) => name === 'encoder').map(({ pid }) => pid),
    async look() {
      const found = await named()
      mostEncoders = Math.max(mostEncoders, found.filter(({ name }) => name === 'encoder').length)
      for (const { pid, name } of found) {
        const held = await readHeld(pid)
        if (!held) continue
        if (name === 'encoder' && held.parent === 1) orphans.add(pid)
        const watched = processes.get(pid) ?? { name, pid, memoryMegabytes: [], fileHandles: [] }
        const atMs = performance.now()
        watched.memoryMegabytes.push({ atMs, value: held.memoryMegabytes })
        watched.fileHandles.push({ atMs, value: held.fileHandles })
        processes.set(pid, watched)
      }
    },
  }
}

/** Null when it has ended meanwhile. */
async function readHeld(pid: number) {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const numberOf = (key: string) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status)?.[1])
    const fileHandles = (await readdir(`/proc/${pid}/fd`)).length
    return { memoryMegabytes: numberOf('VmRSS') / 1024, parent: numberOf('PPid'), fileHandles }
  } catch {
    return null
  }
}
