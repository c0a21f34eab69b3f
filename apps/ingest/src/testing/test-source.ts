/** For tests: a publisher as OBS would be one, made of ffmpeg's own test picture and tone. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type TestSourceOptions = {
  url: string
  size?: string
  frameRate?: number
  /** Frames from one key frame to the next; a second of them by default. */
  keyFrameDistance?: number
  bFrames?: number
  hasVideo?: boolean
  hasAudio?: boolean
  /** Drops frames unevenly. */
  isVariable?: boolean
  /** Ends by itself; otherwise it goes on until it is stopped. */
  seconds?: number
  videoCodec?: 'libx264' | 'flv1'
}

export type TestSource = AsyncDisposable & {
  readonly pid: number | undefined
  /** Milliseconds from the start until ffmpeg gave up or was done, and what it said. */
  readonly ended: Promise<{ afterMs: number; output: string }>
  stop(): Promise<void>
  /** `SIGSTOP` makes it fall silent with its connection open. */
  kill(signal: NodeJS.Signals): void
}

export function publishTestSource(options: TestSourceOptions): TestSource {
  const startedAtMs = Date.now()
  const child = spawn('ffmpeg', buildSourceArguments(options), { stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const ended = once(child, 'close').then(() => ({ afterMs: Date.now() - startedAtMs, output }))
  const stop = () => stopChild(child, ended)
  return { pid: child.pid, ended, stop, kill: (signal) => child.kill(signal), [Symbol.asyncDispose]: stop }
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

/** ffmpeg's arguments; one that is not live works as fast as it can. */
export function buildSourceArguments(options: TestSourceOptions, { isLive = true } = {}): string[] {
  const { size = '640x360', frameRate = 30, keyFrameDistance = frameRate, bFrames = 0, url } = options
  const { hasVideo = true, hasAudio = true, isVariable = false, videoCodec = 'libx264', seconds } = options
  const rate = String(frameRate)
  const pace = isLive ? ['-re'] : []
  return [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...(hasVideo ? [...pace, '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`] : []),
    ...(hasAudio ? [...pace, '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100'] : []),
    ...(seconds ? ['-t', String(seconds)] : []),
    ...(hasVideo ? ['-c:v', videoCodec, '-g', String(keyFrameDistance), '-b:v', '900k'] : []),
    ...(hasVideo && videoCodec === 'libx264'
      ? ['-preset', 'ultrafast', '-sc_threshold', '0', '-bf', String(bFrames), '-pix_fmt', pixelFormat(size)]
      : []),
    ...(hasVideo && isVariable ? ['-vf', "select='not(mod(n,3))+lt(mod(n,40),10)'", '-fps_mode', 'vfr'] : []),
    ...(hasAudio ? ['-c:a', 'aac', '-b:a', '96k'] : []),
    ...['-flvflags', 'no_duration_filesize', '-f', 'flv', url],
  ]
}

/** 4:2:0 has no odd sides. */
function pixelFormat(size: string): string {
  return size.split('x').some((side) => Number(side) % 2 === 1) ? 'yuv444p' : 'yuv420p'
}
