/** What a player tells the page that owns it: events as they happen, and a snapshot at any time. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { Offence } from '@shoal/protocol/telemetry'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import type { PeerTrade } from './delivery/delivery.ts'
import type { Quality } from './engine/qualities.ts'
import type { GivingHindrance } from './limits/giving.ts'
import type { UploadCap } from './limits/upload-limits.ts'
import type { ServerClock } from './ticket/server-clock.ts'

export type PlaybackOptions = {
  video: HTMLVideoElement
  /**
   * Asks the web app for a ticket; `renew` is the ticket held until now, `mode` what `setMode` was told last. Rejects
   * when it is refused.
   */
  requestTicket: (renew?: string, mode?: P2pMode) => Promise<TicketAnswer>
  onEvent: (event: PlaybackEvent) => void
  /** One that the page has use for as well; left out, it is one of its own. */
  clock?: ServerClock
  role?: 'viewer' | 'preview'
  /** The viewer's wish, which the first ticket is asked for with; `on` where it is left out. */
  mode?: P2pMode
  /** Whether it plays at once, which it does where this is left out, or waits for the viewer, who had paused it. */
  plays?: boolean
  /** The viewer's own limit on giving; the operator's holds beside it. */
  cap?: UploadCap
  /** Bytes that earlier players of the same visit gave: limits of a session count them too. */
  givenBefore?: number
}

export type PlaybackEvent =
  | { kind: 'first-frame'; afterMs: number }
  /** One whole segment reached the decoder. */
  | { kind: 'segment'; originBytes: number; peerBytes: number; rung: string }
  /** A peer sent bytes that are not the segment's. They are thrown away. */
  | { kind: 'segment-rejected'; rung: string; number: number; peerId: string }
  /** A peer was cut off for what it did. */
  | { kind: 'offender'; peerId: string; offence: Offence }
  /** This viewer's machine has nothing to give for the moment, or has it again. */
  | { kind: 'giving'; gives: boolean; because: GivingHindrance | null }
  | { kind: 'stall' }
  | { kind: 'stall-over'; lastedMs: number }
  | { kind: 'peers'; count: number }
  /** What the viewer can choose among, the best first; again at each new ladder. */
  | { kind: 'qualities'; qualities: Quality[] }
  /** The browser refused to start with sound, so the picture starts without. */
  | { kind: 'muted-autoplay' }
  /** The browser refused to start at all: the page should show a play button. */
  | { kind: 'autoplay-refused' }
  /** Something broke and is being tried again; playback may go on from the buffer meanwhile. */
  | { kind: 'recovering'; from: 'network' | 'media' }
  /** The playlist says that the broadcast is over. */
  | { kind: 'ended' }
  | { kind: 'fatal'; reason: FatalReason }

export type FatalReason = 'not-supported' | 'network' | 'media' | 'ticket-refused'

export type PlaybackSnapshot = {
  /** As it is now: `off` until there is a ticket, and wherever the browser plays by itself. */
  mode: P2pMode
  originBytes: number
  peerBytes: number
  uploadedBytes: number
  /** Peers with an open data channel. */
  peers: number
  /** The trade with each of them. */
  links: PeerTrade[]
  /** How many different peers gave something so far. */
  sources: number
  rejectedSegments: number
  playedMs: number
  stalledMs: number
  stalls: number
  firstFrameMs?: number
  /** Distance to the live edge on the wall clock. */
  latencyMs?: number
  rung?: string
}

export type Playback = {
  /** Ends everything and sends the last report. Safe to call again. */
  stop(): Promise<void>
  /**
   * The viewer's wish from now on. Less is done at once, within the same picture: `off` closes every connection. More
   * waits for a ticket that grants it.
   */
  setMode(mode: P2pMode): void
  setCap(cap: UploadCap): void
  /** A rung's name, or null for whichever the connection carries. Kept over new ladders that have it. */
  setQuality(rung: string | null): void
  /** Its viewer has paused it. */
  isPaused(): boolean
  /** As the snapshot's latency, and of a paused picture, too. */
  behindMs(): number | undefined
  snapshot(): PlaybackSnapshot
}

export type PastPlaybackOptions = {
  video: HTMLVideoElement
  /** The playlist of the broadcast as a whole. */
  playlistUrl: string
  /** The moment that it starts at, Unix milliseconds; null is the beginning. */
  startMs: number | null
  /** Whether it plays at once, or waits for the viewer. */
  plays: boolean
  /** As of a live player, for this broadcast's past. Left out or refused, everything comes from the origin. */
  requestTicket?: PlaybackOptions['requestTicket']
  /** The origin gives nothing without a ticket: playing waits for the first one. */
  isGuarded?: boolean
  mode?: P2pMode
  cap?: UploadCap
  givenBefore?: number
  clock?: ServerClock
  onEvent: (event: PastPlaybackEvent) => void
}

export type PastPlaybackEvent = Extract<
  PlaybackEvent,
  { kind: 'recovering' | 'fatal' | 'muted-autoplay' | 'autoplay-refused' | 'giving' | 'qualities' }
>

/** Bytes are those of segments that were loaded while peers were allowed. */
export type PastPlaybackSnapshot = Pick<
  PlaybackSnapshot,
  'mode' | 'originBytes' | 'peerBytes' | 'uploadedBytes' | 'peers' | 'links' | 'sources' | 'rung'
>

export type PastPlayback = {
  /** Safe to call again. */
  stop(): void
  /** The wall clock of the picture that is shown, Unix milliseconds. */
  pictureMs(): number | undefined
  /** The viewer's wish from now on, as for a live player. */
  setMode(mode: P2pMode): void
  setCap(cap: UploadCap): void
  setQuality(rung: string | null): void
  snapshot(): PastPlaybackSnapshot
}
