/** Plays a broadcast as a whole in a video element, from any moment of it: its recording, or its past while it is live. */

import { autoplay } from './engine/autoplay.ts'
import { keepEngine } from './engine/keep-engine.ts'
import { startPastEngine } from './engine/past-engine.ts'
import type { PastPlayback, PastPlaybackOptions } from './playback.ts'

/** Never throws for what the network does; what goes wrong is told as an event. */
export function startPastPlayback(options: PastPlaybackOptions): PastPlayback {
  const { video, playlistUrl, onEvent } = options
  let startMs = options.startMs
  let wantsToPlay = options.plays
  let isOver = false

  const kept = keepEngine({
    async start(onBroken) {
      const engine = await startPastEngine({ video, playlistUrl, startMs, onBroken, onWell: () => kept.isWell() })
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

  function stop(): void {
    isOver = true
    kept.stop()
  }

  return { stop, pictureMs: () => kept.current()?.pictureMs() }
}
