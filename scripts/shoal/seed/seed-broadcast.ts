/** Hands on one epoch of a broadcast as it is made, or of its recording, until there is a reason to stop. */

import { startPastSeeder } from '@shoal/player/headless/past-seeder'
import { startSwarmViewer } from '@shoal/player/headless/swarm-viewer'
import type { PeerConnectionClass } from '@shoal/player/mesh/mesh'
import { selectLiveSyncSeconds } from '@shoal/player/swarm/latency-target'
import { keepTicket, type TicketKeeper } from '@shoal/player/ticket/ticket-keeper'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { findRung } from './find-rung.ts'
import { requestTicket } from './request-ticket.ts'
import { selectStretch } from './select-stretch.ts'
import type { WatchPage } from './watch-url.ts'

export type SeedLimits = { kbps: number | null; bytes: number | null }

export type SeedFigures = {
  peers: number
  /** Of a broadcast: how far behind it is. Of a recording: how much of it is here. */
  place: { latencyMs: number | undefined } | { held: number; segments: number }
  /** False while the server's tracker knows that viewers are better off without peers. */
  isP2pGood: boolean
}

/**
 * `moved` is worth another ticket, in a session of its own: the publisher came back with another ladder, the playlist
 * cannot be had, the operator grants something else now, or it has another door.
 */
export type SeedEnd = 'ended' | 'moved' | 'spent' | 'told'

export type SeedOptions = {
  page: WatchPage
  ticket: TicketAnswer
  rung: string | undefined
  /** What may be given from now on. */
  limits: SeedLimits
  RTCPeerConnection: PeerConnectionClass
  signal: AbortSignal
  onStarted: (read: () => SeedFigures) => void
  onGiven: (bytes: number) => void
}

/** How often the server is asked what is the matter, when its playlist has ended or does not come. */
const ASK_MS = 3000

/** @throws OperatorError when the broadcast has no such rung. */
export async function seedBroadcast(options: SeedOptions): Promise<SeedEnd> {
  const { page, ticket: first, limits, signal } = options
  const found = await findRung({ playlistUrl: first.playlistUrl, rung: options.rung, signal })
  if (found === null) return signal.aborted ? 'told' : 'moved'
  const { promise: end, resolve: settle } = Promise.withResolvers<SeedEnd>()
  const stopped = () => settle('told')
  let givenBytes = 0
  let peers = 0
  let isP2pGood = true

  const tickets = keepTicket({
    first,
    async requestTicket(renew) {
      const answer = await requestTicket(page, renew, signal)
      if (answer.kind === 'admitted') return answer.ticket
      if (answer.kind === 'password-needed' || answer.kind === 'sign-in-needed') settle('moved')
      else if (answer.kind !== 'refused') settle('ended')
      throw new Error(answer.kind)
    },
    onRenewed(ticket) {
      if (ticket.mode !== 'on' || ticket.playlistUrl !== first.playlistUrl) settle('moved')
    },
  })
  const askSoon = onceWithin(ASK_MS, () => tickets.wish('on'))
  let asking: ReturnType<typeof setInterval> | undefined

  const giver = (page.recording === undefined ? followBroadcast : holdRecording)({
    ...{ found, tickets, upload: limits, RTCPeerConnection: options.RTCPeerConnection },
    listener: {
      onUploaded(bytes) {
        options.onGiven(bytes)
        givenBytes += bytes
        if (limits.bytes !== null && givenBytes >= limits.bytes) settle('spent')
      },
      onPeers: (count) => {
        peers = count
      },
      onAnswer: (answer) => {
        isP2pGood = answer.isP2pGood
      },
      onFault: askSoon,
      onEnded() {
        askSoon()
        asking = setInterval(askSoon, ASK_MS)
      },
    },
  })
  signal.addEventListener('abort', stopped)
  if (signal.aborted) stopped()
  if (limits.bytes === 0) settle('spent')
  options.onStarted(() => ({ peers, place: giver.place(), isP2pGood }))
  try {
    return await end
  } finally {
    signal.removeEventListener('abort', stopped)
    clearInterval(asking)
    tickets.stop()
    giver.stop()
  }
}

type GiverOptions = {
  found: NonNullable<Awaited<ReturnType<typeof findRung>>>
  tickets: TicketKeeper
  upload: SeedLimits
  RTCPeerConnection: PeerConnectionClass
  listener: Parameters<typeof startPastSeeder>[0]['listener'] & { onEnded(): void }
}
type Giver = { place(): SeedFigures['place']; stop(): void }

function followBroadcast({ found, tickets, ...options }: GiverOptions): Giver {
  const { rung, playlist } = found
  const viewer = startSwarmViewer({
    ...{ ...options, ticket: () => tickets.newest(), rung, hasEyes: false },
    latencySeconds: selectLiveSyncSeconds({ segmentSeconds: playlist.targetSeconds, swarm: null }),
  })
  return { place: () => ({ latencyMs: viewer.latencyMs() }), stop: () => viewer.stop() }
}

function holdRecording({ found, tickets, ...options }: GiverOptions): Giver {
  const { segments, ...stretch } = selectStretch(found.playlist) ?? { epoch: 1, rung: found.rung, segments: [] }
  const { broadcastId } = tickets.newest()
  const infoHash = swarmInfoHash({ ...stretch, broadcastId, isPast: true })
  const seeder = startPastSeeder({ ...options, tickets, segments, infoHash })
  return { place: () => ({ held: seeder.heldCount(), segments: segments.length }), stop: () => seeder.stop() }
}

function onceWithin(ms: number, work: () => void): () => void {
  let lastMs = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - lastMs < ms) return
    lastMs = performance.now()
    work()
  }
}
