/** The donated seeder as a person runs it, beside a viewer that only receives. */

import { createServer } from 'node:http'
import { createDelivery } from '@shoal/player/delivery/delivery'
import { parseMediaPlaylist, parseMultivariant } from '@shoal/player/headless/media-playlist'
import { startSwarmViewer } from '@shoal/player/headless/swarm-viewer'
import { createMesh } from '@shoal/player/mesh/create-mesh'
import { type LiveOrigin, portOf, startLiveOrigin } from '@shoal/player/testing/live-origin'
import { makeBroadcast } from '@shoal/player/testing/segments'
import { startTestTracker } from '@shoal/player/testing/test-tracker'
import { parseLivePath } from '@shoal/protocol/hls-path'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import { type TicketAnswer, ticketAnswerSchema, ticketRequestSchema } from '@shoal/protocol/ticket'
import { cleanup } from 'node-datachannel'
import { RTCPeerConnection } from 'node-datachannel/polyfill'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { z } from 'zod'
import { type RunningScript, runScript, startScript } from './testing/run-script.ts'

type Site = {
  watchUrl: string
  isLive: boolean
  /** What its door asks for; null lets everybody in. */
  door: 'password' | 'sign-in' | null
  isRecorded: boolean
  asked: z.infer<typeof ticketRequestSchema>[]
}

const LIVE_ID = 'livebroadcast'
const RECORDED_ID = 'recordedbroadcast'
const OVER_ID = 'overbroadcast'
const GUARDED_ID = 'guardedbroadcast'
const SOON = { timeout: 30_000, interval: 100 }

const parts = new AsyncDisposableStack()
let origin: LiveOrigin
let site: Site
const running: RunningScript[] = []
const watching: { stop(): void }[] = []

beforeAll(async () => {
  origin = parts.adopt(await startLiveOrigin(await makeBroadcast(90), ''), (started) => started.close())
  const tracker = parts.adopt(await startTestTracker(), (started) => started.kill())
  origin.grant = { ...origin.grant, trackerUrls: [tracker.url] }
  site = await startSite()
}, 120_000)
afterAll(async () => {
  await parts.disposeAsync()
  cleanup()
})

beforeEach(() => {
  origin.startBroadcast()
  origin.grant = { ...origin.grant, mode: 'on', lifetimeMs: 600_000 }
  Object.assign(site, { isLive: true, isRecorded: true, door: null, asked: [] })
})
afterEach(async () => {
  for (const viewer of watching.splice(0)) viewer.stop()
  for (const { child } of running) child.kill('SIGKILL')
  await Promise.all(running.splice(0).map(({ ended }) => ended))
})

/** As the web app answers: what it says of roles and states is tested there. */
async function startSite(): Promise<Site> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const wanted = ticketRequestSchema.safeParse(JSON.parse(Buffer.concat(chunks).toString() || 'null'))
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body))
    const [, broadcastId, rest] = /^\/api\/v1\/broadcasts\/(\w+)(.*)$/.exec(request.url ?? '') ?? []
    if (broadcastId !== undefined) return void answer(...broadcastAnswer(broadcastId, rest !== '', made.door))
    if (request.url !== '/api/v1/tickets' || !wanted.success) return void answer(400, { error: 'bad-request' })
    made.asked.push(wanted.data)
    if (wanted.data.channel !== 'garden') return void answer(404, { error: 'unknown-channel' })
    const isPast = wanted.data.past !== undefined
    if (isPast && !made.isRecorded) return void answer(404, { error: 'unknown-recording' })
    if (!isPast && !made.isLive) return void answer(409, { error: 'not-live' })
    if (made.door !== null) return void answer(403, { error: `${made.door}-needed` })
    const ticket = await ticketFor(wanted.data.renew)
    answer(200, isPast ? { ...ticket, playlistUrl: wholePlaylistUrl(ticket) } : ticket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  parts.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const made: Site = {
    watchUrl: `http://127.0.0.1:${portOf(server.address())}/@garden`,
    isLive: true,
    isRecorded: true,
    door: null,
    asked: [],
  }
  return made
}

