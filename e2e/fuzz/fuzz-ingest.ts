/** Fuzzes a real ingest while a broadcast goes on in it, and says how both took it. */

import { latestBroadcast } from '@shoal/db/broadcasts'
import { startDatabaseWithOperator } from '../../apps/ingest/src/testing/test-database.ts'
import { startTestIngest, type TestIngest } from '../../apps/ingest/src/testing/test-ingest.ts'
import { readPlaylist, readVariants } from '../playlist.ts'
import { startPublisher } from '../publisher.ts'
import { startPlainViewer } from '../soak/plain-viewer.ts'
import { fuzzHttp } from './http-sockets.ts'
import { fuzzInProcess, newInProcessFigures } from './in-process.ts'
import { loopbackPorts, residentMegabytes } from './process-facts.ts'
import { createRandom, type Random } from './random.ts'
import { recordSession } from './recorded-session.ts'
import { fuzzRtmpSockets } from './rtmp-sockets.ts'

export type FuzzOptions = { messages: number; seed: number; note(line: string): void }
export type FuzzFigures = Awaited<ReturnType<typeof fuzzIngest>>

/** Of all messages; the rest is given to the protocol's code directly. */
const SHARES = { rtmpSockets: 0.15, originHttp: 0.03, uploadHttp: 0.01 }
const SLICE = 2000
const LOOK_MS = 500
const SOON_MS = 40_000

export async function fuzzIngest({ messages, seed, note }: FuzzOptions) {
  const random = createRandom(seed)
  await using database = await startDatabaseWithOperator()
  const [live, victim] = [await database.createChannel(), await database.createChannel()]
  await using ingest = await startTestIngest({ DATABASE_URL: database.url, SHOAL_LOG_LEVEL: 'info' })
  await using publisher = startLive(ingest.publishUrl(live.key))
  const base = await until(async () => {
    const broadcast = await latestBroadcast(database.db, live.channelId)
    return broadcast?.state === 'live' && `${ingest.origin}/live/${broadcast.id}`
  })
  const [rung = ''] = await readVariants(`${base}/index.m3u8`)
  await until(async () => (await readPlaylist(rung)).segments.length >= 3)
  await using viewer = watchLive(rung)
  using memory = watchMemory(ingest)
  const session = await recordSession()
  const share = (part: number) => Math.ceil(messages * part)

  const rtmp = { port: ingest.ports.rtmp, key: victim.key, session }
  const rtmpSockets = await fuzzRtmpSockets(random, rtmp, share(SHARES.rtmpSockets))
  note(`RTMP sockets: ${JSON.stringify(rtmpSockets)}`)
  const known = [...(await pathsOf(base)), new URL(rung).pathname]
  const originHttp = await fuzzHttp(random, { port: ingest.ports.origin, known }, share(SHARES.originHttp))
  note(`origin: ${JSON.stringify(originHttp)}`)
  const uploadHttp = await fuzzUploads(random, ingest, share(SHARES.uploadHttp))
  note(`upload listener: ${JSON.stringify(uploadHttp)}`)
  const sent = rtmpSockets.messages + originHttp.messages + uploadHttp.messages
  const inProcess = newInProcessFigures()
  while (inProcess.messages < messages - sent) {
    fuzzInProcess(random, session, Math.min(SLICE, messages - sent - inProcess.messages), inProcess)
    await new Promise((resolve) => setImmediate(resolve)) // the broadcast is watched from here too
  }
  note(`in process: ${JSON.stringify(inProcess)}`)

  const newest = async () => (await readPlaylist(rung)).segments.at(-1)?.number ?? 0
  const last = await newest()
  await until(async () => (await newest()) > last).catch((cause: unknown) => {
    throw new Error(`the live broadcast does not go on:\n${ingest.log().slice(-20_000)}`, { cause })
  })
  await viewer[Symbol.asyncDispose]()
  const { segments: all, missingSegments, brokenSegments, failedPlaylists, gapsSeconds } = viewer.seen
  const { segments } = await readPlaylist(rung)
  return {
    ...{ seed, messages: sent + inProcess.messages },
    ...{ rtmpSockets, originHttp, uploadHttp, inProcess },
    processExits: ingest.child.exitCode === null && ingest.child.signalCode === null ? 0 : 1,
    publisherExits: publisher.hasEnded() ? 1 : 0,
    memoryMegabytes: memory.read(),
    logBytes: Buffer.byteLength(ingest.log()),
    liveBroadcast: {
      ...{ segments: all, missingSegments, brokenSegments, failedPlaylists, gaps: gapsSeconds.length },
      discontinuities: segments.slice(1).filter(({ isDiscontinuity }) => isDiscontinuity).length,
    },
  }
}

/** The origin is on loopback too here, so each door is tried that is not one of the public ones. */
async function fuzzUploads(random: Random, ingest: TestIngest, messages: number) {
  const { rtmp, origin } = ingest.ports
  const [port] = loopbackPorts(ingest.pid).filter((one) => one !== rtmp && one !== origin)
  if (port === undefined) throw new Error('ingest listens for no uploads')
  const known = Array.from(
    { length: 20 },
    () => `/${random.bytes(24).toString('base64url')}/${random.pick(['720p', 'audio', 'pictures'])}`,
  )
  return await fuzzHttp(random, { port, known }, messages)
}

async function pathsOf(base: string): Promise<string[]> {
  const playlists = await readVariants(`${base}/index.m3u8`)
  const names = [
    'index.m3u8',
    'manifest.mpd',
    'clock.txt',
    'poster.jpg',
    'storyboard.vtt',
    'storyboard-1.jpg',
    '1/index.m3u8',
  ]
  const segments = await Promise.all(
    playlists.map(async (url) => (await readPlaylist(url)).segments.map(({ uri }) => new URL(uri, url).pathname)),
  )
  return [
    ...names.map((name) => new URL(`${base}/${name}`).pathname),
    ...playlists.map((url) => new URL(url).pathname),
    ...segments.flat(),
  ]
}

function startLive(url: string) {
  const publisher = startPublisher(url, { size: '320x180', kbps: 300 })
  return { hasEnded: () => publisher.child.exitCode !== null, [Symbol.asyncDispose]: () => publisher.stop() }
}

function watchLive(playlistUrl: string) {
  const { seen, stop, done } = startPlainViewer(async () => playlistUrl)
  const dispose = () => {
    stop()
    return done
  }
  return { seen, [Symbol.asyncDispose]: dispose }
}

function watchMemory({ pid, child }: TestIngest) {
  const before = residentMegabytes(pid)
  let most = before
  const timer = setInterval(() => {
    if (child.exitCode === null) most = Math.max(most, residentMegabytes(pid))
  }, LOOK_MS)
  return {
    [Symbol.dispose]: () => clearInterval(timer),
    read() {
      const after = child.exitCode === null ? residentMegabytes(pid) : Number.NaN
      return { before, after, most: Math.max(most, after) }
    },
  }
}

async function until<Value>(look: () => Promise<Value | false>): Promise<Value> {
  const deadline = performance.now() + SOON_MS
  for (;;) {
    const value = await look().catch(() => false as const)
    if (value !== false) return value
    if (performance.now() > deadline) throw new Error('the live broadcast does not go on')
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
