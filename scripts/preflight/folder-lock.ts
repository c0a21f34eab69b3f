/** Lets one process at a time have a folder; a lock whose owner is gone, also by SIGKILL, counts as free. */

import { readFileSync, rmSync } from 'node:fs'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type FolderLock = { kind: 'locked'; release(): void } | { kind: 'taken'; pid: number }

/** The file holds the owner's process id and birth, because ids come back. */
export async function lockFolder(folder: string, name: string): Promise<FolderLock> {
  const path = join(folder, name)
  const mine = `${process.pid} ${birthOf(process.pid)}`
  const draft = `${path}.${process.pid}`
  await writeFile(draft, mine)
  try {
    for (;;) {
      try {
        await link(draft, path) // fails when it is there already: of two that come at once, one wins
        return { kind: 'locked', release: () => releaseIfMine(path, mine) }
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      }
      const held = await readFile(path, 'utf8').catch(() => '')
      const pid = Number(held.split(' ')[0])
      if (pid > 0 && isAlive(pid) && held === `${pid} ${birthOf(pid)}`) return { kind: 'taken', pid }
      await rm(path, { force: true })
    }
  } finally {
    await rm(draft, { force: true })
  }
}

function releaseIfMine(path: string, mine: string): void {
  try {
    if (readFileSync(path, 'utf8') === mine) rmSync(path)
  } catch {
    // gone already, with the folder
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** When a process began, in the kernel's clock ticks (proc(5), field 22); empty where there is no /proc. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
