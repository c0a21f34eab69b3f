/** The web app as it is in production, for tests: built by turbo (from its cache when nothing changed), run by main.ts. */

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { z } from 'zod'

const root = join(import.meta.dirname, '../../../..')
const mainFile = join(import.meta.dirname, '../main.ts')

export const SETUP_TOKEN = 'a-setup-token-for-tests'
export const TICKET_SECRET = 'a-ticket-secret-for-tests'
export const CHAT_SECRET = 'a-chat-secret-for-tests'
export const AUTH_SECRET = 'an-auth-secret-for-tests-that-is-long-enough'

export type RunningWeb = AsyncDisposable & { url: string; secretsFolder: string; child: ChildProcess }

/** Takes as long as `next build` where something changed. */
export async function buildWeb(): Promise<void> {
  await promisify(execFile)(join(root, 'node_modules/.bin/turbo'), ['run', 'build', '--filter=@shoal/web'], {
    cwd: root,
  })
}

/** On a free port, with secrets of its own. */
export async function startWeb(env: Record<string, string>): Promise<RunningWeb> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-web-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'setup-token'), SETUP_TOKEN)
  await writeFile(join(folder, 'ticket-secret'), TICKET_SECRET)
  await writeFile(join(folder, 'auth-secret'), AUTH_SECRET)
  await writeFile(join(folder, 'chat-secret'), CHAT_SECRET)
  const child = spawn(process.execPath, [mainFile], {
    env: { ...process.env, SHOAL_WEB_PORT: '0', SHOAL_HOST: '127.0.0.1', SHOAL_SECRETS: folder, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  started.defer(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  })
  const port = await readyPort(child)
  const disposable = started.move()
  return {
    url: `http://127.0.0.1:${port}`,
    secretsFolder: folder,
    child,
    [Symbol.asyncDispose]: () => disposable.disposeAsync(),
  }
}

/** For a start that fails: how it ended, and what it said. */
export async function runWebToItsEnd(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [mainFile], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  return { code, stderr }
}

const readySchema = z.object({ msg: z.literal('web ready'), port: z.int() })

async function readyPort(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('the web app was started without a pipe for what it prints')
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = readySchema.safeParse(parseLine(line))
    if (ready.success) {
      child.stdout.resume()
      return ready.data.port
    }
  }
  throw new Error('the web app ended before it was ready')
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
