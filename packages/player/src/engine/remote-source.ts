/**
 * An address for another screen (AirPlay), which fetches by itself: it stands beside the source that hls.js fills, where
 * that is a ManagedMediaSource (webkit.org/blog/15036). hls.js uses one on iPhones alone; a `src` of any other kind can
 * be given to no other screen.
 */

import type Hls from 'hls.js'
import type { MediaAttachedData } from 'hls.js'
import { keepShowingTicket } from '../ticket/show-ticket.ts'
import type { TicketBearer } from '../ticket/ticket-bearer.ts'

type Offer = { video: HTMLVideoElement; playlistUrl: string; bearer: TicketBearer }

/** Returns how to take it back, which is to be done before hls.js is destroyed. */
export function offerRemoteSource(hls: Hls, { Events }: typeof Hls, offered: Offer): () => void {
  let takeBack = () => {}
  // a ManagedMediaSource opens only while other screens are out of the question, which hls.js sees to
  hls.on(Events.MEDIA_ATTACHED, (_, { mediaSource }: MediaAttachedData) => {
    takeBack()
    takeBack = isManaged(mediaSource) ? offer(offered) : () => {}
  })
  return () => takeBack()
}

function isManaged(mediaSource: MediaSource | undefined): boolean {
  // no browser's types have it yet
  const managed: unknown = Reflect.get(globalThis, 'ManagedMediaSource')
  return typeof managed === 'function' && mediaSource instanceof managed
}

function offer({ video, playlistUrl, bearer }: Offer): () => void {
  const source = document.createElement('source')
  source.type = 'application/vnd.apple.mpegurl'
  source.src = bearer.handOn(playlistUrl)
  video.append(source)
  video.disableRemotePlayback = false
  const stopShowing = keepShowingTicket({ bearer, url: playlistUrl })
  return () => {
    stopShowing()
    source.remove()
    if (video.currentSrc !== source.src) return
    // the browser has gone over to it, and hls.js leaves a video alone that plays something else
    for (const left of video.querySelectorAll('source')) left.remove()
    video.load()
  }
}