function broadcastAnswer(id: string, isChat: boolean, door: Site['door']): [status: number, body: unknown] {
  if (id === GUARDED_ID && door !== null && isChat) return [403, { error: door }]
  const about = { id, channel: { slug: 'garden', title: 'The garden' }, privacy: 'public' }
  if (id === LIVE_ID) return [200, { ...about, state: 'live', recording: null }]
  if (id === RECORDED_ID) return [200, { ...about, state: 'ended', recording: { seconds: 60, playlistUrl: null } }]
  if (id === OVER_ID) return [200, { ...about, state: 'ended', recording: null }]
  return [404, { error: 'unknown-broadcast' }]
}

function wholePlaylistUrl({ playlistUrl, broadcastId }: TicketAnswer): string {
  return new URL(`/live/${broadcastId}/index.m3u8`, playlistUrl).href
}

/** In place of its channel's. */
function addressOf(broadcastId: string): string {
  return new URL(`/watch/${broadcastId}`, site.watchUrl).href
}

async function ticketFor(renew?: string): Promise<TicketAnswer> {
  const asked = `${origin.url}/ticket${renew === undefined ? '' : `?renew=${renew}`}`
  return ticketAnswerSchema.parse(await (await fetch(asked)).json())
}

function startSeeder(...args: string[]): RunningScript {
  const seeder = startScript('shoal', ['seed', site.watchUrl, ...args], {})
  running.push(seeder)
  return seeder
}

/** Counts what comes from peers, as it comes. */
async function watch() {
  const ticket: TicketAnswer = { ...(await ticketFor()), mode: 'receive-only' }
  const counted = { peerBytes: 0, peers: 0 }
  const viewer = startSwarmViewer({
    ...{ ticket: () => ticket, latencySeconds: 8, RTCPeerConnection },
    listener: {
      onLoaded({ peerBytes }) {
        counted.peerBytes += peerBytes
      },
      onPeers(count) {
        counted.peers = count
      },
    },
  })
  watching.push(viewer)
  return counted
}

