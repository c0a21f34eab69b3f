/** Plays a broadcast in a video element: a ticket, a part in the swarm, an engine, a clock and reports, from start to stop. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { SwarmHints } from '@shoal/protocol/telemetry'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { autoplay } from './engine/autoplay.ts'
import type { Engine, EngineOptions } from './engine/engine.ts'
import { startHlsEngine } from './engine/hls-engine.ts'
import { keepEngine } from './engine/keep-engine.ts'
import { segmentPath } from './engine/listed-segments.ts'
import { startNativeEngine } from './engine/native-engine.ts'
import { isSoundAlone, type Quality, rungNameOf, rungPlaylistUrl } from './engine/qualities.ts'
import { NO_CAP } from './limits/upload-limits.ts'
import type { FatalReason, Playback, PlaybackOptions, PlaybackSnapshot } from './playback.ts'
import { type SharedLive, shareLive } from './share-live.ts'
import type { SwarmSize } from './swarm/latency-target.ts'
import { startReporter } from './telemetry/reporter.ts'
import { createSessionCounts } from './telemetry/session-counts.ts'
import { watchPicture } from './telemetry/watch-picture.ts'
import { createServerClock } from './ticket/server-clock.ts'
import { createTicketBearer } from './ticket/ticket-bearer.ts'
import { keepTicket } from './ticket/ticket-keeper.ts'

export type { FatalReason, Playback, PlaybackEvent, PlaybackOptions, PlaybackSnapshot } from './playback.ts'

/** How often the distance to the live edge is looked at. */
const PACE_MS = 1000

/** Fetched while the ticket is on its way, not after it; a failure is told by the engine, which asks again. */
function preloadEngine(): void {
  import('hls.js/light').catch(() => {})
}

