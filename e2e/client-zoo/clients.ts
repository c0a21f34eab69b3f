/** The software that people publish with, as far as Debian has it: each sends a test picture and a tone until it is stopped. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

export type ClientSource = {
  /** Frames a second, as ffmpeg writes it. */
  frameRate?: string
  keyFrameDistance?: number
  bFrames?: number
  sampleRate?: number
  channels?: number
  isVariable?: boolean
  /** Where the publisher's clock begins. */
  startSeconds?: number
  arguments?: string[]
}
export type RunningClient = AsyncDisposable & { errors(): string }
export type Client = {
  name: string
  /** Programs and GStreamer elements that it is made of. */
  needs: { programs: string[]; elements?: string[] }
  start(url: string, source?: ClientSource): RunningClient
}

export const ffmpeg: Client = {
  name: "ffmpeg's own RTMP",
  needs: { programs: ['ffmpeg'] },
  start: (url, source = {}) => running([spawnClient('ffmpeg', ffmpegArguments(url, source))]),
}

/** curl is linked with librtmp, and gives it an FLV file to send: what OBS's own copy of librtmp does. */
export const librtmp: Client = {
  name: 'librtmp, in curl',
  needs: { programs: ['ffmpeg', 'curl'] },
  start(url, source = {}) {
    const flv = spawnClient('ffmpeg', ffmpegArguments('pipe:1', source))
    const upload = spawnClient('curl', ['--silent', '--show-error', '--upload-file', '-', url])
    upload.stdin?.on('error', () => {})
    if (upload.stdin) flv.stdout?.pipe(upload.stdin)
    return running([flv, upload])
  },
}

export const gstreamer: Client = {
  name: "GStreamer's own RTMP",
  needs: { programs: ['gst-launch-1.0'], elements: ['x264enc', 'voaacenc', 'flvmux', 'rtmp2sink'] },
  start: (url) => running([spawnClient('gst-launch-1.0', [...GSTREAMER, 'rtmp2sink', `location=${url}`])]),
}

export const gstreamerLibrtmp: Client = {
  name: 'librtmp, in GStreamer',
  needs: { programs: ['gst-launch-1.0'], elements: ['x264enc', 'voaacenc', 'flvmux', 'rtmpsink'] },
  start: (url) => running([spawnClient('gst-launch-1.0', [...GSTREAMER, 'rtmpsink', `location=${url} live=1`])]),
}

const GSTREAMER =
  '-q flvmux name=mux streamable=true videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=30/1 ! x264enc tune=zerolatency speed-preset=ultrafast bitrate=300 key-int-max=30 ! h264parse ! mux. audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=2 ! voaacenc ! aacparse ! mux. mux. !'.split(
    ' ',
  )

/** What is missing here for it, in words; `null` when it can run. */
export function missingFor({ needs }: Client): string | null {
  const programs = needs.programs.filter((program) => !works('which', [program]))
  if (programs.length > 0) return `${programs.join(', ')} is missing`
  const elements = (needs.elements ?? []).filter((element) => !works('gst-inspect-1.0', ['--exists', element]))
  if (elements.length > 0) return `GStreamer has no ${elements.join(', ')}`
  const needsLibrtmp = needs.programs.includes('curl') && !execFileSync('curl', ['--version']).includes(' rtmp ')
  return needsLibrtmp ? 'this curl has no RTMP' : null
}

function works(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function ffmpegArguments(output: string, source: ClientSource): string[] {
  const { frameRate = '30', keyFrameDistance = 30, bFrames = 0, sampleRate = 48_000, channels = 2 } = source
  const { isVariable = false, startSeconds = 0 } = source
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...['-re', '-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=${frameRate}`],
    ...['-re', '-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${sampleRate}`],
    ...(isVariable ? ['-vf', "select='not(mod(n,3))+lt(mod(n,40),10)'", '-fps_mode', 'vfr'] : []),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-b:v', '300k', '-sc_threshold', '0'],
    ...['-g', String(keyFrameDistance), '-bf', String(bFrames)],
    ...['-c:a', 'aac', '-b:a', '96k', '-ac', String(channels)],
    ...(startSeconds > 0 ? ['-output_ts_offset', String(startSeconds)] : []),
    ...(source.arguments ?? []),
    ...['-flvflags', 'no_duration_filesize', '-f', 'flv', output],
  ]
}

function spawnClient(command: string, args: string[]): ChildProcess {
  return spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
}

function running(children: ChildProcess[]): RunningClient {
  let errors = ''
  for (const { stderr, stdin, stdout } of children) {
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    stdin?.on('error', () => {})
    stdout?.on('error', () => {})
  }
  const stop = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  return { errors: () => errors, [Symbol.asyncDispose]: async () => void (await Promise.all(children.map(stop))) }
}
