/**
 * Plays a broadcast as a whole in a video element, from any moment of it: its recording, or its past while it is live.
 * The picture never waits for a ticket: sharing begins beside it, and where it does not, it is plain hls.js.
 */

import { autoplay } from './engine/autoplay.ts'
import { keepEngine } from './engine/keep-engine.ts'
import { startPastEngine } from './engine/past-engine.ts'
import { isSoundAlone, type Quality, rungNameOf, rungPlaylistUrl } from './engine/qualities.ts'
import { NO_CAP } from './limits/upload-limits.ts'
import type { PastPlayback, PastPlaybackOptions, PastPlaybackSnapshot } from './playback.ts'
import type { SharedPast } from './share-past.ts'
import { createServerClock } from './ticket/server-clock.ts'
import { createTicketBearer } from './ticket/ticket-bearer.ts'

const NOTHING_SHARED: PastPlaybackSnapshot = {
  ...{ mode: 'off', peers: 0, originBytes: 0, peerBytes: 0, uploadedBytes: 0, links: [], sources: 0 },
}

/** Never throws for what the network does; what goes wrong is told as an event. */
export function startPastPlayback(options: PastPlaybackOptions): PastPlayback {
  const { video, playlistUrl, onEvent, givenBefore = 0, clock = createServerClock() } = options
  const requestTicket = options.requestTicket && clock.setBy(options.requestTicket)
  let startMs = options.startMs
  let wantsToPlay = options.plays
  let isOver = false
  let wished = options.mode ?? 'on'
  let cap = options.cap ?? NO_CAP
  let quality: string | null = null
  let qualities: Quality[] = []
  let shared: SharedPast | null = null
  const bearer = createTicketBearer({
    newest: () => shared?.newestTicket() ?? null,
    onRefused: () => shared?.renewTicket(),
    isPast: true,
  })

  // without a ticket it plays all the same, unless the origin asks for one
  const sharing = requestTicket ? share(requestTicket).catch(() => {}) : null
  const kept = keepEngine({
    async start(onBroken) {
      if (options.isGuarded) await sharing
      const alone = quality !== null && isSoundAlone(quality, qualities)
      const engine = await startPastEngine({
        ...{ video, bearer, startMs, onBroken, onWell: () => kept.isWell() },
        playlistUrl: (alone && rungPlaylistUrl(playlistUrl, quality ?? '')) || playlistUrl,
        quality: alone ? null : quality,
        onQualities(found) {
          qualities = found
          onEvent({ kind: 'qualities', qualities })
          if (alone || !isSoundAlone(quality, found)) return
          keepPlace()
          kept.replace()
        },
        ...(requestTicket && { sharing: () => shared }),
      })
      if (engine && wantsToPlay) void play()
      return engine
    },
    onRecovering(from) {
      keepPlace()
      onEvent({ kind: 'recovering', from })
    },
    onFatal(reason) {
      onEvent({ kind: 'fatal', reason })
      stop()
    },
  })

  function keepPlace(): void {
    startMs = kept.current()?.pictureMs() ?? startMs
    wantsToPlay = !video.paused
  }

  async function play(): Promise<void> {
    const outcome = await autoplay(video)
    if (isOver) return
    if (outcome === 'muted') onEvent({ kind: 'muted-autoplay' })
    if (outcome === 'refused') onEvent({ kind: 'autoplay-refused' })
  }

  async function share(request: NonNullable<typeof requestTicket>): Promise<void> {
    const mode = wished
    const [first, { sharePast }] = await Promise.all([request(undefined, mode), import('./share-past.ts')])
    if (isOver) return
    const positionSeconds = () => kept.current()?.positionSeconds() ?? video.currentTime
    shared = sharePast({
      ...{ first, mode, cap, givenBefore, video, requestTicket: request, bearer, positionSeconds, onEvent },
    })
    shared.setMode(wished) // said while the ticket was on its way
  }

  function stop(): void {
    isOver = true
    shared?.stop()
    shared = null
    kept.stop()
  }

  return {
    stop,
    pictureMs: () => kept.current()?.pictureMs(),
    setMode(mode) {
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
      if (!wasAlone && !isSoundAlone(rung, qualities)) return kept.current()?.setQuality(rung)
      keepPlace()
      kept.replace()
    },
    snapshot() {
      const rung = rungNameOf(kept.current()?.rungUrl() ?? '')
      return { ...(shared?.snapshot() ?? NOTHING_SHARED), ...(rung === null ? {} : { rung }) }
    },
  }
}
