/** What an engine is to the session that runs it: it plays one playlist until it is stopped or breaks. */

import type { P2pMode } from '@shoal/protocol/ticket'

export type EngineOptions = {
  video: HTMLVideoElement
  playlistUrl: string
  swarm: SwarmOptions
  listener: EngineListener
}

export type SwarmOptions = {
  mode: P2pMode
  swarmId: string
  /** With the ticket in its query. */
  announceUrl: string
  /** False leaves every segment to the panic window, for comparison. */
  electsSeeders: boolean
}

export type EngineListener = {
  /** One whole media segment reached the decoder, once for each URL. */
  onDelivered(delivery: {
    url: string
    originBytes: number
    peerBytes: number
    mediaSeconds: number
    peerId?: string
  }): void
  onUploaded(bytes: number): void
  onPeers(count: number): void
  onRejected(rejection: { url: string; peerId?: string }): void
  onEnded(): void
  /** The engine has given up, and can only be stopped. */
  onBroken(from: 'network' | 'media'): void
}

export type Engine = {
  stop(): void
  /** Distance to the live edge in milliseconds. */
  latencyMs(): number | undefined
  /** URL of the rung's playlist that is playing. */
  rungUrl(): string | undefined
  /** Resolves when the picture should start to move; never, when the engine is stopped before. */
  worthPlaying: Promise<void>
  /** Once a second or so: keeps the distance to the edge that peers need. */
  keepPace(peers: number): void
  /** Back to the live edge when the playhead has fallen far behind it. */
  catchUp(): void
}
