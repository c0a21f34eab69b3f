/** A server in a process of its own, so that its processor time can be told from that of those who call it. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { z } from 'zod'

const readySchema = z.object({ port: z.int(), uploadUrl: z.string().optional(), root: z.string().optional() })
export type Ready = z.infer<typeof readySchema>
export type ChildServer = AsyncDisposable & Ready & { pid: number; child: ChildProcess }

const READY_WITHIN_MS = 20_000

/**
 * @param file in `servers/`, or a path from there
 * @param config goes to it as JSON, its first argument
 */
export async function startChildServer(file: string, config?: object): Promise<ChildServer> {
  const child = fork(new URL(`./servers/${file}`, import.meta.url), config ? [JSON.stringify(config)] : [])
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    if (child.connected) child.disconnect()
    await exited
  }
  try {
    const signal = AbortSignal.timeout(READY_WITHIN_MS)
    const gone = once(child, 'exit', { signal }).then(() => Promise.reject(new Error(`${file} did not start`)))
    const [message] = await Promise.race([once(child, 'message', { signal }), gone])
    gone.catch(() => {}) // it exits at the end too
    if (child.pid === undefined) throw new Error(`${file} has no process`)
    return { ...readySchema.parse(message), pid: child.pid, child, [Symbol.asyncDispose]: stop }
  } catch (error) {
    child.kill()
    throw error
  }
}

/** Processor time of all threads of a process until now, in microseconds (Linux: proc(5), schedstat). */
export async function cpuMicrosOf(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`)
  const times = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')))
  return times.reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1000, 0)
}
