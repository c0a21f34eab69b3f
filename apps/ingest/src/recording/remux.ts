/** One ffmpeg that copies samples from one container into another, and encodes no picture. */

import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'

export type RemuxOptions = {
  from: 'mp4' | 'mpegts'
  signal: AbortSignal
} & (
  | {
      /** An MP4 with its head in front. */
      file: string
      encodesSound: boolean
    }
  | {
      /** MPEG-TS, at the times of the input. */
      into: Writable
    }
)

export type Remux = {
  readonly input: Writable
  /** @throws RemuxError for any end but a good one. */
  readonly done: Promise<void>
}

export class RemuxError extends Error {
  override name = 'RemuxError'
}

const LONGEST_LINE = 400
/** Fills what is missing, so that sound stays with the picture. */
const SOUND = ['-c:a', 'aac', '-b:a', '160k', '-af', 'aresample=48000:async=1']

export function startRemux(ffmpegPath: string, options: RemuxOptions): Remux {
  const { signal } = options
  const child = spawn(ffmpegPath, buildArguments(options), {
    stdio: ['pipe', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  })
  let lastLine = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastLine = text.trim().slice(-LONGEST_LINE) || lastLine
  })
  // One that dies while it is written to says so by its exit.
  child.stdin.on('error', () => {})
  if ('into' in options) child.stdout.pipe(options.into, { end: false })
  // What nobody reads any more would keep it from being closed.
  signal.addEventListener('abort', () => child.stdout.destroy(), { once: true })
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => reject(new RemuxError('ffmpeg could not be run', { cause })))
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new RemuxError(lastLine || `ffmpeg ended with ${code}`)),
    )
  })
  // Whoever waits hears of it; nobody may be waiting yet.
  done.catch(() => {})
  return { input: child.stdin, done }
}

function buildArguments(options: RemuxOptions): string[] {
  const input = [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', '-protocol_whitelist', 'pipe'],
    ...('into' in options ? ['-copyts'] : []),
    ...['-f', options.from, '-i', 'pipe:0', '-map', '0', '-c', 'copy'],
  ]
  if ('file' in options) {
    const sound = options.encodesSound ? SOUND : []
    return [...input, ...sound, '-movflags', '+faststart', '-f', 'mp4', `file:${options.file}`]
  }
  // Each part begins anew with its packets' counters, and says so.
  return [...input, '-muxdelay', '0', '-mpegts_flags', '+initial_discontinuity', '-f', 'mpegts', 'pipe:1']
}
