/** The test picture as ffmpeg's arguments: something that moves, the time of day, a tone; H.264 and AAC as OBS sends them. */

export type Picture = {
  width: number
  height: number
  fps: number
  /** Undefined: until it is stopped. */
  seconds: number | undefined
  /** Whether this ffmpeg can write text: it needs its text filter, and a font on this machine. */
  hasText: boolean
  /** RTMP URL with the stream key. */
  target: string
}

const KEY_FRAME_SECONDS = 2
const VIDEO_KBPS = 2500

export function buildPictureArguments(picture: Picture): string[] {
  const { width, height, fps, seconds, target } = picture
  const keyFrames = String(Math.round(fps * KEY_FRAME_SECONDS))
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning'],
    ...['-re', '-f', 'lavfi', '-i', buildVideoSource(picture)],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000,volume=0.15'],
    ...['-map', '0:v', '-map', '1:a'],
    ...['-c:v', 'libx264', '-preset', 'superfast', '-profile:v', 'high', '-pix_fmt', 'yuv420p'],
    ...['-b:v', `${VIDEO_KBPS}k`, '-maxrate', `${VIDEO_KBPS}k`, '-bufsize', `${VIDEO_KBPS}k`],
    ...['-g', keyFrames, '-keyint_min', keyFrames, '-sc_threshold', '0'],
    ...['-s', `${width}x${height}`, '-r', String(fps)],
    ...['-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
    ...(seconds === undefined ? [] : ['-t', String(seconds)]),
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', target],
  ]
}

/** Without a font the picture still counts its own seconds, which it draws by itself. */
function buildVideoSource({ width, height, fps, hasText }: Picture): string {
  const size = `size=${width}x${height}:rate=${fps}`
  if (!hasText) return `testsrc2=${size}`
  const fontSize = Math.max(12, Math.round(height / 9))
  // a colon is escaped once for the text's own %{} and once for the filter's options
  const clock = '%{localtime\\:%H\\\\\\:%M\\\\\\:%S}'
  const place = `x=(w-text_w)/2:y=h-2*text_h:fontsize=${fontSize}:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=12`
  return `testsrc2=${size},drawtext=text='${clock}':${place}`
}

const SIZE = /^(\d{2,4})x(\d{2,4})$/

/** `1280x720`; null for anything else, and for odd numbers, which H.264 in 4:2:0 cannot have. */
export function parseSize(text: string): { width: number; height: number } | null {
  const [, width = '', height = ''] = SIZE.exec(text) ?? []
  const size = { width: Number(width), height: Number(height) }
  const isPossible = size.width >= 64 && size.height >= 64 && size.width % 2 === 0 && size.height % 2 === 0
  return isPossible ? size : null
}
