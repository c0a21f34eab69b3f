/** What the test's page runs: one player, its events kept in `window.shoal` for the test to read. */

import type { PastPlayback, PastPlaybackOptions, PlaybackEvent } from '../playback.ts'
import { startPastPlayback } from '../start-past-playback.ts'
import { type Playback, startPlayback } from '../start-playback.ts'

declare global {
  interface Window {
    shoal: {
      events: PlaybackEvent[]
      start(): void
      playback: Playback | null
      /** `tickets` are the origin's, refused, or not asked for. */
      startPast(
        options: Pick<PastPlaybackOptions, 'playlistUrl' | 'startMs' | 'plays' | 'mode'>,
        tickets?: 'given' | 'refused',
      ): void
      past: PastPlayback | null
    }
  }
}

async function requestTicket(renew?: string, mode?: string) {
  const about = new URLSearchParams({
    ...(renew === undefined ? {} : { renew }),
    ...(mode === undefined ? {} : { mode }),
  })
  const response = await fetch(`/ticket?${about}`)
  if (!response.ok) throw new Error('no ticket')
  return response.json()
}

window.shoal = {
  events: [],
  playback: null,
  past: null,
  start() {
    window.shoal.playback = startPlayback({ video: findVideo(), requestTicket, onEvent })
  },
  startPast(options, tickets) {
    const asked = tickets === 'given' ? requestTicket : () => Promise.reject(new Error('no ticket'))
    window.shoal.past = startPastPlayback({
      ...{ video: findVideo(), onEvent, ...options },
      ...(tickets && { requestTicket: asked }),
    })
  },
}

function findVideo(): HTMLVideoElement {
  const video = document.querySelector('video')
  if (!video) throw new Error('the page has no video')
  return video
}

function onEvent(event: PlaybackEvent): void {
  window.shoal.events.push(event)
}
