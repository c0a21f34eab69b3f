/**
 * Plays a broadcast as a whole in a video element, from any moment of it: its recording, or its past while it is live.
 * The picture never waits for a ticket: sharing begins beside it, and where it does not, it is plain hls.js.
 */

import { autoplay } from './engine/autoplay.ts'
import { keepEngine } from './engine/keep-engine.ts'
import { startPastEngine } from './engine/past-engine.ts'
import type { PastPlayback, PastPlaybackOptions, PastPlaybackSnapshot } from './playback.ts'
import type { SharedPast } from './share-past.ts'
import { createTicketBearer } from './ticket/ticket-bearer.ts'

const NOTHING_SHARED: PastPlaybackSnapshot = { mode: 'off', peers: 0, originBytes: 0, peerBytes: 0, uploadedBytes: 0 }

/** Never throws for what the network does; what goes wrong is told as an event. */
export function startPastPlayback(options: PastPlaybackOptions): PastPlayback {
  const { video, playlistUrl, onEvent, requestTicket } = options
  let startMs = options.startMs
  let wantsToPlay = options.plays
  let isOver = false
  let wished = options.mode ?? 'on'
  let shared: SharedPast | null = null
  const bearer = createTicketBearer({
    newest: () => shared?.newestTicket() ?? null,
    onRefused: () => shared?.renewTicket(),
  })

  // without a ticket it plays all the same, unless the origin asks for one
  const sharing = requestTicket ? share(requestTicket).catch(() => {}) : null
  const kept = keepEngine({
    async start(onBroken) {
      if (options.isGuarded) await sharing
      const engine = await startPastEngine({
        ...{ video, playlistUrl, bearer, startMs, onBroken, onWell: () => kept.isWell() },
        ...(requestTicket && { sharing: () => shared }),
      })
      if (engine && wantsToPlay) void play()
      return engine
    },
    onRecovering(from) {
      startMs = kept.current()?.pictureMs() ?? startMs
      wantsToPlay = !video.paused
      onEvent({ kind: 'recovering', from })
    },
    onFatal(reason) {
      onEvent({ kind: 'fatal', reason })
      stop()
    },
  })

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
    shared = sharePast({ first, mode, video, requestTicket: request, bearer, positionSeconds, onEvent })
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
    snapshot: () => shared?.snapshot() ?? NOTHING_SHARED,
  }
}
