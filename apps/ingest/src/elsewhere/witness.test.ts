/** One witness and a server elsewhere, over real sockets. */

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseLivePath } from '@shoal/protocol/hls-path'
import { PIECES_TAG } from '@shoal/protocol/pieces'
import { pino } from 'pino'
import { afterEach, expect, it, vi } from 'vitest'
import { OriginBytes } from '../audience/origin-bytes.ts'
import { hashOf, pieceRootOf } from '../hls/segment-hashes.ts'
import { Witness } from './witness.ts'

const ID = 'elsewhere00000000001'
const SOON = { timeout: 10_000, interval: 50 }

afterEach(() => void vi.useRealTimers())

/** Its broadcast is what `segments` says; each of them is other bytes. */
async function startForeign() {
  const files = new Map<string, Buffer | string>()
  const asked: string[] = []
  const made: string[] = []
  const state = { isDown: false, end: '', first: 100 }
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    asked.push(name)
    if (state.isDown) return void response.writeHead(503).end()
    if (name === 'rung.m3u8') return void response.end(playlist())
    const body = files.get(name)
    response.writeHead(body === undefined ? 404 : 200).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  function playlist(): string {
    const rows = made.map((name) => `#EXTINF:1,\n${base}/${name}`)
    const head = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:${state.first}\n#EXT-X-MAP:URI="init.mp4"`
    return [head, ...rows, state.end].join('\n')
  }
  files.set('init.mp4', 'init')
  files.set('live.m3u8', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360\nrung.m3u8')
  return {
    ...{ state, asked, files, base },
    make(count: number) {
      for (let i = 0; i < count; i++) {
        const name = `${state.first + made.length}.m4s`
        files.set(name, randomBytes(100_000))
        made.push(name)
      }
    },
    /** As after a restart of the encoder: numbers begin anew. */
    beginAnew() {
      made.length = 0
      state.first = 0
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function watch({ base }: { base: string }, file = 'live.m3u8') {
  const writes: string[] = []
  const bytes = new OriginBytes()
  const database = { add: (what: string) => void writes.push(what) }
  const witness = new Witness(
    { id: ID, channelId: 'channel', playlist: `${base}/${file}` },
    { bytes, database, log: pino({ level: 'silent' }) },
  )
  async function read(path: string): Promise<Buffer | null> {
    const parsed = parseLivePath(`/live/${ID}/1/${path}`)
    const answer = parsed && (await witness.find(parsed))
    return answer ? (answer.kind === 'text' ? answer.text.plain : answer.body) : null
  }
  const text = async (path = '360p/index.m3u8') => String(await read(path))
  return { witness, writes, bytes, read, text }
}

const segmentsIn = (playlist: string) => playlist.split('\n').filter((line) => line.endsWith('.m4s'))

it('names what it has seen by its bytes, as our own segments are named, and fetches each once', async () => {
  await using foreign = await startForeign()
  foreign.make(9)
  const watched = watch(foreign)
  using witness = watched.witness
  expect(await witness.ready).toBe('done')
  expect(watched.writes).toEqual(['create broadcast', 'start epoch', 'set broadcast state'])
  expect(await watched.text('index.m3u8')).toContain('RESOLUTION=640x360\n360p/index.m3u8')
  const playlist = await watched.text()
  const [first = '', ...others] = segmentsIn(playlist)
  expect([first, others.length]).toEqual([expect.stringMatching(/^104-/), 4])
  const body = await watched.read(`360p/${first}`)
  expect(body).toEqual(foreign.files.get('104.m4s'))
  expect(first).toBe(`104-${hashOf(body ?? Buffer.alloc(0))}.m4s`)
  expect(playlist).toContain(`#${PIECES_TAG}:${pieceRootOf(body ?? Buffer.alloc(0))}\n`)
  expect(await watched.read(`360p/init-${hashOf(Buffer.from('init'))}.mp4`)).toEqual(Buffer.from('init'))
  expect(await watched.read(`360p/104-${'x'.repeat(22)}.m4s`)).toBeNull()
  expect(watched.bytes.take()).toMatchObject([{ rung: '360p', producedBytes: 500_000, producedSeconds: 5 }])

  foreign.make(1)
  const path = { kind: 'media', broadcastId: ID, epoch: 1, rung: '360p' } as const
  expect(await witness.waitFor(109, path, new AbortController().signal)).toBe('listed')
  expect(foreign.asked.filter((name) => name.endsWith('s')).length).toBe(6)
})

it('waits while the other server is down, goes on when it is back, and says where it began anew', async () => {
  await using foreign = await startForeign()
  foreign.make(6)
  const { witness: watching, text } = watch(foreign)
  using witness = watching
  await witness.ready
  foreign.state.isDown = true
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5000 })
  witness.tick()
  expect(witness.state).toBe('interrupted')
  foreign.beginAnew()
  foreign.make(3)
  foreign.state.isDown = false
  await expect.poll(async () => segmentsIn(await text()).length, SOON).toBe(8)
  witness.tick()
  expect(witness.state).toBe('live')
  expect(await text()).toMatch(/105-[^\n]+\n#EXT-X-DISCONTINUITY\n[\s\S]*106-[\s\S]*108-/)
})

it('stops some seconds after the last who watched, and sooner nobody asks again', async () => {
  await using foreign = await startForeign()
  foreign.make(6)
  const { witness: watching, text } = watch(foreign)
  using witness = watching
  await witness.ready
  await text()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15_000 })
  witness.tick()
  expect(witness.isClosed).toBe(false)
  vi.setSystemTime(Date.now() + 15_000)
  witness.tick()
  expect([witness.isClosed, witness.memoryBytes]).toEqual([true, 0])
  const count = foreign.asked.length
  await new Promise((resolve) => setTimeout(resolve, 700))
  expect(foreign.asked.length).toBe(count)
})

it('ends where the other server ends, and keeps what viewers have still to see', async () => {
  await using foreign = await startForeign()
  foreign.make(6)
  const { witness: watching, text, read } = watch(foreign)
  using witness = watching
  await witness.ready
  foreign.state.end = '#EXT-X-ENDLIST'
  await expect.poll(() => text(), SOON).toContain('#EXT-X-ENDLIST')
  witness.tick()
  expect(witness.hasEnded).toBe(true)
  expect(await read(`360p/${segmentsIn(await text()).at(-1)}`)).not.toBeNull()
})

it('takes a playlist by itself for the only rung, with the bit rate that it has', async () => {
  await using foreign = await startForeign()
  foreign.make(6)
  const { witness: watching, text } = watch(foreign, 'rung.m3u8')
  using witness = watching
  expect(await witness.ready).toBe('done')
  expect(await text('index.m3u8')).toContain('BANDWIDTH=800000,AVERAGE-BANDWIDTH=800000\nsource/index.m3u8')
})

it('lists a gap for what cannot be had, and shares nothing of what is too large', async () => {
  await using foreign = await startForeign()
  foreign.make(6)
  foreign.files.delete('103.m4s')
  const { witness: first, text } = watch(foreign)
  using witness = first
  await witness.ready
  expect(await text()).toContain('#EXT-X-GAP\n#EXTINF:1.000000,\n103.gone')
  foreign.files.set('105.m4s', Buffer.alloc(34_000_000))
  using second = watch(foreign).witness
  expect(await second.ready).toBe('too-large')
})

it('says why not of a recording, and of what is not there', async () => {
  await using foreign = await startForeign()
  foreign.make(3)
  using gone = watch(foreign, 'gone.m3u8').witness
  expect(await gone.ready).toBe('unreachable')
  foreign.state.end = '#EXT-X-ENDLIST'
  const recorded = watch(foreign)
  using witness = recorded.witness
  expect([await witness.ready, witness.isClosed, recorded.writes]).toEqual(['recording', true, []])
})
