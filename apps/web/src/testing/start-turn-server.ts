/** coturn on loopback, started as the operator's is, for tests; null where the machine has none. */

import { execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const script = join(import.meta.dirname, '../../../../infra/coturn/start-turnserver.sh')

export const TURN_SECRET = 'a-turn-secret-for-tests'
export const hasTurnServer = isOnPath('turnserver')

export type RunningTurnServer = AsyncDisposable & { url: string; port: number; lines: readonly string[] }

export async function startTurnServer(): Promise<RunningTurnServer> {
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-turn-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const port = await freeUdpPort()
  const child = spawn(script, {
    env: {
      ...process.env,
      SHOAL_TURN_RELAY_IP: '127.0.0.1',
      SHOAL_TURN_SECRET: TURN_SECRET,
      SHOAL_TURN_PORT: String(port),
      SHOAL_TURN_FOLDER: folder,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  started.defer(async () => {
    child.kill('SIGTERM')
    await exited
  })
  const lines: string[] = []
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      // the thread that it makes last has begun
      if (line.includes('admin thread')) resolve()
    })
    exited.then(() => reject(new Error('the TURN server ended before it listened')), reject)
  })
  const disposable = started.move()
  return {
    ...{ url: `turn:127.0.0.1:${port}?transport=udp`, port, lines },
    [Symbol.asyncDispose]: () => disposable.disposeAsync(),
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

function isOnPath(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
