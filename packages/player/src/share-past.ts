/** Shares a broadcast's past with the viewers who watch the same: a ticket, a carrier and reports, beside the picture. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { createDelivery } from './delivery/delivery.ts'
import { startCarrier } from './engine/carrier.ts'
import type { PastSharing } from './engine/past-engine.ts'
import { selectMode } from './limits/select-mode.ts'
import type { UploadCap } from './limits/upload-limits.ts'
import { watchGiving } from './limits/watch-giving.ts'
import { createMesh } from './mesh/create-mesh.ts'
import type { PastPlaybackEvent, PastPlaybackOptions, PastPlaybackSnapshot } from './playback.ts'
import { startReporter } from './telemetry/reporter.ts'
import { createSessionCounts } from './telemetry/session-counts.ts'
import { watchPicture } from './telemetry/watch-picture.ts'
import { announceUrls } from './ticket/announce-urls.ts'
import { bearingFetch, type TicketBearer } from './ticket/ticket-bearer.ts'
import { keepTicket } from './ticket/ticket-keeper.ts'

/** Enough for a seek back and forth through hours: a segment is counted once however often it is loaded. */
const MOST_COUNTED = 10_000

export type SharedPast = PastSharing & {
  newestTicket(): TicketAnswer
  renewTicket(): void
  setMode(mode: P2pMode): void
  setCap(cap: UploadCap): void
  snapshot(): PastPlaybackSnapshot
  stop(): void
}

export function sharePast(options: {
  first: TicketAnswer
  mode: P2pMode
  cap: UploadCap
  givenBefore: number
  video: HTMLVideoElement
  requestTicket: NonNullable<PastPlaybackOptions['requestTicket']>
  bearer: TicketBearer
  positionSeconds: () => number
  onEvent: (event: PastPlaybackEvent) => void
}): SharedPast {
  const { first, video, givenBefore, onEvent } = options
  let wished = options.mode
  let { cap } = options
  let isP2pGood = true
  let peers = 0
  let isOver = false
  let isListed = false
  let isLive = false
  const counted = new Set<string>()
  const picture = watchPicture(video, { onFirstFrame: () => {}, onStall: () => {}, onStallOver: () => {} })
  const counts = createSessionCounts(() => picture.totals())
  const tickets = keepTicket({
    first,
    requestTicket: options.requestTicket,
    onRenewed() {
      applyMode()
      carrier.setCap(cap) // the operator's may be another one
    },
  })
  const carrier = startCarrier({
    ...{ mode: mode(), cap, createDelivery, createMesh },
    listener: {
      onUploaded: (bytes) => counts.uploaded(bytes),
      onPeers: (count) => {
        peers = count
      },
      onRejected: () => counts.rejected(),
      onOffender: () => {},
    },
    trackerUrls: () => announceUrls(tickets),
    policy: () => tickets.newest().policy,
    positionSeconds: options.positionSeconds,
    uploadedBytes: () => givenBefore + counts.totals().uploadedBytes,
    fetchOrigin: bearingFetch(options.bearer),
  })
  const giving = watchGiving({ document, navigator }, (because) => {
    carrier.setGives(because === null)
    onEvent({ kind: 'giving', gives: because === null, because })
  })
  const reporter = startReporter({
    address: () => ({ url: tickets.newest().telemetryUrl, ticket: tickets.newest().ticket }),
    takeCounts: () => counts.take(),
    measure: () => ({ peers, isPast: true }),
    takeSwarm() {
      const report = carrier.takeSwarmReport()
      // nobody at the live edge of the same swarm is to count on who watches its past
      return report && isLive ? { ...report, gives: false } : report
    },
    onAnswer(answer) {
      isP2pGood = answer.isP2pGood
      applyMode()
      carrier.hint(answer)
    },
    onRefused: () => tickets.renew(),
    onAnswering: carrier.homeAnswers,
  })
  const pictured = () => carrier.pictured()
  video.addEventListener('loadeddata', pictured)
  if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) pictured()

  function mode(): P2pMode {
    return selectMode({ granted: tickets.newest().mode, wished, isP2pGood })
  }

  function applyMode(): void {
    carrier.setMode(mode())
  }

  return {
    newestTicket: () => tickets.newest(),
    renewTicket: () => tickets.renew(),
    isSharing: () => carrier.mode !== 'off',
    listed(segments, about) {
      isListed = true
      isLive = about.isLive
      carrier.listed(segments, { isLive, isPast: true })
    },
    load: carrier.load,
    loaded({ url, originBytes, peerBytes, mediaSeconds, epoch, rung }) {
      if (counted.has(url)) return
      counted.add(url)
      for (const oldest of counted) if (counted.size > MOST_COUNTED) counted.delete(oldest)
      counts.delivered({ epoch, rung, originBytes, peerBytes, mediaSeconds })
    },
    plays: (rung) => carrier.loads(swarmInfoHash({ ...rung, broadcastId: first.broadcastId, isPast: true })),
    setMode(wanted) {
      if (isOver || wanted === wished) return
      wished = wanted
      applyMode()
      tickets.wish(wanted)
    },
    setCap(wanted) {
      cap = wanted
      carrier.setCap(wanted)
    },
    snapshot() {
      const { originBytes, peerBytes, uploadedBytes } = counts.totals()
      return { mode: isListed ? carrier.mode : 'off', peers, originBytes, peerBytes, uploadedBytes, ...carrier.trade() }
    },
    stop() {
      if (isOver) return
      isOver = true
      video.removeEventListener('loadeddata', pictured)
      picture.stop()
      reporter.stop()
      giving.stop()
      carrier.stop()
      tickets.stop()
    },
  }
}
