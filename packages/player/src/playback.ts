/** What a player tells the page that owns it: events as they happen, and a snapshot at any time. */

import type { P2pMode, TicketAnswer } from '@shoal/protocol/ticket'

export type PlaybackOptions = {
  video: HTMLVideoElement
  /** Asks the web app for a ticket; `renew` is the ticket held until now. Rejects when it is refused. */
  requestTicket: (renew?: string) => Promise<TicketAnswer>
  onEvent: (event: PlaybackEvent) => void
  role?: 'viewer' | 'preview'
}

export type PlaybackEvent =
  | { kind: 'first-frame'; afterMs: number }
  /** One whole segment reached the decoder. `peerBytes` of a segment that the origin completed are in `bytes` too. */
  | { kind: 'segment'; source: 'origin' | 'peer'; bytes: number; rung: string; peerId?: string }
  /** A peer sent bytes that do not match the segment's name. They are thrown away, and so is the connection. */
  | { kind: 'segment-rejected'; rung: string; number: number; peerId?: string }
  | { kind: 'stall' }
  | { kind: 'stall-over'; lastedMs: number }
  | { kind: 'peers'; count: number }
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
  mode: P2pMode
  originBytes: number
  peerBytes: number
  uploadedBytes: number
  /** Peers with an open data channel. */
  peers: number
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
  onEvent: (event: PastPlaybackEvent) => void
}

export type PastPlaybackEvent = Extract<
  PlaybackEvent,
  { kind: 'recovering' | 'fatal' | 'muted-autoplay' | 'autoplay-refused' }
>

export type PastPlayback = {
  /** Safe to call again. */
  stop(): void
  /** The wall clock of the picture that is shown, Unix milliseconds. */
  pictureMs(): number | undefined
}
