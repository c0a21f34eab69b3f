/** A tracker that is frozen, not dead: its sockets stay open, and nothing comes from them. And a viewer that was. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MadeSocket } from '../testing/made-socket.ts'
import { createMesh } from './create-mesh.ts'
import type { Mesh } from './mesh.ts'

const SWARM = 'a swarm of 20 letters'.slice(0, 20)

let frozen: Set<string>
let open: Line[]
let announced: string[]
let mesh: Mesh

/** A connection to a tracker that answers each announce at once, with a swarm of one, unless it is frozen. */
class Line extends MadeSocket {
  readonly host: string
  constructor(url: string) {
    super()
    this.host = new URL(url).hostname
    if (frozen.has(this.host)) return
    setTimeout(() => {
      this.readyState = 1
      open.push(this)
      this.onopen?.()
    }, 10)
  }
  send() {
    announced.push(this.host)
    if (frozen.has(this.host)) return
    const word = { action: 'announce', info_hash: SWARM, complete: 0, incomplete: 20, interval: 120 }
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(word) }), 10)
  }
  close() {
    open = open.filter((line) => line !== this)
  }
}

const hosts = () => open.map(({ host }) => host)

beforeEach(async () => {
  vi.useFakeTimers()
  frozen = new Set()
  open = []
  announced = []
  mesh = createMesh({
    ...{ ownId: '-SH0100-000000000001', trackerUrls: () => ['ws://a/swarm', 'ws://b/swarm'], rtcConfig: {} },
    ...{ leastPeers: 100, random: () => 0.5, WebSocket: Line as unknown as typeof WebSocket },
  })
  mesh.join(SWARM)
  await vi.advanceTimersByTimeAsync(1000)
  expect(hosts()).toEqual(['a'])
})
afterEach(() => {
  mesh.stop()
  vi.useRealTimers()
})

it('is asked as soon as it is silent elsewhere, left five seconds later, and come back to when it is heard of', async () => {
  frozen.add('a')
  mesh.homeAnswers(false)
  await vi.advanceTimersByTimeAsync(4900)
  expect(hosts()).toEqual(['a'])
  await vi.advanceTimersByTimeAsync(1000)
  expect(hosts()).toEqual(['b'])
  frozen.clear()
  mesh.homeAnswers(true)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(hosts()).toEqual(['a'])
})

it('is kept when it answers, whatever becomes of the reports', async () => {
  mesh.homeAnswers(false)
  await vi.advanceTimersByTimeAsync(20_000)
  mesh.homeAnswers(true)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(hosts()).toEqual(['a'])
})

it('is left ten seconds after the first announce that it did not answer, however many follow', async () => {
  frozen.add('a')
  const before = announced.length
  await vi.waitUntil(() => announced.length > before, { timeout: 60_000 })
  await vi.advanceTimersByTimeAsync(10_600)
  expect(hosts()).toEqual(['b'])
})

it('after a sleep asks who is there at once, and answers no offer that came meanwhile', async () => {
  let made = 0
  const RTCPeerConnection = class {
    constructor() {
      made += 1
      throw new Error('no connections here')
    }
  } as unknown as typeof globalThis.RTCPeerConnection
  mesh.stop()
  mesh = createMesh({
    ...{ ownId: '-SH0100-000000000002', trackerUrls: () => ['ws://a/swarm'], rtcConfig: {}, leastPeers: 2 },
    ...{ random: () => 0.5, WebSocket: Line as unknown as typeof WebSocket, RTCPeerConnection },
  })
  mesh.join(SWARM)
  await vi.advanceTimersByTimeAsync(1000)
  const hearOffer = () => {
    const about = { action: 'announce', info_hash: SWARM, peer_id: '-SH0100-000000000003', offer_id: 'o'.repeat(20) }
    const offer = { type: 'offer', sdp: 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel' }
    open[0]?.onmessage?.({ data: JSON.stringify({ ...about, offer }) })
  }
  const [madeBefore, announcedBefore] = [made, announced.length]
  vi.setSystemTime(Date.now() + 30_000)
  hearOffer()
  expect([made - madeBefore, announced.length - announcedBefore]).toEqual([0, 1])
  await vi.advanceTimersByTimeAsync(10) // the tracker's answer: what follows is of now
  const madeAwake = made
  hearOffer()
  expect(made - madeAwake).toBe(1)
})
