/** Where everything of a broadcast is on the origin: the one place that writes and reads these paths. */

import * as z from 'zod/mini' // players take this file along

/** Lower-case letters and digits, 12 to 32 of them: safe in a path, a swarm id and a log line. */
export const broadcastIdSchema = z.string().check(z.regex(/^[a-z0-9]{12,32}$/))
/** A rung's name, such as `720p` or `audio`; never `index`, which is a playlist's. */
export const rungNameSchema = z.string().check(z.regex(/^(?!index$)[a-z0-9]{1,16}$/))
/** Counts the ladders of a broadcast: a changed ladder is a new epoch, from 1 on. */
export const epochSchema = z.int().check(z.minimum(1), z.maximum(99_999))

/** Base64url characters of a truncated SHA-256: 128 bits (design.md, step 4). */
export const CONTENT_HASH_LENGTH = 22

/** What a path of one broadcast leads to. A whole broadcast has paths of its own, over all of its epochs. */
export type LivePath =
  | { kind: 'multivariant'; broadcastId: string; epoch: number }
  | { kind: 'media'; broadcastId: string; epoch: number; rung: string }
  | { kind: 'init'; broadcastId: string; epoch: number; rung: string; hash: string }
  | { kind: 'segment'; broadcastId: string; epoch: number; rung: string; number: number; hash: string }
  /** One track alone of an init segment or of a segment, for MPEG-DASH: by number, as its manifest wants it. */
  | { kind: 'track-init'; broadcastId: string; epoch: number; rung: string; hash: string; track: Track }
  | { kind: 'track-segment'; broadcastId: string; epoch: number; rung: string; number: number; track: Track }
  | { kind: 'whole-multivariant'; broadcastId: string }
  | { kind: 'whole-media'; broadcastId: string; rung: string }
  | { kind: 'manifest'; broadcastId: string }
  /** What the origin's clock says, for players of MPEG-DASH. */
  | { kind: 'clock'; broadcastId: string }
  | { kind: 'poster'; broadcastId: string }
  | { kind: 'storyboard'; broadcastId: string }
  | { kind: 'storyboard-sheet'; broadcastId: string; sheet: number }
export type Track = 'video' | 'audio'

export function buildLivePath(path: LivePath): string {
  return `/live/${path.broadcastId}/${fileOf(path)}`
}

/** From the broadcast's own folder on, as playlists and manifests in it say it. */
function fileOf(path: LivePath): string {
  switch (path.kind) {
    case 'multivariant':
      return `${path.epoch}/index.m3u8`
    case 'media':
      return `${path.epoch}/${path.rung}/index.m3u8`
    case 'init':
      return `${path.epoch}/${path.rung}/init-${path.hash}.mp4`
    case 'segment':
      return `${path.epoch}/${path.rung}/${path.number}-${path.hash}.m4s`
    case 'track-init':
      return `${path.epoch}/${path.rung}/init-${path.hash}.${path.track}.mp4`
    case 'track-segment':
      return `${path.epoch}/${path.rung}/${path.number}.${path.track}.m4s`
    case 'whole-multivariant':
      return 'index.m3u8'
    case 'whole-media':
      return `${path.rung}.m3u8`
    case 'manifest':
      return 'manifest.mpd'
    case 'clock':
      return 'clock.txt'
    case 'poster':
      return 'poster.jpg'
    case 'storyboard':
      return 'storyboard.vtt'
    case 'storyboard-sheet':
      return `storyboard-${path.sheet}.jpg`
  }
}

const LIVE_PATH =
  /^\/live\/(?<broadcastId>[a-z0-9]{12,32})\/(?:(?<epoch>[1-9]\d{0,4})\/)?(?:(?<rung>(?!index\/)[a-z0-9]{1,16})\/)?(?<file>[\w-]{1,48}(?:\.(?:video|audio))?\.(?:m3u8|mp4|m4s|mpd|jpg|vtt|txt))$/
const INIT_FILE = /^init-(?<hash>[\w-]{22})(?:\.(?<track>video|audio))?\.mp4$/
const SEGMENT_FILE = /^(?<number>0|[1-9]\d{0,9})-(?<hash>[\w-]{22})\.m4s$/
const TRACK_SEGMENT_FILE = /^(?<number>0|[1-9]\d{0,9})\.(?<track>video|audio)\.m4s$/
const WHOLE_MEDIA_FILE = /^(?<rung>[a-z0-9]{1,16})\.m3u8$/
const SHEET_FILE = /^storyboard-(?<sheet>[1-9]\d{0,3})\.jpg$/

/** Reads a URL's path (no query); `null` for everything that `buildLivePath` could not have written. */
export function parseLivePath(pathname: string): LivePath | null {
  const groups = LIVE_PATH.exec(pathname)?.groups
  if (!groups?.broadcastId || !groups.file) return null
  const { broadcastId, epoch, rung, file } = groups
  if (epoch === undefined) return rung === undefined ? parseWhole(broadcastId, file) : null
  const at = { broadcastId, epoch: Number(epoch) }
  if (rung === undefined) return file === 'index.m3u8' ? { kind: 'multivariant', ...at } : null
  return parseInRung({ ...at, rung }, file)
}

function parseWhole(broadcastId: string, file: string): LivePath | null {
  if (file === 'index.m3u8') return { kind: 'whole-multivariant', broadcastId }
  if (file === 'manifest.mpd') return { kind: 'manifest', broadcastId }
  if (file === 'clock.txt') return { kind: 'clock', broadcastId }
  if (file === 'poster.jpg') return { kind: 'poster', broadcastId }
  if (file === 'storyboard.vtt') return { kind: 'storyboard', broadcastId }
  const sheet = SHEET_FILE.exec(file)?.groups?.sheet
  if (sheet) return { kind: 'storyboard-sheet', broadcastId, sheet: Number(sheet) }
  const rung = WHOLE_MEDIA_FILE.exec(file)?.groups?.rung
  return rung ? { kind: 'whole-media', broadcastId, rung } : null
}

function parseInRung(at: { broadcastId: string; epoch: number; rung: string }, file: string): LivePath | null {
  if (file === 'index.m3u8') return { kind: 'media', ...at }
  const segment = SEGMENT_FILE.exec(file)?.groups
  if (segment?.hash) return { kind: 'segment', ...at, number: Number(segment.number), hash: segment.hash }
  const slice = TRACK_SEGMENT_FILE.exec(file)?.groups
  if (slice?.track) return { kind: 'track-segment', ...at, number: Number(slice.number), track: trackOf(slice.track) }
  const init = INIT_FILE.exec(file)?.groups
  if (!init?.hash) return null
  if (init.track) return { kind: 'track-init', ...at, hash: init.hash, track: trackOf(init.track) }
  return { kind: 'init', ...at, hash: init.hash }
}

function trackOf(name: string): Track {
  return name === 'video' ? 'video' : 'audio'
}