/** Loads the recording from its beginning, a segment each half a second, and counts what comes from peers. */
async function watchRecording() {
  const ticket = await ticketFor()
  const read = async (url: string) => await (await fetch(url)).text()
  const [variant] = parseMultivariant(await read(wholePlaylistUrl(ticket)), wholePlaylistUrl(ticket))
  if (!variant) throw new Error('there is no rung')
  const playlist = parseMediaPlaylist(await read(variant.url), variant.url)
  const listed = playlist.segments.map((segment, index) => {
    const path = parseLivePath(new URL(segment.url).pathname)
    if (path?.kind !== 'segment') throw new Error(`${segment.url} is no segment`)
    const key = `${path.epoch}/${path.rung}/${path.number}`
    return { ...segment, ...path, key, startSeconds: index * segment.durationSeconds }
  })
  const mesh = createMesh({
    ...{ ownId: `-SR0100-${'v'.repeat(12)}`, leastPeers: 2, RTCPeerConnection, rtcConfig: {} },
    trackerUrls: () => ticket.trackerUrls,
  })
  const counted = { peerBytes: 0, isOver: false }
  let positionSeconds = 0
  const delivery = createDelivery({
    ...{ mode: 'receive-only', ownId: `-SR0100-${'v'.repeat(12)}`, mesh, fetchOrigin: fetch },
    ...{ positionSeconds: () => positionSeconds, uploadKbps: null, uploadBytes: null },
    listener: {
      ...{ onUploaded() {}, onPeers() {}, onRejected() {}, onOffender() {} },
      onLoaded: ({ peerBytes }) => (counted.peerBytes += peerBytes),
    },
  })
  const { epoch = 1, rung = '' } = listed[0] ?? {}
  mesh.join(swarmInfoHash({ broadcastId: ticket.broadcastId, epoch, rung, isPast: true }))
  watching.push({
    stop() {
      counted.isOver = true
      delivery.stop()
      mesh.stop()
    },
  })
  void (async () => {
    for (const { url, startSeconds } of listed) {
      positionSeconds = Math.max(0, startSeconds - 12)
      delivery.listed(listed, { isLive: false, isPast: true })
      await delivery.load(url, new AbortController().signal).catch(() => null)
      if (counted.isOver) return
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  })()
  return counted
}

it('gives a viewer what it wants, and ends by itself at its limit', async () => {
  const seeder = startSeeder('--megabytes', '0.4')
  const viewer = await watch()
  const { code, stdout, stderr } = await seeder.ended
  expect(stderr).toBe('')
  expect(stdout).toContain('Giving to the viewers of')
  expect(code).toBe(0)
  const given = Number(/Gave ([\d.]+) MB to the viewers of @garden/.exec(stdout)?.[1])
  expect(given).toBe(0.4)
  expect(viewer.peerBytes).toBeGreaterThan(200_000)
  expect(viewer.peerBytes).toBeLessThanOrEqual(given * 1e6 + 50_000)
  expect(site.asked[0]).toMatchObject({ channel: 'garden', mode: 'on', role: 'seeder' })
})

it('gives to a broadcast by its own address, as the API tells it', async () => {
  const seeder = startScript('shoal', ['seed', addressOf(LIVE_ID), '--megabytes', '0.2'], {})
  running.push(seeder)
  await watch()
  const { code, stdout, stderr } = await seeder.ended
  expect(stderr).toBe('')
  expect(stdout).toContain(`Giving to the viewers of ${site.watchUrl}.`)
  expect(stdout).toContain('Gave 0.2 MB to the viewers of @garden')
  expect(code).toBe(0)
  expect(site.asked[0]).toMatchObject({ channel: 'garden', role: 'seeder' })
})

it('gives a recording to who watches it, by its own address', async () => {
  origin.endBroadcast()
  const seeder = startScript('shoal', ['seed', addressOf(RECORDED_ID), '--megabytes', '0.6'], {})
  running.push(seeder)
  await vi.waitUntil(() => seeder.printed().includes('Giving to'), SOON)
  const viewer = await watchRecording()
  const { code, stdout, stderr } = await seeder.ended
  expect(stderr).toBe('')
  expect(stdout).toContain(`Giving to the viewers of ${addressOf(RECORDED_ID)}.`)
  expect(stdout).toContain('Gave 0.6 MB to the viewers of @garden')
  expect(code).toBe(0)
  expect(viewer.peerBytes).toBeGreaterThan(100_000)
  expect(site.asked[0]).toMatchObject({ channel: 'garden', past: RECORDED_ID, role: 'seeder' })
})

it('says that a recording is gone', async () => {
  origin.endBroadcast()
  origin.grant = { ...origin.grant, lifetimeMs: 2500 }
  const seeder = startScript('shoal', ['seed', addressOf(RECORDED_ID)], {})
  running.push(seeder)
  await vi.waitUntil(() => seeder.printed().includes('Giving to'), SOON)
  site.isRecorded = false
  const { code, stdout } = await seeder.ended
  expect(stdout).toContain('The recording is not there any more.')
  expect(code).toBe(0)
})

it('tells the tracker what it gives, and on Ctrl-C closes its connections and is gone within a second', async () => {
  const seeder = startSeeder()
  const viewer = await watch()
  await vi.waitUntil(() => viewer.peerBytes > 0, SOON)
  const told = await vi.waitUntil(() => origin.reports.find(({ uploadedBytes }) => uploadedBytes > 0), SOON)
  expect(told).toMatchObject({ playedMs: 0, stalledMs: 0, stalls: 0, swarm: { gives: true } })
  const since = performance.now()
  seeder.child.kill('SIGINT')
  const { code, stdout } = await seeder.ended
  expect(performance.now() - since).toBeLessThan(1000)
  expect(stdout).toMatch(/Gave [\d.]+ MB/)
  expect(code).toBe(0)
  await vi.waitUntil(() => viewer.peers === 0, SOON)
})

it('ends with the broadcast', async () => {
  const seeder = startSeeder()
  await vi.waitUntil(() => seeder.printed().includes('Giving to'), SOON)
  origin.endBroadcast()
  site.isLive = false
  const { code, stdout } = await seeder.ended
  expect(stdout).toContain('The broadcast has ended.')
  expect(code).toBe(0)
})

it('waits for the next broadcast when it is to stay, and goes on with the ticket that it renews', async () => {
  site.isLive = false
  origin.grant = { ...origin.grant, lifetimeMs: 2500 }
  const seeder = startSeeder('--stay', '--rung', '90p')
  await vi.waitUntil(() => seeder.printed().includes('@garden is not live right now. Waiting for it.'), SOON)
  site.isLive = true
  await vi.waitUntil(() => seeder.printed().includes('Giving to'), SOON)
  await vi.waitUntil(() => site.asked.some(({ renew }) => renew !== undefined), SOON)
  origin.grant = { ...origin.grant, mode: 'off' }
  const { code, stderr } = await seeder.ended
  expect(stderr).toBe('P2P is off at this server: there is nobody to give to.\n')
  expect(code).toBe(1)
})

it('goes on by itself once an origin that was away is back, with a ticket of its own', async () => {
  origin.brokenStatus = 503
  const seeder = startSeeder()
  await vi.waitUntil(() => site.asked.length > 1, SOON)
  expect(seeder.printed()).toBe('')
  origin.brokenStatus = null
  await vi.waitUntil(() => seeder.printed().includes('Giving to'), SOON)
  expect(site.asked.every(({ renew }) => renew === undefined)).toBe(true)
})

it('ends when its time is over', async () => {
  site.isLive = false
  const { code, stdout } = await startSeeder('--stay', '--minutes', '0.02').ended
  expect(stdout).toContain('Gave 0.0 MB')
  expect(code).toBe(0)
})

it.each([
  ['what is no watch page', () => ['https://127.0.0.1/'], /^That is not the address of a watch page: /],
  ['a channel that is not there', () => [`${site.watchUrl}s`], /^There is no channel @gardens at 127\.0\.0\.1:\d+\.$/],
  ['a site that is not there', () => ['http://127.0.0.1:9/@garden'], /^127\.0\.0\.1:9 gave no ticket: /],
  [
    'a rung that is not there',
    () => [site.watchUrl, '--rung', '8k'],
    /^The broadcast has no rung 8k: it has 180p, 90p\.$/,
  ],
  [
    'a broadcast that is not there',
    () => [addressOf('nowherenowhere')],
    /^There is no broadcast nowherenowhere at 127\.0\.0\.1:\d+, or it is private\.$/,
  ],
  [
    'a broadcast of which nothing is left',
    () => [addressOf(OVER_ID)],
    /^That broadcast has ended, and there is no recording of it\. .* --stay$/,
  ],
  [
    'a broadcast of a site that is not there',
    () => [`http://127.0.0.1:9/watch/${LIVE_ID}`],
    /^127\.0\.0\.1:9 does not tell of the broadcast: /,
  ],
  ['nothing to give', () => [site.watchUrl, '--megabytes', '0'], /It has to be a number above 0\./],
])('says what is wrong with %s', async (_, args, sentence) => {
  const { code, stderr, stdout } = await runScript('shoal', ['seed', ...args()], {})
  expect(stderr.trim()).toMatch(sentence)
  expect(stdout).toBe('')
  expect(code).toBe(1)
})

it('says that there is no broadcast, and that P2P is off', async () => {
  site.isLive = false
  expect(await startSeeder().ended).toMatchObject({ code: 1, stderr: '@garden is not live right now.\n' })
  site.isLive = true
  origin.grant = { ...origin.grant, mode: 'receive-only' }
  expect((await startSeeder().ended).stderr).toMatch(/^This server lets its peers only receive/)
})

it.each([
  ['password', /^That broadcast is for those who know its password: /],
  ['sign-in', /^That broadcast is for those who are signed in: /],
] as const)('says that it cannot give what is behind a door (%s), by either address', async (door, sentence) => {
  site.door = door
  for (const address of [site.watchUrl, addressOf(GUARDED_ID)]) {
    const { code, stderr, stdout } = await runScript('shoal', ['seed', address], {})
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(sentence)
  }
})

it('ends with that sentence when the broadcast gets such a door meanwhile', async () => {
  origin.grant = { ...origin.grant, lifetimeMs: 2500 }
  const seeder = startSeeder()
  await vi.waitUntil(() => seeder.printed().includes('Giving to'), SOON)
  site.door = 'sign-in'
  const { code, stderr } = await seeder.ended
  expect(stderr).toMatch(/^That broadcast is for those who are signed in: /)
  expect(code).toBe(1)
})
