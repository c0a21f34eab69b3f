/** What a browser costs its machine: processor time of all of its processes, and the memory of its pages' own. */

import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'

export type BrowserCost = {
  /** Until now, of every process that still runs. */
  cpuSeconds: number
  rendererCpuSeconds: number
  /** Of the pages' processes, with what they share counted to each in part (proc(5), smaps_rollup: Pss). */
  rendererBytes: number
}

export async function readBrowserCost(browser: Browser): Promise<BrowserCost> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  const sum = (times: readonly { cpuTime: number }[]) => times.reduce((total, { cpuTime }) => total + cpuTime, 0)
  const sizes = await Promise.all(renderers.map(({ id }) => proportionalBytes(id)))
  return {
    cpuSeconds: sum(processInfo),
    rendererCpuSeconds: sum(renderers),
    rendererBytes: sizes.reduce((total, bytes) => total + bytes, 0),
  }
}

async function proportionalBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024
}
