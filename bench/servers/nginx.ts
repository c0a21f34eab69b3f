/** The peer of the origin: one nginx worker that serves a folder with sendfile. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { listenOnLoopback } from './ready.ts'

export type FileServer = AsyncDisposable & { port: number; pid: number }

/** Null where there is no nginx. @param root of its files. @param path of one that is there */
export async function startNginx(root: string, path: string): Promise<FileServer | null> {
  const binary = findNginx()
  if (!binary) return null
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'shoal-nginx-'))
  started.defer(() => rm(folder, { recursive: true }))
  const port = await freePort()
  await writeFile(join(folder, 'nginx.conf'), configuration({ folder, root, port }))
  const child = spawn(binary, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { stdio: 'inherit' })
  started.defer(() => end(child))
  await answers(`http://127.0.0.1:${port}${path}`)
  const running = started.move()
  return { port, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

function findNginx(): string | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']) {
    const file = join(folder, 'nginx')
    if (existsSync(file)) return file
  }
  return null
}

function configuration({ folder, root, port }: { folder: string; root: string; port: number }): string {
  return `daemon off; master_process off; pid ${folder}/pid;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  open_file_cache max=100; open_file_cache_valid 60s;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  types { application/vnd.apple.mpegurl m3u8; video/iso.segment m4s; }
  add_header Cache-Control "public, max-age=31536000, immutable"; add_header Access-Control-Allow-Origin *;
  server { listen 127.0.0.1:${port}; root ${root}; }
}
`
}

/** nginx cannot be asked to find one. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(url: string): Promise<void> {
  const deadlineMs = performance.now() + 5000
  for (;;) {
    try {
      return void (await (await fetch(url)).arrayBuffer())
    } catch (error) {
      if (performance.now() > deadlineMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  if (child.exitCode === null && child.kill()) await exited
}
