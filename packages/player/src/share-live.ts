/** A live viewer's part in the swarm: its carrier, in the mode and within the limits of the moment. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { TelemetryAnswer } from '@shoal/protocol/telemetry'
import { createDelivery } from './delivery/delivery.ts'
import { type Carrier, startCarrier } from './engine/carrier.ts'
import { selectMode } from './limits/select-mode.ts'
import type { UploadCap } from './limits/upload-limits.ts'
import { watchGiving } from './limits/watch-giving.ts'
import { watchRest } from './limits/watch-rest.ts'
import { createMesh } from './mesh/create-mesh.ts'
import type { PlaybackEvent, PlaybackSnapshot } from './playback.ts'
import type { SessionCounts } from './telemetry/session-counts.ts'
import { announceUrls } from './ticket/announce-urls.ts'
import { bearingFetch, type TicketBearer } from './ticket/ticket-bearer.ts'
import type { TicketKeeper } from './ticket/ticket-keeper.ts'

export type SharedLive = {
  /** Started by the first engine that can use it. */
  carry(): Carrier
  /** Another broadcast has another swarm. */
  leave(): void
  setMode(mode: P2pMode): void
  setCap(cap: UploadCap): void
  /** A newer ticket may grant more or less. */
  renewed(): void
  heard(answer: TelemetryAnswer): void
  /** Nothing is to be fetched: the picture has been paused for long. */
  isResting(): boolean
  /** Of what runs, where something does. */
  carrier(): Carrier | null
  /** With an open data channel. */
  peers(): number
  snapshot(): Pick<PlaybackSnapshot, 'mode' | 'peers' | 'links' | 'sources'>
  stop(): void
}

export function shareLive(options: {
  mode: P2pMode
  cap: UploadCap
  givenBefore: number
  video: HTMLVideoElement
  tickets: TicketKeeper
  bearer: TicketBearer
  counts: SessionCounts
  positionSeconds: () => number
  onRests: (rests: boolean) => void
  /** The next report has an offence to tell of. */
  onAccused: () => void
  onEvent: (event: PlaybackEvent) => void
}): SharedLive {
  const { video, tickets, counts, onEvent } = options
  let wished = options.mode
  let { cap } = options
  let carrier: Carrier | null = null
  let isP2pGood = true
  let peers = 0
  let gives = true
  let rests = false

  const mode = () => selectMode({ granted: tickets.newest().mode, wished, isP2pGood })
  const applyMode = () => carrier?.setMode(mode())
  function applyGiving(): void {
    carrier?.setRests(rests)
    carrier?.setGives(gives && !rests) // what it would seed it does not have
  }

  const giving = watchGiving({ document, navigator }, (because) => {
    gives = because === null
    applyGiving()
    onEvent({ kind: 'giving', gives, because })
  })
  const resting = watchRest(video, (wanted) => {
    rests = wanted
    options.onRests(rests)
    applyGiving()
  })

  function carry(): Carrier {
    carrier ??= startCarrier({
      ...{ mode: mode(), cap, createDelivery, createMesh },
      trackerUrls: () => announceUrls(tickets),
      policy: () => tickets.newest().policy,
      positionSeconds: options.positionSeconds,
      uploadedBytes: () => options.givenBefore + counts.totals().uploadedBytes,
      // what a browser's cache gave to a second page, the origin would have to take for the work of peers
      fetchOrigin: bearingFetch(options.bearer, { cache: 'no-store' }),
      listener: {
        onUploaded: (bytes) => counts.uploaded(bytes),
        onPeers(count) {
          peers = count
          onEvent({ kind: 'peers', count })
        },
        onRejected({ key, peerId }) {
          const [, rung = '', number] = key.split('/')
          counts.rejected()
          onEvent({ kind: 'segment-rejected', rung, number: Number(number), peerId })
        },
        onAccused: options.onAccused,
        onOffender: ({ peerId, offence }) => onEvent({ kind: 'offender', peerId, offence }),
      },
    })
    applyGiving()
    return carrier
  }

  return {
    carry,
    leave() {
      carrier?.stop()
      carrier = null
    },
    setMode(wanted) {
      wished = wanted
      applyMode()
      tickets.wish(wanted)
    },
    setCap(wanted) {
      cap = wanted
      carrier?.setCap(wanted)
    },
    renewed() {
      applyMode()
      carrier?.setCap(cap) // the operator's may be another one
    },
    heard(answer) {
      isP2pGood = answer.isP2pGood
      applyMode()
      carrier?.hint(answer)
    },
    isResting: () => rests,
    carrier: () => carrier,
    peers: () => peers,
    snapshot: () => ({ mode: carrier?.mode ?? 'off', peers, ...(carrier?.trade() ?? { links: [], sources: 0 }) }),
    stop() {
      carrier?.stop()
      resting.stop()
      giving.stop()
    },
  }
}
