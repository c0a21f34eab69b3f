/** Plays a broadcast in a video element: a ticket, an engine, a clock and reports, from start to stop. */

import { parseLivePath } from '@shoal/protocol/hls-path'
import { swarmId } from '@shoal/protocol/swarm-id'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { autoplay } from './engine/autoplay.ts'
import type { Engine, EngineListener } from './engine/engine.ts'
import { startHlsEngine } from './engine/hls-engine.ts'
import { keepEngine } from './engine/keep-engine.ts'
import { startNativeEngine } from './engine/native-engine.ts'
import type { FatalReason, Playback, PlaybackOptions, PlaybackSnapshot } from './playback.ts'
import { startReporter } from './telemetry/reporter.ts'
import { createSessionCounts } from './telemetry/session-counts.ts'
import { watchPicture } from './telemetry/watch-picture.ts'
import { keepTicket } from './ticket/ticket-keeper.ts'

export type { FatalReason, Playback, PlaybackEvent, PlaybackOptions, PlaybackSnapshot } from './playback.ts'

/** How often the distance to the live edge is looked at. */
const PACE_MS = 1000

/** Never throws for what the network does; what goes wrong is told as an event. */
export function startPlayback(options: PlaybackOptions): Playback {
  return startSession(options, { electsSeeders: true })
}

/** `startPlayback` with its policy laid open, for comparing one with another. */
export function startSession(options: PlaybackOptions, policy: { electsSeeders: boolean }): Playback {
  const { video, onEvent } = options
  const undo: (() => void)[] = [] // browsers without DisposableStack play too
  const picture = watchPicture(video, {
    onFirstFrame: (afterMs) => onEvent({ kind: 'first-frame', afterMs }),
    onStall: () => onEvent({ kind: 'stall' }),
    onStallOver: (lastedMs) => onEvent({ kind: 'stall-over', lastedMs }),
  })
  const counts = createSessionCounts(() => picture.totals())
  let mode: PlaybackSnapshot['mode'] = 'off'
  let peers = 0
  let engine: () => Engine | null = () => null
  let isOver = false
  let isEndTold = false
  /** What the viewer wanted before the engine was replaced: a new engine must not start a picture that was paused. */
  let wasPaused = false
  /** A picture that we have not let go yet is not one that the viewer paused. */
  let isHeld = true
  let newest: Engine | null = null

  function fail(reason: FatalReason): void {
    if (isOver) return
    onEvent({ kind: 'fatal', reason })
    void stop()
  }

  function begin(first: TicketAnswer): void {
    if (isOver) return
    mode = first.mode
    const tickets = keepTicket({
      first,
      requestTicket: options.requestTicket,
      onRenewed(ticket) {
        const isElsewhere = ticket.playlistUrl !== playing.playlistUrl || ticket.mode !== playing.mode
        if (!isElsewhere) return
        wasPaused = video.paused && !isHeld
        kept.replace()
      },
    })
    undo.push(() => tickets.stop())
    let playing = first

    const listener: Omit<EngineListener, 'onBroken'> = {
      onDelivered({ url, originBytes, peerBytes, mediaSeconds, peerId }) {
        const path = parseLivePath(new URL(url).pathname)
        if (path?.kind !== 'segment') return
        kept.isWell()
        counts.delivered({ epoch: path.epoch, rung: path.rung, originBytes, peerBytes, mediaSeconds })
        const source = peerId === undefined ? 'origin' : 'peer'
        const bytes = originBytes + peerBytes
        onEvent({ kind: 'segment', source, bytes, rung: path.rung, ...(peerId === undefined ? {} : { peerId }) })
      },
      onUploaded: (bytes) => counts.uploaded(bytes),
      onPeers(count) {
        peers = count
        onEvent({ kind: 'peers', count })
      },
      onRejected({ url, peerId }) {
        const path = parseLivePath(new URL(url).pathname)
        if (path?.kind !== 'segment') return
        counts.rejected()
        const { rung, number } = path
        onEvent({ kind: 'segment-rejected', rung, number, ...(peerId === undefined ? {} : { peerId }) })
      },
      onEnded() {
        if (!isEndTold) onEvent({ kind: 'ended' })
        isEndTold = true
      },
    }

    const kept = keepEngine({
      async start(onBroken) {
        playing = tickets.newest()
        mode = playing.mode
        const started = await startEngine(video, playing, policy, {
          ...listener,
          onBroken(from) {
            wasPaused = video.paused && !isHeld
            onBroken(from)
          },
        })
        newest = started
        isHeld = true
        void started?.worthPlaying.then(() => {
          if (isOver || started !== newest) return
          isHeld = false
          if (!wasPaused) void startPicture()
        })
        return started
      },
      onRecovering(from) {
        peers = 0
        onEvent({ kind: 'recovering', from })
      },
      onFatal: fail,
    })
    engine = kept.current
    undo.push(() => kept.stop())

    const reporter = startReporter({
      address: () => ({ url: tickets.newest().telemetryUrl, ticket: tickets.newest().ticket }),
      takeCounts: () => counts.take(),
      measure: () => ({ peers, ...measured() }),
    })
    undo.push(() => reporter.stop())

    const pace = setInterval(() => engine()?.keepPace(peers), PACE_MS)
    undo.push(() => clearInterval(pace))
    const catchUp = () => engine()?.catchUp()
    video.addEventListener('play', catchUp)
    undo.push(() => video.removeEventListener('play', catchUp))
  }

  async function startPicture(): Promise<void> {
    const outcome = await autoplay(video)
    if (outcome === 'muted') onEvent({ kind: 'muted-autoplay' })
    if (outcome === 'refused') onEvent({ kind: 'autoplay-refused' })
  }

  /** What is known now; a field that is not known is left out. */
  function measured(): Pick<PlaybackSnapshot, 'latencyMs' | 'firstFrameMs'> {
    const latencyMs = video.paused ? undefined : engine()?.latencyMs()
    const firstFrameMs = picture.firstFrameMs()
    return {
      ...(latencyMs === undefined ? {} : { latencyMs: Math.round(latencyMs) }),
      ...(firstFrameMs === undefined ? {} : { firstFrameMs }),
    }
  }

  async function stop(): Promise<void> {
    if (isOver) return
    isOver = true
    picture.stop() // what follows takes the picture away, which is no stall
    for (const part of undo.toReversed()) part() // the reporter before the engine: its last report tells all
  }

  options.requestTicket().then(begin, () => fail('ticket-refused'))
  return {
    stop,
    snapshot() {
      const rungUrl = engine()?.rungUrl()
      const path = rungUrl === undefined ? null : parseLivePath(new URL(rungUrl).pathname)
      return {
        mode,
        peers,
        ...counts.totals(),
        ...measured(),
        ...(path?.kind === 'media' ? { rung: path.rung } : {}),
      }
    },
  }
}

async function startEngine(
  video: HTMLVideoElement,
  ticket: TicketAnswer,
  policy: { electsSeeders: boolean },
  listener: EngineListener,
): Promise<Engine | null> {
  const announce = new URL(ticket.trackerUrl)
  announce.searchParams.set('ticket', ticket.ticket)
  const options = {
    video,
    playlistUrl: ticket.playlistUrl,
    listener,
    swarm: {
      mode: ticket.mode,
      swarmId: swarmId(ticket.broadcastId, ticket.epoch),
      announceUrl: announce.href,
      electsSeeders: policy.electsSeeders,
    },
  }
  return (await startHlsEngine(options)) ?? startNativeEngine(options)
}
