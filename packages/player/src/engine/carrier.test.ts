import { beforeEach, expect, it, vi } from 'vitest'
import type { Delivery, DeliveryOptions } from '../delivery/delivery.ts'
import type { LoadedSegment } from '../delivery/segment.ts'
import type { Mesh, MeshOptions } from '../mesh/mesh.ts'
import { type Carrier, startCarrier } from './carrier.ts'

/** What the carrier made, in order, and what became of it. */
type MadeMesh = { options: MeshOptions; joined: string[]; isStopped: boolean }
type MadeDelivery = {
  options: DeliveryOptions
  listed: number[]
  gives: boolean[]
  rests: boolean[]
  limits: { kbps: number | null; bytes: number | null }[]
  isStopped: boolean
  asked: { url: string; signal: AbortSignal; give: (loaded: LoadedSegment) => void }[]
}

let meshes: MadeMesh[] = []
let deliveries: MadeDelivery[] = []
let uploadedBytes = 0
let carrier: Carrier

vi.stubGlobal('RTCPeerConnection', class {})

const POLICY = {
  iceServers: [{ urls: ['turn:turn.example'], username: 'u', credential: 'c' }],
  ...{ relayOnly: true, leastViewers: 3, uploadKbps: 2000, uploadMegabytes: 100 },
}
let policy = POLICY
const LOADED: LoadedSegment = { bytes: new ArrayBuffer(8), originBytes: 0, peerBytes: 8, originBitsPerSecond: 1 }
const ABOUT = { isLive: true }

function createMesh(options: MeshOptions): Mesh {
  const made: MadeMesh = { options, joined: [], isStopped: false }
  meshes.push(made)
  return {
    ...{ links: new Map(), listen() {}, leave() {}, ban() {}, homeAnswers() {} },
    join: (infoHash) => void made.joined.push(infoHash),
    stop: () => void Object.assign(made, { isStopped: true }),
  }
}

function createDelivery(options: DeliveryOptions): Delivery {
  const made: MadeDelivery = { options, listed: [], gives: [], rests: [], limits: [], isStopped: false, asked: [] }
  deliveries.push(made)
  return {
    listed: (segments) => void made.listed.push(segments.length),
    load: (url, signal) =>
      new Promise((give, fail) => {
        made.asked.push({ url, signal, give })
        signal.addEventListener('abort', () => fail(new Error('aborted')))
      }),
    hint() {},
    setGives: (gives) => void made.gives.push(gives),
    setRests: (rests) => void made.rests.push(rests),
    setUploadLimits: (limits) => void made.limits.push(limits),
    takeSwarmReport: () => ({ peerId: options.ownId, gives: true, received: [], offenders: [] }),
    snapshot: () => ({
      ...{ peers: 0, links: [], sources: 2, uplinkKbps: null, originBytes: 0, peerBytes: 0 },
      originFetches: { seeds: 0, 'stands-in': 0, late: 0, alone: 0 },
    }),
    stop: () => void Object.assign(made, { isStopped: true }),
  }
}

