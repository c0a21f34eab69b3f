/** A viewer without a picture that is in the swarm: the same mesh, delivery and reports as in a browser. */

import { parseLivePath } from '@shoal/protocol/hls-path'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { createDelivery, type Delivery, type DeliveryListener, type DeliverySnapshot } from '../delivery/delivery.ts'
import { createMesh } from '../mesh/create-mesh.ts'
import type { Mesh, MeshOptions } from '../mesh/mesh.ts'
import { selectPlaybackRate } from '../swarm/pace.ts'
import { createPeerId } from '../swarm/peer-id.ts'
import { startReporter } from '../telemetry/reporter.ts'
import { createSessionCounts } from '../telemetry/session-counts.ts'
import { type HeadlessListener, type HeadlessViewer, startHeadlessViewer } from './headless-viewer.ts'

export type SwarmViewerOptions = {
  /** The newest; its mode says whether this viewer gives. */
  ticket: () => TicketAnswer
  /** The last folder of a rung's playlist; the first rung without it. */
  rung?: string
  latencySeconds: number
  /** Node has none of its own: `node-datachannel/polyfill` has. */
  RTCPeerConnection: typeof RTCPeerConnection
  /** Another one than the usual, to look into what it does. */
  createMesh?: (options: MeshOptions) => Mesh
  fetchOrigin?: typeof fetch
  listener?: HeadlessListener & Partial<DeliveryListener>
}

export type SwarmViewer = HeadlessViewer & {
  readonly ownId: string
  uploadedBytes(): number
  snapshot(): DeliverySnapshot | null
}

const PACE_MS = 1000

export function startSwarmViewer(options: SwarmViewerOptions): SwarmViewer {
  const { ticket, listener, fetchOrigin = fetch } = options
  const { mode, policy, playlistUrl, broadcastId } = ticket()
  const ownId = createPeerId({
    gives: mode === 'on',
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  })
  const make = options.createMesh ?? createMesh
  const { iceServers, relayOnly, leastViewers } = policy
  const mesh =
    mode === 'off'
      ? null
      : make({
          ...{ ownId, leastPeers: leastViewers, RTCPeerConnection: options.RTCPeerConnection },
          rtcConfig: { iceServers: iceServers.map(asIceServer), iceTransportPolicy: relayOnly ? 'relay' : 'all' },
          trackerUrls: () => announceUrls(ticket()),
        })
  let delivery: Delivery | null = null
  let infoHash: string | null = null
  let firstFrameMs: number | undefined
  let peers = 0

  const deliveryListener: DeliveryListener = {
    ...(listener?.onLoaded ? { onLoaded: listener.onLoaded } : {}),
    onUploaded(bytes) {
      counts.uploaded(bytes)
      listener?.onUploaded?.(bytes)
    },
    onPeers(count) {
      peers = count
      listener?.onPeers?.(count)
    },
    onRejected(rejection) {
      counts.rejected()
      listener?.onRejected?.(rejection)
    },
    onOffender: (offender) => listener?.onOffender?.(offender),
  }

  const viewer = startHeadlessViewer({
    ...{ playlistUrl, fetchOrigin, latencySeconds: options.latencySeconds, holdsPlaylist: true },
    ...(options.rung === undefined ? {} : { rung: options.rung }),
    createSource({ positionSeconds, mediaUrl }) {
      const path = parseLivePath(new URL(mediaUrl).pathname)
      if (path?.kind === 'media') infoHash = swarmInfoHash({ broadcastId, epoch: path.epoch, rung: path.rung })
      delivery = createDelivery({
        ...{ mode, ownId, mesh, fetchOrigin, positionSeconds, listener: deliveryListener },
        uploadKbps: policy.uploadKbps,
        uploadBytes: policy.uploadMegabytes === null ? null : policy.uploadMegabytes * 1e6,
      })
      delivery.setGives(mode === 'on')
      return delivery
    },
    listener: {
      ...listener,
      onFirstFrame(milliseconds) {
        firstFrameMs = Math.round(milliseconds)
        if (infoHash !== null) mesh?.join(infoHash)
        listener?.onFirstFrame?.(milliseconds)
      },
      onSegment(event) {
        const { segment, loaded } = event
        const path = parseLivePath(new URL(segment.url).pathname)
        if (path?.kind === 'segment') {
          const { originBytes, peerBytes } = loaded
          const { epoch, rung } = path
          counts.delivered({ epoch, rung, originBytes, peerBytes, mediaSeconds: segment.durationSeconds })
        }
        listener?.onSegment?.(event)
      },
    },
  })

  const counts = createSessionCounts(() => viewer.clock())
  const reporter = startReporter({
    address: () => ({ url: ticket().telemetryUrl, ticket: ticket().ticket }),
    takeCounts: () => counts.take(),
    measure() {
      const latencyMs = viewer.latencyMs()
      return {
        peers,
        ...(latencyMs === undefined ? {} : { latencyMs: Math.max(0, Math.round(latencyMs)) }),
        ...(firstFrameMs === undefined ? {} : { firstFrameMs }),
      }
    },
    takeSwarm: () => delivery?.takeSwarmReport(),
    onAnswer: ({ hints, riders, banned }) => delivery?.hint(hints, riders, banned),
  })

  let rate = 1
  const pace = setInterval(() => {
    rate = selectPlaybackRate({
      latencySeconds: viewer.edgeSeconds(),
      ...{ targetSeconds: options.latencySeconds, bufferSeconds: viewer.playhead.bufferSeconds, peers, rate },
    })
    viewer.playhead.setRate(rate)
  }, PACE_MS)

  return {
    ownId,
    playhead: viewer.playhead,
    clock: () => viewer.clock(),
    latencyMs: () => viewer.latencyMs(),
    edgeSeconds: () => viewer.edgeSeconds(),
    uploadedBytes: () => counts.totals().uploadedBytes,
    snapshot: () => delivery?.snapshot() ?? null,
    stop() {
      clearInterval(pace)
      reporter.stop()
      mesh?.stop()
      viewer.stop()
    },
  }
}

function announceUrls({ trackerUrls, ticket }: TicketAnswer): string[] {
  return trackerUrls.map((url) => {
    const announce = new URL(url)
    announce.searchParams.set('ticket', ticket)
    return announce.href
  })
}

function asIceServer({ urls, username, credential }: TicketAnswer['policy']['iceServers'][number]): RTCIceServer {
  return {
    urls,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  }
}
