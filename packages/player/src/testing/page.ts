/** What the test's page runs: one player, its events kept in `window.shoal` for the test to read. */

import type { PlaybackEvent } from '../playback.ts'
import { type Playback, startSession } from '../start-playback.ts'

declare global {
  interface Window {
    shoal: { events: PlaybackEvent[]; start(policy: { electsSeeders: boolean }): void; playback: Playback | null }
  }
}

async function requestTicket(renew?: string) {
  const response = await fetch(renew === undefined ? '/ticket' : `/ticket?renew=${encodeURIComponent(renew)}`)
  if (!response.ok) throw new Error('no ticket')
  return response.json()
}

window.shoal = {
  events: [],
  playback: null,
  start(policy) {
    const video = document.querySelector('video')
    if (!video) throw new Error('the page has no video')
    const onEvent = (event: PlaybackEvent) => window.shoal.events.push(event)
    window.shoal.playback = startSession({ video, requestTicket, onEvent }, policy)
  },
}
