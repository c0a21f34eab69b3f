/** Runs one ffmpeg child: bytes in, and how it ended. What to do about that is the caller's. */

import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'
import { createProgressReader, type FfmpegProgress } from './ffmpeg-progress.ts'
import { ProcessInput } from './process-input.ts'

/** How a run of ffmpeg ended. Only `stopped` was our doing; the caller decides what the others mean. */
export type FfmpegExit =
  | { kind: 'stopped' }
  | { kind: 'finished' }
  | { kind: 'crashed'; code: number | null; signal: NodeJS.Signals | null; lastLine: string }
  | { kind: 'not-started'; cause: Error }

export type FfmpegProcess = {
  readonly pid: number | undefined
  readonly input: Pick<ProcessInput, 'write' | 'queuedBytes' | 'takenMs'>
  /** Lets it encode what it has, then ends it the hard way: it is gone after about `graceMs`. */
  stop(graceMs: number): Promise<void>
  /** For one that hangs. It counts as crashed. */
  kill(): void
  readonly exited: Promise<FfmpegExit>
}

const LONGEST_LINE = 400
/** After this share of the grace, ffmpeg is told to finish with what it has read. */
const TERM_SHARE = 0.6

type FfmpegOptions = {
  path: string
  args: string[]
  /** Media that its input may hold back, see `ProcessInput`. */
  holdMs?: number
  /** Hears what `-progress pipe:1` in the arguments makes it say. */
  onProgress?: (progress: FfmpegProgress) => void
}

export function startFfmpeg({ path, args, holdMs = 0, onProgress = () => {} }: FfmpegOptions): FfmpegProcess {
  try {
    const child = spawn(path, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdout.setEncoding('utf8').on('data', createProgressReader(onProgress))
    return watch(child, new ProcessInput(child.stdin, holdMs))
  } catch (error) {
    // Out of processes, memory or file descriptors.
    const cause = error instanceof Error ? error : new Error(String(error))
    const exited = Promise.resolve({ kind: 'not-started', cause } as const)
    const input = { queuedBytes: 0, takenMs: 0, write() {} }
    return { pid: undefined, input, async stop() {}, kill() {}, exited }
  }
}

function watch(child: ChildProcessByStdio<Writable, Readable, Readable>, input: ProcessInput): FfmpegProcess {
  let isStopping = false
  let isEnded = false
  let lastLine = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = text
      .slice(-4 * LONGEST_LINE)
      .trim()
      .split('\n')
    lastLine = lines.at(-1)?.slice(0, LONGEST_LINE) || lastLine
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
    input,
    async stop(graceMs) {
      isStopping = true
      input.end()
      const hardWay = [
        setTimeout(() => isEnded || child.kill('SIGTERM'), graceMs * TERM_SHARE),
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
