/** Another server's live broadcast, as plain as they come: ffmpeg writes a folder, and any page may read it. */

import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { spawnBound } from './bound-child.ts'

export type ForeignHls = Awaited<ReturnType<typeof startForeignHls>>

const INPUT = '-re -f lavfi -i testsrc2=size=320x180:rate=25 -f lavfi -i sine=frequency=440:sample_rate=48000'
const CODE = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -b:v 400k -g 25 -c:a aac -b:a 64k'
const PACK = '-f hls -hls_time 1 -hls_list_size 8 -hls_flags delete_segments+temp_file+independent_segments'

export async function startForeignHls() {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-elsewhere-'))
  const asked = new Map<string, number>()
  let isDown = false
  const server = createServer(async (request, response) => {
    if (isDown) return void response.destroy()
    const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname)
    asked.set(name, (asked.get(name) ?? 0) + 1)
    const body = await readFile(join(folder, name)).catch(() => null)
    response.writeHead(body ? 200 : 404, { 'access-control-allow-origin': '*', 'cache-control': 'no-store' })
    response.end(body ?? undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const command = `-hide_banner -loglevel error ${INPUT} ${CODE} ${PACK}`
  const child = spawnBound(process.env.SHOAL_FFMPEG || 'ffmpeg', [...command.split(' '), join(folder, 'live.m3u8')])
  return {
    address: (name = 'live.m3u8') => `http://127.0.0.1:${port}/${name}`,
    /** The most that any segment was asked for. */
    mostRequests: () => Math.max(...[...asked].flatMap(([name, count]) => (name.endsWith('.ts') ? count : 0))),
    setDown(value: boolean) {
      isDown = value
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
