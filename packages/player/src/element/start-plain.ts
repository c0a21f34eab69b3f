/// <reference path="../engine/hls-light.d.ts" />
/** Plays any HLS address with hls.js, or with the browser's own player: nothing of it is shared. */

const BACK_BUFFER_SECONDS = 30

export type PlainPlayback = { stop(): void }

export async function startPlain(options: {
  video: HTMLVideoElement
  src: string
  onFatal: (reason: 'network' | 'media' | 'not-supported') => void
}): Promise<PlainPlayback> {
  const { video, src, onFatal } = options
  const { default: HlsPlayer } = await import('hls.js/light')
  if (HlsPlayer.isSupported()) {
    const hls = new HlsPlayer({ backBufferLength: BACK_BUFFER_SECONDS })
    let mediaFailures = 0
    hls.on(HlsPlayer.Events.ERROR, (_, error) => {
      if (!error.fatal) return
      if (error.type === HlsPlayer.ErrorTypes.MEDIA_ERROR && mediaFailures++ < 2) return hls.recoverMediaError()
      onFatal(error.type === HlsPlayer.ErrorTypes.NETWORK_ERROR ? 'network' : 'media')
      hls.destroy()
    })
    hls.loadSource(src)
    hls.attachMedia(video)
    return { stop: () => hls.destroy() }
  }
  if (video.canPlayType('application/vnd.apple.mpegurl') === '') {
    onFatal('not-supported')
    return { stop() {} }
  }
  const failed = () => onFatal(video.error?.code === MediaError.MEDIA_ERR_NETWORK ? 'network' : 'media')
  video.addEventListener('error', failed)
  video.src = src
  return {
    stop() {
      video.removeEventListener('error', failed)
      video.removeAttribute('src')
      video.load()
    },
  }
}
