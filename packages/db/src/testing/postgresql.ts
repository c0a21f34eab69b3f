/** A real PostgreSQL for tests: Debian's, on a free port, in a temporary folder, gone when it is disposed of. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

const PASSWORD = 'a password: with/odd?characters'

export type PostgreSql = AsyncDisposable & { url: string; passwordFile: string; stop(): Promise<void> }

/** @throws Error that says what to install where PostgreSQL is missing: a test that needs it must not pass without. */
export async function startPostgreSql(): Promise<PostgreSql> {
  const binaries = findBinaries()
  const user = findUser()
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-postgresql-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const passwordFile = join(folder, 'password')
  const cluster = join(folder, 'cluster')
  await writeFile(passwordFile, `${PASSWORD}\n`, { mode: 0o600 })
  if (user) await Promise.all([folder, passwordFile].map((path) => chown(path, user.uid, user.gid)))

  const initdb = [
    '-D',
    cluster,
    '-U',
    'shoal',
    '--pwfile',
    passwordFile,
    '-A',
    'scram-sha-256',
    '--no-sync',
    '-E',
    'UTF8',
  ]
  await finished(spawn(join(binaries, 'initdb'), initdb, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }))

  const port = await findFreePort()
  const settings = ['-D', cluster, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off']
  const server = spawn(join(binaries, 'postgres'), settings, {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(server, 'exit')
  const stop = async () => {
    server.kill('SIGINT') // "fast": disconnects its clients
    await exited
  }
  started.defer(stop)
  await untilReady(server, exited)

  const running = started.move()
  return {
    url: `postgresql://shoal:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    passwordFile,
    stop,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function findBinaries(): string {
  const newest = globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1)
  if (!newest) throw new Error('PostgreSQL is missing, which these tests start: run `apt-get install postgresql`')
  return dirname(newest)
}

/** PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes. */
function findUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? []
  if (!uid || !gid) throw new Error('there is no user postgres to run PostgreSQL as: run `apt-get install postgresql`')
  return { uid: Number(uid), gid: Number(gid) }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('the system gave no port')
  return address.port
}

async function finished(child: ChildProcess): Promise<void> {
  let output = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${child.spawnfile} failed:\n${output}`)
}

async function untilReady(server: ChildProcess, exited: Promise<unknown[]>): Promise<void> {
  if (!server.stderr) throw new Error('PostgreSQL has no stderr to listen to')
  const lines: string[] = []
  const ready = new Promise<'ready'>((resolve) => {
    createInterface({ input: server.stderr ?? process.stdin }).on('line', (line) => {
      lines.push(line)
      if (line.includes('database system is ready to accept connections')) resolve('ready')
    })
  })
  if ((await Promise.race([ready, exited])) !== 'ready') throw new Error(`PostgreSQL ended:\n${lines.join('\n')}`)
}
