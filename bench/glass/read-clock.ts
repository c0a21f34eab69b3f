/** Runs in the page, ahead of its own scripts: reads the clock out of the frames that are shown. */

declare global {
  interface Window {
    glass: { latencyMs: number; sinceDateMs: number | null }[]
  }
}

/** Self-contained: it is sent to the browser as its own text. */
export function readClock(): void {
  const cells = 32
  const everyMs = 250
  window.glass = []
  const canvas = document.createElement('canvas')
  canvas.width = cells * 4
  canvas.height = 4
  const context = canvas.getContext('2d', { willReadFrequently: true })
  let lastMs = 0

  function read(video: HTMLVideoElement): number | null {
    if (!context) return null
    // the inner rows of the strip, which is 48 of 360 lines high
    context.drawImage(
      video,
      0,
      video.videoHeight * 0.03,
      video.videoWidth,
      video.videoHeight * 0.07,
      0,
      0,
      cells * 4,
      4,
    )
    const { data } = context.getImageData(0, 2, cells * 4, 1)
    let [time, check] = [0, 0]
    for (let cell = 0; cell < cells; cell++) {
      const bit = (data[(cell * 4 + 2) * 4] ?? 0) > 127 ? 1 : 0
      if (cell < 24) time = time * 2 + bit
      else check = check * 2 + bit
    }
    return check === ((time ^ (time >> 8) ^ (time >> 16) ^ 0x5a) & 0xff) ? time : null
  }

  function follow(video: HTMLVideoElement): void {
    video.requestVideoFrameCallback((now, { expectedDisplayTime }) => {
      follow(video)
      if (now - lastMs < everyMs) return
      lastMs = now
      const shownAtMs = Math.round(Date.now() + expectedDisplayTime - performance.now())
      const clock = read(video)
      if (clock === null) return
      const playback: unknown = Reflect.get(window, 'shoal')
      const snapshot = playback instanceof Object && 'snapshot' in playback ? playback.snapshot : null
      const told: unknown = typeof snapshot === 'function' ? Reflect.apply(snapshot, playback, []) : null
      const sinceDateMs = told instanceof Object && 'latencyMs' in told ? Number(told.latencyMs) : null
      window.glass.push({ latencyMs: (shownAtMs - clock + 2 ** 24) % 2 ** 24, sinceDateMs })
    })
  }

  const looking = setInterval(() => {
    const video = document.querySelector('video')
    if (!video) return
    clearInterval(looking)
    follow(video)
  }, 50)
}