/** Never throws for what the network does; what goes wrong is told as an event. */
export function startPlayback(options: PlaybackOptions): Playback {
  const { video, onEvent, givenBefore = 0, clock = createServerClock() } = options
  const requestTicket = clock.setBy(options.requestTicket)
  const undo: (() => void)[] = [] // browsers without DisposableStack play too
  const picture = watchPicture(video, {
    onFirstFrame: (afterMs) => onEvent({ kind: 'first-frame', afterMs }),
    onStall: () => onEvent({ kind: 'stall' }),
    onStallOver: (lastedMs) => onEvent({ kind: 'stall-over', lastedMs }),
  })
  const counts = createSessionCounts(() => picture.totals())
  let wished: P2pMode = options.mode ?? 'on'
  const wishedAtFirst = wished
  let shared: SharedLive | null = null
  let cap = options.cap ?? NO_CAP
  let quality: string | null = null
  let qualities: Quality[] = []
  let replaceEngine = () => {}
  let engine: () => Engine | null = () => null
  let isOver = false
  let isEndTold = false
  /** What the viewer wanted before the engine was replaced: a new engine must not start a picture that was paused. */
  let wasPaused = options.plays === false
  /** A picture that we have not let go yet is not one that the viewer paused. */
  let isHeld = true
  let newest: Engine | null = null

  function isPaused(): boolean {
    return isHeld ? wasPaused : video.paused && !video.ended
  }

  /** Until the next engine has something to show. */
  function hold(): void {
    wasPaused = isPaused()
    isHeld = true
    newest = null
  }

  function fail(reason: FatalReason): void {
    if (isOver) return
    onEvent({ kind: 'fatal', reason })
    void stop()
  }

  let tellSoon = () => {}
  /** What the distance to the edge was planned for: once in a session, before the first picture where that can be. */
  let swarmSize: SwarmSize | null = null
  function planDistance(hints: SwarmHints | null): void {
    if (swarmSize || !hints || hints.uplinkRatio === undefined) return
    swarmSize = { size: hints.size, uplinkRatio: hints.uplinkRatio }
    engine()?.planDistance(swarmSize)
  }

  function begin(first: TicketAnswer): void {
    if (isOver) return
    const { swarm } = first
    if (swarm?.uplinkRatio !== undefined) swarmSize = { size: swarm.size + 1, uplinkRatio: swarm.uplinkRatio }
    const tickets = keepTicket({
      first,
      requestTicket,
      onRenewed(ticket) {
        sharing.renewed()
        if (ticket.playlistUrl === playing.playlistUrl) return
        replaceEngine()
      },
    })
    undo.push(() => tickets.stop())
    const bearer = createTicketBearer({ newest: () => tickets.newest(), onRefused: () => tickets.renew() })
    let playing = first
    const sharing = shareLive({
      ...{ mode: wishedAtFirst, cap, givenBefore, video, tickets, bearer, counts, onEvent },
      positionSeconds: () => engine()?.positionSeconds() ?? video.currentTime,
      onRests: (rests) => engine()?.setRests(rests),
      onAccused: () => tellSoon(),
    })
    shared = sharing
    undo.push(() => sharing.stop())

    const kept = keepEngine({
      async start(onBroken) {
        if (tickets.newest().broadcastId !== playing.broadcastId) sharing.leave()
        playing = tickets.newest()
        const { broadcastId } = playing
        // hls.js leaves the rung of sound alone out of a ladder with pictures, and plays it by itself
        const alone = quality !== null && isSoundAlone(quality, qualities)
        const playlistUrl = (alone && rungPlaylistUrl(playing.playlistUrl, quality ?? '')) || playing.playlistUrl
        const started = await startEngine({
          ...{ video, playlistUrl, broadcastId, bearer, quality: alone ? null : quality },
          ...{ carrier: sharing.carry, nowMs: clock.nowMs, swarm: swarmSize },
          listener: {
            onDelivered({ url, originBytes, peerBytes, mediaSeconds }) {
              const path = segmentPath(url)
              if (!path) return
              kept.isWell()
              counts.delivered({ epoch: path.epoch, rung: path.rung, originBytes, peerBytes, mediaSeconds })
              onEvent({ kind: 'segment', originBytes, peerBytes, rung: path.rung })
            },
            onQualities(found) {
              qualities = found
              onEvent({ kind: 'qualities', qualities })
              if (!alone && isSoundAlone(quality, found)) replaceEngine()
            },
            onEnded() {
              if (!isEndTold) onEvent({ kind: 'ended' })
              isEndTold = true
            },
            onBroken(from) {
              hold()
              onBroken(from)
            },
          },
        })
        newest = started
        isHeld = true
        void started?.worthPlaying.then(() => {
          if (isOver || started !== newest) return
          isHeld = false
          if (sharing.isResting()) started?.setRests(true)
          if (!wasPaused) void startPicture()
        })
        return started
      },
      onRecovering: (from) => onEvent({ kind: 'recovering', from }),
      onFatal: fail,
    })
    engine = kept.current
    replaceEngine = () => {
      hold()
      kept.replace()
    }
    undo.push(() => kept.stop())

    const reporter = startReporter({
      address: () => ({ url: tickets.newest().telemetryUrl, ticket: tickets.newest().ticket }),
      takeCounts: () => counts.take(),
      measure: () => ({ peers: sharing.peers(), ...measured() }),
      takeSwarm: () => sharing.carrier()?.takeSwarmReport(),
      onAnswer(answer) {
        sharing.heard(answer)
        planDistance(answer.hints)
      },
      onRefused: () => tickets.renew(),
      onAnswering: (isAnswering) => sharing.carrier()?.homeAnswers(isAnswering),
    })
    undo.push(() => reporter.stop())
    tellSoon = () => reporter.soon()

    const pace = setInterval(() => engine()?.keepPace(sharing.peers()), PACE_MS)
    undo.push(() => clearInterval(pace))
    const catchUp = () => engine()?.catchUp()
    video.addEventListener('play', catchUp)
    undo.push(() => video.removeEventListener('play', catchUp))
    if (wished !== wishedAtFirst) sharing.setMode(wished) // said while the first ticket was on its way
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

  preloadEngine()
  requestTicket().then(begin, () => fail('ticket-refused'))
  return {
    stop,
    setMode(mode) {
      if (mode === wished || isOver) return
      wished = mode
      shared?.setMode(mode)
    },
    setCap(wanted) {
      cap = wanted
      shared?.setCap(wanted)
    },
    setQuality(rung) {
      if (rung === quality || isOver) return
      const wasAlone = isSoundAlone(quality, qualities)
      quality = rung
      if (wasAlone || isSoundAlone(rung, qualities)) replaceEngine()
      else engine()?.setQuality(rung)
    },
    isPaused,
    behindMs: () => engine()?.latencyMs(),
    snapshot() {
      const rung = rungNameOf(engine()?.rungUrl() ?? '')
      return {
        ...(shared?.snapshot() ?? { mode: 'off', peers: 0, links: [], sources: 0 }),
        ...counts.totals(),
        ...measured(),
        ...(rung === null ? {} : { rung }),
      }
    },
  }
}

async function startEngine(options: EngineOptions): Promise<Engine | null> {
  return (await startHlsEngine(options)) ?? startNativeEngine(options)
}
