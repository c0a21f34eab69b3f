/** The browser's own HLS player, for iPhones without Media Source Extensions: it plays, and tells little. */

import { keepShowingTicket } from '../ticket/show-ticket.ts'
import type { Engine, EngineOptions } from './engine.ts'

/** `null` when this browser cannot play HLS by itself either. */
export function startNativeEngine({ video, playlistUrl, bearer, listener }: EngineOptions): Engine | null {
  if (video.canPlayType('application/vnd.apple.mpegurl') === '') return null
  const onError = () => listener.onBroken(video.error?.code === MediaError.MEDIA_ERR_NETWORK ? 'network' : 'media')
  const onEnded = () => listener.onEnded()
  video.addEventListener('error', onError)
  video.addEventListener('ended', onEnded)
  video.src = bearer.handOn(playlistUrl)
  const stopShowing = keepShowingTicket({ bearer, url: playlistUrl })
  return {
    stop() {
      stopShowing()
      video.removeEventListener('error', onError)
      video.removeEventListener('ended', onEnded)
      video.removeAttribute('src')
      video.load()
    },
    positionSeconds: () => video.currentTime,
    latencyMs: () => undefined,
    rungUrl: () => undefined,
    setQuality() {},
    worthPlaying: Promise.resolve(),
    planDistance() {},
    keepPace() {},
    setRests() {},
    catchUp() {},
  }
}
