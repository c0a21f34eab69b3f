/** For tests: the real program as a child process on free ports. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
/** Enough for every ladder that tests plan: how fast a busy test machine encodes is not what they are about. */
const PIXELS_PER_SECOND = '400000000'

export type TestIngest = AsyncDisposable & {
  readonly pid: number
  readonly child: ChildProcess
  readonly origin: string
  readonly dataFolder: string
  readonly ports: { rtmp: number; origin: number }
  publishUrl(key: string): string
  /** Everything it logged so far. */
  log(): string
  /** Milliseconds until it was gone, and its exit code. */
  stop(signal?: NodeJS.Signals): Promise<{ afterMs: number; code: number | null }>
}

export async function startTestIngest(
  env: Record<string, string>,
  { hasChannel = false }: { hasChannel?: boolean } = {},
): Promise<TestIngest> {
  const ports = { rtmp: await freePort(), origin: await freePort() }
  const scratch = await mkdtemp(join(tmpdir(), 'shoal-ingest-'))
  const defaults = { SHOAL_HOST: '127.0.0.1', SHOAL_DATA: scratch, SHOAL_ENCODER_PIXELS_PER_SECOND: PIXELS_PER_SECOND }
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...defaults, ...portSettings(ports), ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(hasChannel ? ['ipc' as const] : [])],
  })
  let output = ''
  const collect = (text: string) => {
    output += text
  }
  child.stdout?.setEncoding('utf8').on('data', collect)
  child.stderr?.setEncoding('utf8').on('data', collect)
  const exited = once(child, 'exit')
  await untilReady(child, () => output)

  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const startedAtMs = Date.now()
    child.kill(signal)
    if (child.exitCode === null && child.signalCode === null) await exited
    return { afterMs: Date.now() - startedAtMs, code: child.exitCode }
  }
  return {
    pid: child.pid ?? 0,
    ...{ child, ports, stop },
    origin: `http://127.0.0.1:${ports.origin}`,
    dataFolder: env.SHOAL_DATA ?? scratch,
    publishUrl: (key) => `rtmp://127.0.0.1:${ports.rtmp}/live/${key}`,
    log: () => output,
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

/** Runs it when it is expected to give up at once. */
export async function runIngestToItsEnd(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const scratch = await mkdtemp(join(tmpdir(), 'shoal-ingest-'))
  const defaults = { SHOAL_DATA: scratch, SHOAL_ENCODER_PIXELS_PER_SECOND: PIXELS_PER_SECOND }
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...defaults, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await once(child, 'close')
  await rm(scratch, { recursive: true, force: true })
  return { code: child.exitCode, output }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

function portSettings(ports: { rtmp: number; origin: number }): Record<string, string> {
  return { SHOAL_RTMP_PORT: String(ports.rtmp), SHOAL_ORIGIN_PORT: String(ports.origin) }
}

async function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  while (!output().includes('ingest ready')) {
    if (child.exitCode !== null) throw new Error(`ingest did not start: ${output()}`)
    const { stdout } = child
    if (stdout) await Promise.race([once(stdout, 'data'), once(child, 'exit')])
  }
}
