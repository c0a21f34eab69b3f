/** What a viewer's swarm looks like, from the player's snapshot: who gave what to whom, and where to draw them. Pure. */

import type { PlaybackSnapshot } from '@shoal/player/playback'

export type SwarmFacts = Pick<
  PlaybackSnapshot,
  'mode' | 'originBytes' | 'peerBytes' | 'uploadedBytes' | 'links' | 'sources'
>

export type DrawnPeer = {
  id: string
  /** On a picture that is 100 wide and 64 high. */
  x: number
  y: number
  receivedBytes: number
  givenBytes: number
  /** How thick its line is, 0 to 1: its share of the busiest one. */
  weight: number
}

export const CENTRE = { x: 50, y: 38 }
const RADIUS = { x: 40, y: 20 }
/** More would be a tangle; those that something was exchanged with come first. */
export const MOST_DRAWN = 14

export function drawPeers(links: SwarmFacts['links']): DrawnPeer[] {
  const busiest = [...links].sort((a, b) => trade(b) - trade(a)).slice(0, MOST_DRAWN)
  const most = Math.max(1, ...busiest.map(trade))
  // by name, so that nobody jumps when the order of the busiest changes
  const placed = busiest.toSorted((a, b) => (a.peerId < b.peerId ? -1 : 1))
  return placed.map(({ peerId, receivedBytes, givenBytes }, index) => {
    // an arc that is open at the top, where the server is
    const angle = -Math.PI / 4 + ((index + 0.5) / placed.length) * (Math.PI * 1.5)
    return {
      ...{ id: peerId, receivedBytes, givenBytes },
      x: round(CENTRE.x + Math.cos(angle) * RADIUS.x),
      y: round(CENTRE.y + Math.sin(angle) * RADIUS.y),
      weight: trade({ receivedBytes, givenBytes }) / most,
    }
  })
}

function trade({ receivedBytes, givenBytes }: { receivedBytes: number; givenBytes: number }): number {
  return receivedBytes + givenBytes
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
