/** Draws who gives to whom in one broadcast, from what viewers last said: the most active of them, the same for long. */

import { randomBytes } from 'node:crypto'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { SWARM_MAP_EDGES, SWARM_MAP_NODES, type SwarmMap, type SwarmMapNode } from '@shoal/protocol/swarm-map'
import type { TelemetryReport } from '@shoal/protocol/telemetry'

/** Of one viewer that is drawn, from its last report. */
export type Drawn = {
  /** What its dot is called. */
  readonly id: string
  originBytes: number
  peerBytes: number
  received: readonly { peerId: string; bytes: number }[]
}

type Mapped = {
  session: string
  drawn: Drawn
  browser: string
  country: string
  mode: P2pMode
  rung: string
}

/** A viewer that is drawn goes for one that is so many times as active, so that the picture does not flicker. */
const ACTIVE_ENOUGH = 4

export function startDrawing(): Drawn {
  return { id: randomBytes(4).toString('hex'), originBytes: 0, peerBytes: 0, received: [] }
}

export function draw(drawn: Drawn, { deliveries, swarm }: TelemetryReport, isDoubted: boolean): void {
  drawn.originBytes = 0
  drawn.peerBytes = 0
  for (const { originBytes, peerBytes } of deliveries) {
    drawn.originBytes += originBytes
    drawn.peerBytes += peerBytes
  }
  drawn.received = swarm && !isDoubted ? swarm.received : []
}

/** Who is drawn from now on: those that are already stay unless others are far more active. Pure. */
export function selectDrawn<Viewer extends { drawn: Drawn | undefined; recentBytes: number }>(
  viewers: readonly Viewer[],
): Set<Viewer> {
  if (viewers.length <= SWARM_MAP_NODES) return new Set(viewers)
  const weight = ({ drawn, recentBytes }: Viewer) => (recentBytes + 1) * (drawn ? ACTIVE_ENOUGH : 1)
  return new Set(viewers.toSorted((a, b) => weight(b) - weight(a)).slice(0, SWARM_MAP_NODES))
}

/** @param sessionOf whose a peer id is */
export function buildSwarmMap(
  drawn: readonly Mapped[],
  {
    viewers,
    tracker,
    sessionOf,
  }: { viewers: number; tracker: string; sessionOf: (peerId: string) => string | undefined },
): SwarmMap {
  const nodes = new Map<string, SwarmMapNode>()
  for (const { session, drawn: shown, browser, country, mode, rung } of drawn) {
    const { id, originBytes, peerBytes } = shown
    nodes.set(session, { id, browser, country, mode, rung, originBytes, peerBytes, givenBytes: 0 })
  }
  const edges: SwarmMap['edges'] = []
  for (const { session, drawn: shown } of drawn) {
    const to = nodes.get(session)
    for (const { peerId, bytes } of shown.received) {
      const giver = sessionOf(peerId)
      const from = giver === undefined || giver === session ? undefined : nodes.get(giver)
      if (!to || !from || bytes === 0) continue
      from.givenBytes += bytes
      edges.push({ from: from.id, to: to.id, bytes })
    }
  }
  edges.sort((a, b) => b.bytes - a.bytes)
  return { tracker, viewers, nodes: [...nodes.values()], edges: edges.slice(0, SWARM_MAP_EDGES) }
}
