/** Finds an ffmpeg that can do what Shoal asks of it, or has the system's package manager install one. */

import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { OperatorError } from '../operator-error.ts'
import { findOnPath } from '../processes/find-on-path.ts'
import { type Installer, selectInstaller } from './installer.ts'

const run = promisify(execFile)

export type FfmpegVerdict =
  | { kind: 'usable'; path: string; version: string }
  | { kind: 'not-runnable'; path: string }
  | { kind: 'lacking'; path: string; parts: string[] }

/** What it is made of, so that each can be replaced in a test. */
export type FfmpegSources = {
  configured: string | undefined
  onPath(): Promise<string | undefined>
  packaged(): string | undefined
  judge(path: string): Promise<FfmpegVerdict>
  installer(): Promise<Installer | undefined>
}

export async function findFfmpeg(sources: FfmpegSources): Promise<FfmpegVerdict | undefined> {
  if (sources.configured) return sources.judge(sources.configured)
  let best: FfmpegVerdict | undefined
  for (const path of [await sources.onPath(), sources.packaged()]) {
    if (!path) continue
    const verdict = await sources.judge(path)
    if (verdict.kind === 'usable') return verdict
    best ??= verdict
  }
  return best
}

/** @throws OperatorError when there is none to be had. `note` hears what is being done. */
export async function requireFfmpeg(sources: FfmpegSources, note: (text: string) => void): Promise<string> {
  const found = await findFfmpeg(sources)
  if (found?.kind === 'usable') {
    note(`ffmpeg ${found.version} (${found.path})`)
    return found.path
  }
  if (sources.configured) throw new OperatorError(configuredSentence(sources.configured, found))
  const installer = await sources.installer()
  if (!installer) throw new OperatorError(missingSentence(found))
  note(`ffmpeg is missing: installing it with ${installer.name}`)
  const failure = await installer.install(['ffmpeg'], note)
  const installed = await findFfmpeg(sources)
  if (installed?.kind === 'usable') {
    note(`ffmpeg ${installed.version} (${installed.path}, installed with ${installer.name})`)
    return installed.path
  }
  throw new OperatorError(
    failure === undefined
      ? missingSentence(installed)
      : `ffmpeg is missing and ${installer.name} could not install it (${failure}): install ffmpeg 5 or newer, or set SHOAL_FFMPEG to its path.`,
  )
}

function configuredSentence(path: string, verdict: FfmpegVerdict | undefined): string {
  return verdict?.kind === 'lacking'
    ? `The ffmpeg of SHOAL_FFMPEG (${path}) lacks ${verdict.parts.join(', ')}: set SHOAL_FFMPEG to a complete one, or leave it out.`
    : `SHOAL_FFMPEG is ${path}, which does not run as ffmpeg: set it to the path of ffmpeg, or leave it out to have one found.`
}

function missingSentence(verdict: FfmpegVerdict | undefined): string {
  return verdict?.kind === 'lacking'
    ? `The ffmpeg at ${verdict.path} lacks ${verdict.parts.join(', ')}: install a complete one, or set SHOAL_FFMPEG to its path.`
    : 'ffmpeg is missing and cannot be installed from here: install ffmpeg 5 or newer, or set SHOAL_FFMPEG to its path.'
}

/** What a program at `path` can do, asked of itself. */
export async function judgeFfmpeg(path: string): Promise<FfmpegVerdict> {
  const ask = async (...args: string[]) => (await run(path, ['-hide_banner', ...args], { timeout: 15_000 })).stdout
  try {
    const [version, encoders, muxers] = await Promise.all([ask('-version'), ask('-encoders'), ask('-muxers')])
    const parts = [
      ...['libx264', 'aac', 'mjpeg'].filter((encoder) => !lists(encoders, encoder)),
      ...['mp4', 'mpjpeg'].filter((muxer) => !lists(muxers, muxer)),
    ]
    if (parts.length > 0) return { kind: 'lacking', path, parts }
    return { kind: 'usable', path, version: /^ffmpeg version (\S+)/.exec(version)?.[1] ?? 'of unknown version' }
  } catch {
    return { kind: 'not-runnable', path }
  }
}

/** A line of `-encoders` or `-muxers`: flags, the name, what it is. */
function lists(listing: string, name: string): boolean {
  return new RegExp(`^ *[A-Z.]+ +${name} `, 'm').test(listing)
}

/** The sources of this machine. */
export function systemSources(configured: string | undefined, signal?: AbortSignal): FfmpegSources {
  return {
    configured,
    onPath: () => findOnPath('ffmpeg'),
    packaged: packagedFfmpeg,
    judge: judgeFfmpeg,
    installer: () => selectInstaller(signal),
  }
}

/** ffmpeg-static is an optional package: its download may have failed, and then it is not there. */
function packagedFfmpeg(): string | undefined {
  try {
    const path: unknown = createRequire(import.meta.url)('ffmpeg-static')
    return typeof path === 'string' ? path : undefined
  } catch {
    return undefined
  }
}
