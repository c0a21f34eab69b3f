/** Brings segments to the decoder in whatever mode, and changes mode while the picture plays. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { SwarmReport, TelemetryAnswer } from '@shoal/protocol/telemetry'
import type { SwarmPolicy } from '@shoal/protocol/ticket'
import type { Delivery, DeliveryListener, DeliveryOptions, PeerTrade } from '../delivery/delivery.ts'
import type { LoadedSegment } from '../delivery/segment.ts'
import { leastCap, NO_CAP, type UploadCap } from '../limits/upload-limits.ts'
import type { Mesh, MeshOptions } from '../mesh/mesh.ts'
import { rtcConfig } from '../mesh/rtc-config.ts'
import { createPeerId } from '../swarm/peer-id.ts'
import { createRungSwarm } from './rung-swarm.ts'

export type CarrierOptions = {
  mode: P2pMode
  /** Asked anew for each connection: tickets and the TURN server's credentials are renewed. */
  trackerUrls: () => string[]
  policy: () => SwarmPolicy
  positionSeconds: () => number
  uploadedBytes: () => number
  /** The viewer's own limit; left out, the operator's is the only one. */
  cap?: UploadCap
  listener: DeliveryListener
  createDelivery: (options: DeliveryOptions) => Delivery
  createMesh: (options: MeshOptions) => Mesh
  fetchOrigin: typeof fetch
}

export type Carrier = {
  readonly mode: P2pMode
  listed: Delivery['listed']
  load: Delivery['load']
  /** The info_hash of the rung that is loaded from now on. */
  loads(infoHash: string): void
  /** There is a picture, and time for peers. */
  pictured(): void
  setMode(mode: P2pMode): void
  setGives(gives: boolean): void
  setRests(rests: boolean): void
  /** The viewer's own limit, from now on. The operator's is read anew: it may have come with another ticket. */
  setCap(cap: UploadCap): void
  trade(): Trade
  hint(answer: TelemetryAnswer): void
  takeSwarmReport(): SwarmReport | undefined
  homeAnswers: Mesh['homeAnswers']
  stop(): void
}

/** With whom something was exchanged: each peer that is connected, and how many gave something so far. */
export type Trade = { links: PeerTrade[]; sources: number }

type Parts = { delivery: Delivery; mesh: Mesh | null; ended: AbortController; givenBefore: number }

/**
 * A mode has a delivery and a mesh of its own: with `off` there is no mesh at all, and what was connected before is
 * closed with the mesh that did it. The decoder notices nothing: what it waits for is asked of the next delivery.
 */
export function startCarrier(options: CarrierOptions): Carrier {
  let { mode } = options
  let gives = true
  let rests = false
  let cap = options.cap ?? NO_CAP
  let isOver = false
  /** Of the deliveries before. */
  let earlierSources = 0
  let newest: Parameters<Delivery['listed']> | null = null
  let swarm: string | null = null
  let parts = createParts()
  const rungSwarm = createRungSwarm((infoHash) => {
    swarm = infoHash
    parts.mesh?.join(infoHash)
  })

  function createParts(): Parts {
    const ownId = createPeerId({
      gives: mode === 'on',
      random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    })
    const limits = uploadLimits()
    const mesh =
      mode !== 'off' && 'RTCPeerConnection' in globalThis
        ? options.createMesh({
            ...{ ownId, trackerUrls: options.trackerUrls, rtcConfig: rtcConfig(options.policy) },
            get leastPeers() {
              return options.policy().leastViewers
            },
          })
        : null
    const delivery = options.createDelivery({
      ...{ mode, ownId, mesh, uploadKbps: limits.kbps, uploadBytes: limits.bytes },
      fetchOrigin: options.fetchOrigin,
      positionSeconds: options.positionSeconds,
      listener: options.listener,
    })
    delivery.setGives(gives)
    delivery.setRests(rests)
    if (newest) delivery.listed(...newest)
    if (swarm !== null) mesh?.join(swarm)
    return { delivery, mesh, ended: new AbortController(), givenBefore: options.uploadedBytes() }
  }

  /** What is left of the session's megabytes for a delivery that begins when `givenBefore` were given. */
  function uploadLimits(givenBefore = options.uploadedBytes()) {
    const { uploadKbps, uploadMegabytes } = leastCap(options.policy(), cap)
    return {
      kbps: uploadKbps,
      bytes: uploadMegabytes === null ? null : Math.max(0, uploadMegabytes * 1e6 - givenBefore),
    }
  }

  function end({ delivery, mesh, ended }: Parts): void {
    earlierSources += delivery.snapshot().sources
    mesh?.stop()
    delivery.stop()
    ended.abort()
  }

  async function load(...[url, signal, onOrigin]: Parameters<Delivery['load']>): Promise<LoadedSegment> {
    const { delivery, ended } = parts
    const aborting = new AbortController()
    const abort = () => aborting.abort()
    for (const one of [signal, ended.signal]) one.addEventListener('abort', abort)
    try {
      return await delivery.load(url, aborting.signal, onOrigin)
    } catch (error) {
      if (!ended.signal.aborted || signal.aborted || isOver) throw error
    } finally {
      for (const one of [signal, ended.signal]) one.removeEventListener('abort', abort)
    }
    return load(url, signal, onOrigin)
  }

  return {
    get mode() {
      return mode
    },
    load,
    listed(...all) {
      newest = all
      parts.delivery.listed(...all)
    },
    loads: (infoHash) => rungSwarm.loads(infoHash),
    pictured: () => rungSwarm.pictured(),
    setMode(wanted) {
      if (wanted === mode || isOver) return
      mode = wanted
      end(parts)
      options.listener.onPeers(0)
      parts = createParts()
    },
    setGives(wanted) {
      gives = wanted
      parts.delivery.setGives(wanted)
    },
    setRests(wanted) {
      rests = wanted
      parts.delivery.setRests(wanted)
    },
    setCap(wanted) {
      cap = wanted
      parts.delivery.setUploadLimits(uploadLimits(parts.givenBefore))
    },
    trade() {
      const { links, sources } = parts.delivery.snapshot()
      return { links, sources: earlierSources + sources }
    },
    hint: ({ hints, riders, banned }) => parts.delivery.hint(hints, riders, banned),
    homeAnswers: (isAnswering) => parts.mesh?.homeAnswers(isAnswering),
    takeSwarmReport: () => (mode === 'off' ? undefined : parts.delivery.takeSwarmReport()),
    stop() {
      if (isOver) return
      isOver = true
      rungSwarm.stop()
      end(parts)
    },
  }
}