function start(mode: 'on' | 'receive-only' | 'off'): void {
  carrier = startCarrier({
    ...{ mode, createDelivery, createMesh, fetchOrigin: fetch },
    trackerUrls: () => ['ws://127.0.0.1:9/swarm'],
    policy: () => policy,
    positionSeconds: () => 0,
    uploadedBytes: () => uploadedBytes,
    listener: { onUploaded() {}, onPeers() {}, onRejected() {}, onOffender() {} },
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  meshes = []
  deliveries = []
  uploadedBytes = 0
  policy = POLICY
})

it('has no mesh at all while P2P is off, and nothing to report of a swarm', () => {
  start('off')
  carrier.pictured()
  carrier.loads('swarm-of-720p')
  expect(meshes).toEqual([])
  expect(deliveries[0]?.options).toMatchObject({ mode: 'off', mesh: null })
  expect(carrier.takeSwarmReport()).toBeUndefined()
})

it('hands the policy of the ticket to the parts that keep it', () => {
  start('on')
  expect(meshes[0]?.options.leastPeers).toBe(3)
  expect({ ...meshes[0]?.options.rtcConfig }).toEqual({ iceTransportPolicy: 'relay', iceServers: POLICY.iceServers })
  expect(deliveries[0]?.options).toMatchObject({ mode: 'on', uploadKbps: 2000, uploadBytes: 100e6 })
  expect(deliveries[0]?.options.ownId).toMatch(/^-SH0100-/)
})

it('ends the mesh at once when consent is taken back, and the decoder gets its segment from the next delivery', async () => {
  start('on')
  carrier.listed([], ABOUT)
  const loading = carrier.load('a.m4s', new AbortController().signal)
  carrier.setMode('off')
  expect(meshes.map(({ isStopped }) => isStopped)).toEqual([true])
  expect(deliveries.map(({ isStopped }) => isStopped)).toEqual([true, false])
  expect(deliveries[1]?.listed).toHaveLength(1)
  await vi.waitUntil(() => deliveries[1]?.asked.length)
  deliveries[1]?.asked[0]?.give(LOADED)
  await expect(loading).resolves.toBe(LOADED)
  expect(meshes).toHaveLength(1)
})

it('joins the swarm of the rung that plays when P2P is switched on again, under a new name', () => {
  start('on')
  carrier.pictured()
  carrier.loads('swarm-of-720p')
  carrier.setMode('off')
  carrier.setMode('receive-only')
  expect(meshes.map(({ joined }) => joined)).toEqual([['swarm-of-720p'], ['swarm-of-720p']])
  expect(meshes[1]?.options.ownId).toMatch(/^-SR0100-/)
})

it('takes what was given before off the cap of the session', () => {
  start('on')
  uploadedBytes = 99e6
  carrier.setMode('off')
  carrier.setMode('on')
  expect(deliveries[2]?.options.uploadBytes).toBe(1e6)
})

it('gives at most what the viewer wants to give, whatever more the operator allows', () => {
  start('on')
  uploadedBytes = 5e6
  carrier.setCap({ uploadKbps: 500, uploadMegabytes: 20 })
  expect(deliveries[0]?.limits).toEqual([{ kbps: 500, bytes: 20e6 }])
  carrier.setMode('receive-only')
  expect(deliveries[1]?.options).toMatchObject({ uploadKbps: 500, uploadBytes: 15e6 })
  expect(carrier.trade()).toEqual({ links: [], sources: 4 })
})

it('keeps to the policy of the newest ticket', () => {
  start('on')
  policy = { ...POLICY, leastViewers: 8, uploadKbps: 300, uploadMegabytes: 50 }
  carrier.setCap({ uploadKbps: 500, uploadMegabytes: null })
  expect(deliveries[0]?.limits).toEqual([{ kbps: 300, bytes: 50e6 }])
  expect(meshes[0]?.options.leastPeers).toBe(8)
})

it('keeps to what was said about giving through a change of mode', () => {
  start('on')
  carrier.setGives(false)
  carrier.setMode('receive-only')
  expect(deliveries.map(({ gives }) => gives.at(-1))).toEqual([false, false])
})

it('breaks off for good what the decoder no longer wants, or when it is stopped', async () => {
  start('on')
  const unwanted = new AbortController()
  const first = carrier.load('a.m4s', unwanted.signal)
  unwanted.abort()
  await expect(first).rejects.toThrow('aborted')
  const second = carrier.load('b.m4s', new AbortController().signal)
  carrier.stop()
  await expect(second).rejects.toThrow('aborted')
  expect(deliveries).toHaveLength(1)
})

it('is at rest with the next mode, too', () => {
  start('on')
  carrier.setRests(true)
  carrier.setMode('off')
  carrier.setRests(false)
  expect(deliveries.map(({ rests }) => rests)).toEqual([
    [false, true],
    [true, false],
  ])
})
