/** A viewer without a picture that is in the swarm: the same mesh, delivery and reports as in a browser. */

import { parseLivePath } from '@shoal/protocol/hls-path'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import type { TelemetryAnswer } from '@shoal/protocol/telemetry'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { createDelivery, type Delivery, type DeliveryListener, type DeliverySnapshot } from '../delivery/delivery.ts'
import { createMesh } from '../mesh/create-mesh.ts'
import type { Mesh, MeshOptions, PeerConnectionClass } from '../mesh/mesh.ts'
import { rtcConfig } from '../mesh/rtc-config.ts'
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
  RTCPeerConnection: PeerConnectionClass
  /** Another one than the usual, to look into what it does. */
  createMesh?: (options: MeshOptions) => Mesh
  fetchOrigin?: typeof fetch
  /** Its owner's limits, within the operator's; null or absent is no limit of its own. */
  upload?: { kbps: number | null; bytes: number | null }
  /** False where nobody looks: nothing is told of how the picture goes. */
  hasEyes?: boolean
  listener?: HeadlessListener & Partial<DeliveryListener> & { onAnswer?(answer: TelemetryAnswer): void }
}

export type SwarmViewer = HeadlessViewer & {
  readonly ownId: string
  uploadedBytes(): number
  snapshot(): DeliverySnapshot | null
}

const PACE_MS = 1000
const NOTHING_PLAYED = { playedMs: 0, stalledMs: 0, stalls: 0 }

export function startSwarmViewer(options: SwarmViewerOptions): SwarmViewer {
  const { ticket, listener, upload, fetchOrigin = fetch, hasEyes = true } = options
  const { mode, policy, playlistUrl, broadcastId } = ticket()
  const ownId = createPeerId({
    gives: mode === 'on',
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  })
  const make = options.createMesh ?? createMesh
  const mesh =
    mode === 'off'
      ? null
      : make({
          ...{ ownId, leastPeers: policy.leastViewers, RTCPeerConnection: options.RTCPeerConnection },
          rtcConfig: rtcConfig(() => ticket().policy),
          trackerUrls: () => announceUrls(ticket()),
        })
  let delivery: Delivery | null = null
  let infoHash: string | null = null
  let firstFrameMs: number | undefined
  let peers = 0
  let hasPlayed = false
  let isP2pGood = true

  /** Others are looked for once there is a picture, and left while the tracker says that viewers are better off alone. */
  function meet(): void {
    if (!isP2pGood) mesh?.leave()
    else if (hasPlayed && infoHash !== null) mesh?.join(infoHash)
  }

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
    onAccused: () => reporter.soon(),
    onOffender: (offender) => listener?.onOffender?.(offender),
  }

  const viewer = startHeadlessViewer({
    ...{ playlistUrl, fetchOrigin, latencySeconds: options.latencySeconds, holdsPlaylist: true, startsAtSegment: true },
    ...(options.rung === undefined ? {} : { rung: options.rung }),
    createSource({ positionSeconds, mediaUrl }) {
      const path = parseLivePath(new URL(mediaUrl).pathname)
      if (path?.kind === 'media') infoHash = swarmInfoHash({ broadcastId, epoch: path.epoch, rung: path.rung })
      delivery = createDelivery({
        ...{ mode, ownId, mesh, fetchOrigin, positionSeconds, listener: deliveryListener },
        uploadKbps: least(policy.uploadKbps, upload?.kbps),
        uploadBytes: least(policy.uploadMegabytes === null ? null : policy.uploadMegabytes * 1e6, upload?.bytes),
      })
      delivery.setGives(mode === 'on')
      return delivery
    },
    listener: {
      ...listener,
      onFirstFrame(milliseconds) {
        firstFrameMs = Math.round(milliseconds)
        hasPlayed = true
        meet()
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

  const counts = createSessionCounts(() => (hasEyes ? viewer.clock() : NOTHING_PLAYED))
  const reporter = startReporter({
    address: () => ({ url: ticket().telemetryUrl, ticket: ticket().ticket }),
    takeCounts: () => counts.take(),
    measure() {
      if (!hasEyes) return { peers }
      const latencyMs = viewer.latencyMs()
      return {
        peers,
        ...(latencyMs === undefined ? {} : { latencyMs: Math.max(0, Math.round(latencyMs)) }),
        ...(firstFrameMs === undefined ? {} : { firstFrameMs }),
      }
    },
    takeSwarm: () => delivery?.takeSwarmReport(),
    onAnswering: (isAnswering) => mesh?.homeAnswers(isAnswering),
    onAnswer(answer) {
      delivery?.hint(answer.hints, answer.riders, answer.banned)
      if (answer.isP2pGood !== isP2pGood) {
        isP2pGood = answer.isP2pGood
        meet()
      }
      listener?.onAnswer?.(answer)
    },
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

/** Null and absent are no limit. */
function least(one: number | null, other: number | null | undefined): number | null {
  if (one === null || other === null || other === undefined) return one ?? other ?? null
  return Math.min(one, other)
}
