/** Where everything of a broadcast is on the origin: the one place that writes and reads these paths. */

import { z } from 'zod'

/** Lower-case letters and digits, 12 to 32 of them: safe in a path, a swarm id and a log line. */
export const broadcastIdSchema = z.string().regex(/^[a-z0-9]{12,32}$/)
/** A rung's name, such as `720p` or `audio`. */
export const rungNameSchema = z.string().regex(/^[a-z0-9]{1,16}$/)
/** Counts the ladders of a broadcast: a changed ladder is a new epoch, from 1 on. */
export const epochSchema = z.int().min(1).max(99_999)

/** Base64url characters of a truncated SHA-256: 128 bits (design.md, step 4). */
export const CONTENT_HASH_LENGTH = 22

export type LivePath =
  | { kind: 'multivariant'; broadcastId: string; epoch: number }
  | { kind: 'media'; broadcastId: string; epoch: number; rung: string }
  | { kind: 'init'; broadcastId: string; epoch: number; rung: string; hash: string }
  | { kind: 'segment'; broadcastId: string; epoch: number; rung: string; number: number; hash: string }

export function buildLivePath(path: LivePath): string {
  const epoch = `/live/${path.broadcastId}/${path.epoch}`
  switch (path.kind) {
    case 'multivariant':
      return `${epoch}/index.m3u8`
    case 'media':
      return `${epoch}/${path.rung}/index.m3u8`
    case 'init':
      return `${epoch}/${path.rung}/init-${path.hash}.mp4`
    case 'segment':
      return `${epoch}/${path.rung}/${path.number}-${path.hash}.m4s`
  }
}

const LIVE_PATH =
  /^\/live\/(?<broadcastId>[a-z0-9]{12,32})\/(?<epoch>[1-9]\d{0,4})\/(?:(?<rung>[a-z0-9]{1,16})\/)?(?<file>[\w-]{1,48}\.(?:m3u8|mp4|m4s))$/
const INIT_FILE = /^init-(?<hash>[\w-]{22})\.mp4$/
const SEGMENT_FILE = /^(?<number>0|[1-9]\d{0,9})-(?<hash>[\w-]{22})\.m4s$/

/** Reads a URL's path (no query); `null` for everything that `buildLivePath` could not have written. */
export function parseLivePath(pathname: string): LivePath | null {
  const groups = LIVE_PATH.exec(pathname)?.groups
  if (!groups?.broadcastId || !groups.epoch || !groups.file) return null
  const at = { broadcastId: groups.broadcastId, epoch: Number(groups.epoch) }
  const { rung, file } = groups
  if (rung === undefined) return file === 'index.m3u8' ? { kind: 'multivariant', ...at } : null
  if (file === 'index.m3u8') return { kind: 'media', ...at, rung }
  const init = INIT_FILE.exec(file)?.groups
  if (init?.hash) return { kind: 'init', ...at, rung, hash: init.hash }
  const segment = SEGMENT_FILE.exec(file)?.groups
  if (segment?.hash && segment.number) {
    return { kind: 'segment', ...at, rung, number: Number(segment.number), hash: segment.hash }
  }
  return null
}
