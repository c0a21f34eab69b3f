/** Runs one ffmpeg child: bytes in, and how it ended. What to do about that is the caller's. */

import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'

/** How a run of ffmpeg ended. Only `stopped` was our doing; the caller decides what the others mean. */
export type FfmpegExit =
  | { kind: 'stopped' }
  | { kind: 'finished' }
  | { kind: 'crashed'; code: number | null; signal: NodeJS.Signals | null; lastLine: string }
  | { kind: 'not-started'; cause: Error }

export type FfmpegProcess = {
  readonly pid: number | undefined
  /** Bytes that wait in our memory for ffmpeg to read them. */
  readonly queuedBytes: number
  write(bytes: Buffer): void
  /** Lets it encode what it has, then ends it the hard way after `graceMs`. */
  stop(graceMs: number): Promise<void>
  /** For one that hangs. It counts as crashed. */
  kill(): void
  readonly exited: Promise<FfmpegExit>
}

const LONGEST_LINE = 400

export function startFfmpeg(path: string, args: string[]): FfmpegProcess {
  try {
    return watch(spawn(path, args, { stdio: ['pipe', 'ignore', 'pipe'] }))
  } catch (error) {
    // Out of processes, memory or file descriptors.
    const cause = error instanceof Error ? error : new Error(String(error))
    const exited = Promise.resolve({ kind: 'not-started', cause } as const)
    return { pid: undefined, queuedBytes: 0, write() {}, async stop() {}, kill() {}, exited }
  }
}

function watch(child: ChildProcessByStdio<Writable, null, Readable>): FfmpegProcess {
  let isStopping = false
  let isEnded = false
  let lastLine = ''

  // A child that dies while we write says so by its exit, not here.
  child.stdin.on('error', () => {})
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastLine =
      text
        .slice(-4 * LONGEST_LINE)
        .trim()
        .split('\n')
        .at(-1)
        ?.slice(0, LONGEST_LINE) || lastLine
  })

  const exited = new Promise<FfmpegExit>((resolve) => {
    child.once('error', (cause) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', cause })
    })
    child.once('close', (code, signal) => {
      isEnded = true
      if (isStopping) resolve({ kind: 'stopped' })
      else resolve(code === 0 ? { kind: 'finished' } : { kind: 'crashed', code, signal, lastLine })
    })
  })

  return {
    pid: child.pid,
    get queuedBytes() {
      return child.stdin.writableLength
    },
    write(bytes) {
      if (!isStopping && child.stdin.writable) child.stdin.write(bytes)
    },
    async stop(graceMs) {
      isStopping = true
      child.stdin.end()
      const hardWay = [
        setTimeout(() => isEnded || child.kill('SIGTERM'), graceMs / 2),
        setTimeout(() => isEnded || child.kill('SIGKILL'), graceMs),
      ]
      await exited
      for (const timer of hardWay) clearTimeout(timer)
    },
    kill() {
      if (!isEnded) child.kill('SIGKILL')
    },
    exited,
  }
}

export class FfmpegMissingError extends Error {
  override name = 'FfmpegMissingError'
}

/** @throws FfmpegMissingError in words for the operator. */
export async function checkFfmpeg(path: string): Promise<void> {
  try {
    await promisify(execFile)(path, ['-hide_banner', '-version'], { timeout: 10_000 })
  } catch (cause) {
    const message = `ffmpeg does not run as "${path}": install ffmpeg, or set SHOAL_FFMPEG to the path of one`
    throw new FfmpegMissingError(message, { cause })
  }
}
