/** A limit that the operator sets while a broadcast is on reaches those who watch it already, with their next ticket. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { SwarmPolicy, TicketAnswer } from '@shoal/protocol/ticket'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Carrier, CarrierOptions } from './engine/carrier.ts'
import type { Engine, EngineOptions } from './engine/engine.ts'
import type { UploadCap } from './limits/upload-limits.ts'
import { sharePast } from './share-past.ts'
import { startPlayback } from './start-playback.ts'
import { createTicketBearer } from './ticket/ticket-bearer.ts'

/** What the carrier was told of limits: the viewer's, and the operator's that held then. */
const told = vi.hoisted((): { cap: UploadCap; operatorKbps: number | null }[] => [])
/** What it was told was given already, as it began. */
const given = vi.hoisted((): number[] => [])

vi.mock('./engine/carrier.ts', () => ({
  startCarrier({ policy, uploadedBytes }: CarrierOptions): Partial<Carrier> {
    given.push(uploadedBytes())
    return {
      mode: 'on',
      ...{ setMode() {}, setGives() {}, setRests() {}, pictured() {}, homeAnswers() {}, stop() {} },
      takeSwarmReport: () => undefined,
      setCap: (cap) => void told.push({ cap, operatorKbps: policy().uploadKbps }),
    }
  },
}))
vi.mock('./engine/hls-engine.ts', () => ({
  async startHlsEngine({ carrier }: EngineOptions): Promise<Partial<Engine>> {
    carrier()
    return { worthPlaying: new Promise(() => {}), stop() {}, keepPace() {}, setRests() {}, latencyMs: () => undefined }
  },
}))

const CAP: UploadCap = { uploadKbps: 500, uploadMegabytes: null }
const video = Object.assign(new EventTarget(), { paused: true, readyState: 0 }) as unknown as HTMLVideoElement
const ticket = (uploadKbps: number | null): TicketAnswer => {
  const policy: SwarmPolicy = {
    ...{ iceServers: [], relayOnly: false, leastViewers: 3, uploadKbps, uploadMegabytes: null },
  }
  const { mode }: { mode: P2pMode } = { mode: 'on' }
  return {
    ...{ ticket: 'ticket', expiresAtMs: 600_000, mode, broadcastId: 'abcdefghij0123456789', epoch: 1, policy },
    playlistUrl: 'http://origin.example/live/abcdefghij0123456789/1/index.m3u8',
    ...{ trackerUrls: ['ws://tracker.example/swarm'], telemetryUrl: 'http://tracker.example/swarm/telemetry' },
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 })
  vi.stubGlobal('fetch', async () => new Response(null, { status: 503 }))
  for (const list of [told, given]) list.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('reaches viewers of a live broadcast', async () => {
  const answers = [ticket(null), ticket(300)]
  const playback = startPlayback({
    ...{ video, cap: CAP, givenBefore: 700, onEvent() {} },
    requestTicket: async () => answers.shift() ?? ticket(300),
  })
  await vi.advanceTimersByTimeAsync(310_000)
  expect(told).toEqual([{ cap: CAP, operatorKbps: 300 }])
  expect(given).toEqual([700])
  await playback.stop()
})

it('reaches viewers of its past, beside the limit that they have set since', async () => {
  const newest = () => null
  const shared = sharePast({
    ...{ first: ticket(null), mode: 'on', cap: { uploadKbps: null, uploadMegabytes: null }, video, onEvent() {} },
    ...{ requestTicket: async () => ticket(300), bearer: createTicketBearer({ newest, onRefused() {} }) },
    ...{ positionSeconds: () => 0, givenBefore: 700 },
  })
  expect(given).toEqual([700])
  shared.setCap(CAP)
  await vi.advanceTimersByTimeAsync(310_000)
  expect(told).toEqual([
    { cap: CAP, operatorKbps: null },
    { cap: CAP, operatorKbps: 300 },
  ])
  shared.stop()
})
