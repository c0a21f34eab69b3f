/** Runs an ffmpeg that ends by itself, such as a probe: what it printed, or why it failed. */

import { execFile } from 'node:child_process'

export type FfmpegOutcome = { kind: 'done'; output: string } | { kind: 'failed'; reason: string }

const LONGEST_REASON = 200

/** `output` is what it wrote to standard output. */
export function runFfmpeg(path: string, args: string[], { timeoutMs }: { timeoutMs: number }): Promise<FfmpegOutcome> {
  const common = ['-hide_banner', '-nostdin', '-loglevel', 'error']
  return new Promise((resolve) => {
    execFile(path, [...common, ...args], { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error, output, errors) => {
      if (!error) resolve({ kind: 'done', output })
      else resolve({ kind: 'failed', reason: error.killed ? 'it took too long' : firstLine(errors, error.message) })
    })
  })
}

/** ffmpeg's first complaint is the cause, and what follows it are consequences. */
function firstLine(errors: string, fallback: string): string {
  const [line = ''] = errors.trim().split('\n')
  return (line.replace(/^\[[^\]]*\] */, '') || fallback).slice(0, LONGEST_REASON)
}
