/** What an engine is to the session that runs it: it plays one playlist until it is stopped or breaks. */

import type { SwarmSize } from '../swarm/latency-target.ts'
import type { TicketBearer } from '../ticket/ticket-bearer.ts'
import type { Carrier } from './carrier.ts'
import type { Quality } from './qualities.ts'

export type EngineOptions = {
  video: HTMLVideoElement
  playlistUrl: string
  bearer: TicketBearer
  /** By the server's clock, Unix milliseconds. */
  nowMs: () => number
  broadcastId: string
  /** A rung's name; null is whichever the connection carries. */
  quality: string | null
  /** Outlives the engine; started by the first one that can use it. */
  carrier: () => Carrier
  listener: EngineListener
  /** What the distance to the edge is planned for, where that is known at the start. */
  swarm: SwarmSize | null
}

export type EngineListener = {
  /** One whole media segment reached the decoder, once for each URL. */
  onDelivered(delivery: { url: string; originBytes: number; peerBytes: number; mediaSeconds: number }): void
  /** What the viewer can choose among. */
  onQualities(qualities: Quality[]): void
  onEnded(): void
  /** The engine has given up, and can only be stopped. */
  onBroken(from: 'network' | 'media'): void
}

export type Engine = {
  stop(): void
  /** Where the playhead is, or will be put when there is a picture, on the timeline of the segments. */
  positionSeconds(): number
  /** Distance to the live edge in milliseconds. */
  latencyMs(): number | undefined
  /** URL of the rung's playlist that is playing. */
  rungUrl(): string | undefined
  setQuality(rung: string | null): void
  /** Resolves when the picture should start to move; never, when the engine is stopped before. */
  worthPlaying: Promise<void>
  /** Plans the distance to the edge for a swarm like this one; `keepPace` goes there. */
  planDistance(swarm: SwarmSize): void
  /** Once a second or so: keeps the distance to the edge that peers need. */
  keepPace(peers: number): void
  /** Loads nothing more until it is told otherwise; the playlist goes on. */
  setRests(rests: boolean): void
  /** Back to the live edge when the playhead has fallen far behind it. */
  catchUp(): void
}
