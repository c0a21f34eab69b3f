/** Follows one epoch of a broadcast and hands it on, until there is a reason to stop. */

import { startSwarmViewer } from '@shoal/player/headless/swarm-viewer'
import type { PeerConnectionClass } from '@shoal/player/mesh/mesh'
import { selectLiveSyncSeconds } from '@shoal/player/swarm/latency-target'
import { keepTicket } from '@shoal/player/ticket/ticket-keeper'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { findRung } from './find-rung.ts'
import { requestTicket } from './request-ticket.ts'
import type { WatchPage } from './watch-url.ts'

export type SeedLimits = { kbps: number | null; bytes: number | null }

export type SeedFigures = {
  peers: number
  latencyMs: number | undefined
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

  const viewer = startSwarmViewer({
    ...{ ticket: () => tickets.newest(), rung: found.rung, upload: limits, hasEyes: false },
    latencySeconds: selectLiveSyncSeconds({ segmentSeconds: found.segmentSeconds, swarm: null }),
    RTCPeerConnection: options.RTCPeerConnection,
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
  options.onStarted(() => ({ peers, latencyMs: viewer.latencyMs(), isP2pGood }))
  try {
    return await end
  } finally {
    signal.removeEventListener('abort', stopped)
    clearInterval(asking)
    tickets.stop()
    viewer.stop()
  }
}

function onceWithin(ms: number, work: () => void): () => void {
  let lastMs = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - lastMs < ms) return
    lastMs = performance.now()
    work()
  }
}
