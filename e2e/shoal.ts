/** A whole Shoal, started as a newcomer starts it: `npm start`, on ports and in a folder of its own. */

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copyPreparedDatabase } from '@shoal/db/testing/prepared-folder'
import { z } from 'zod'
import { freePorts } from './free-ports.ts'

const run = promisify(execFile)
const root = new URL('..', import.meta.url).pathname

const setupSchema = z.object({
  email: z.string(),
  password: z.string(),
  channel: z.string(),
  streamKey: z.string(),
  rtmpUrl: z.string(),
  watchUrl: z.url(),
  studioUrl: z.url(),
})

export type Shoal = Awaited<ReturnType<typeof startShoal>>

/** An empty database from earlier in place of a first start's work, which takes seconds. */
type StartOptions = { isFirstStart?: boolean }

/** Resolves when each part of `npm start` answers `/health`. */
export async function startShoal(settings: Record<string, string> = {}, { isFirstStart = false }: StartOptions = {}) {
  const [web = 0, rtmp = 0, origin = 0, tracker = 0] = await freePorts(4)
  const ports = { web, rtmp, origin, tracker }
  const data = await mkdtemp(join(tmpdir(), 'shoal-e2e-'))
  if (!isFirstStart) await copyPreparedDatabase(data)
  const env = {
    ...process.env,
    SHOAL_DATA: data,
    SHOAL_WEB_PORT: String(web),
    SHOAL_RTMP_PORT: String(rtmp),
    SHOAL_ORIGIN_PORT: String(origin),
    SHOAL_TRACKER_PORT: String(tracker),
    ...settings,
  }
  let printed = ''
  let child = spawnStart()

  function spawnStart(): ChildProcess {
    const started = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (text: Buffer) => (printed += text))
    return started
  }

  async function ready(): Promise<number> {
    const since = performance.now()
    const urls = [web, origin, tracker].map((port) => `http://localhost:${port}/health`)
    while (!(await Promise.all(urls.map(isHealthy))).every(Boolean)) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${printed}`)
      if (performance.now() - since > 280_000) throw new Error(`npm start is not ready:\n${printed}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return performance.now() - since
  }

  /** Ctrl-C at a terminal reaches the whole foreground process group. Resolves to the milliseconds it took. */
  async function interrupt(): Promise<number> {
    const since = performance.now()
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const exited = once(child, 'exit')
      process.kill(-child.pid, 'SIGINT')
      await exited
    }
    return performance.now() - since
  }

  return {
    ports,
    data,
    env,
    printed: () => printed,
    readyMs: await ready(),
    interrupt,
    async restart() {
      child = spawnStart()
      return await ready()
    },
    /** Where a new server's operator begins, as the start screen says it. */
    async setupLink(): Promise<string> {
      for (;;) {
        const link = /Setup, once\s+(\S+)/.exec(printed)?.[1]
        if (link) return link
        if (child.exitCode !== null) throw new Error(`npm start said no setup link:\n${printed}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async setUp() {
      const { stdout } = await run('npm', ['run', '--silent', 'shoal', '--', 'setup', '--json'], { cwd: root, env })
      return setupSchema.parse(JSON.parse(stdout))
    },
    /** Every process that runs with this Shoal's data folder in its environment. */
    processes: () => processesWith(`SHOAL_DATA=${data}`),
    async [Symbol.asyncDispose]() {
      await interrupt()
      await rm(data, { recursive: true, force: true })
    },
  }
}

async function isHealthy(url: string): Promise<boolean> {
  return await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** Reads Linux's /proc: process ids and command lines whose environment has the given entry. */
async function processesWith(entry: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
      if (!environment.split('\0').includes(entry)) return []
      const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
      return [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }]
    }),
  )
  return found.flat()
}
