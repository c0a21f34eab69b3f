/** Init segments: one for picture and sound together, made of two tracks, and those for each alone, made of that. */

import { BrokenMediaError, buildBox, buildFullBox, findBox, readBoxes } from './boxes.ts'
import { readTrackInits, type TrackInit, type TrackKind } from './track-init.ts'

/** In every init segment and fragment of ours. */
export const TRACK_IDS: Record<TrackKind, number> = { video: 1, audio: 2 }

const BRANDS = ['iso6', 'iso5', 'iso6', 'mp41']
const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]

/** The same tracks give the same bytes, whichever run of ffmpeg they are from. */
export function buildInit(tracks: readonly TrackInit[]): Buffer {
  const ftyp = BRANDS.flatMap((brand, i) => [Buffer.from(brand), ...(i === 0 ? [Buffer.from([0, 0, 2, 0])] : [])])
  // Times, 1000 ticks a second, no duration, rate 1, full volume, ten reserved bytes, matrix, six zeros, next track.
  const mvhd = [0, 0, 1000, 0, 0x10000, 0x01000000, 0, 0, ...IDENTITY, 0, 0, 0, 0, 0, 0, 3]
  const trex = tracks.map(({ kind }) => buildFullBox('trex', 0, TRACK_IDS[kind], 1, 0, 0, 0))
  return Buffer.concat([
    buildBox('ftyp', ...ftyp),
    buildBox('moov', buildFullBox('mvhd', 0, ...mvhd), ...tracks.map(buildTrak), buildBox('mvex', ...trex)),
  ])
}

/** For players that take picture and sound apart (DASH). @throws BrokenMediaError when there is no picture */
export function videoOnlyInit(init: Buffer): Buffer {
  return buildInit([pick(init, 'video')])
}

/** Ticks a second; null where there is no such track. */
export function readTimescales(init: Buffer): Record<TrackKind, number | null> {
  const tracks = readTrackInits(findBox(init, ['moov']))
  const timescaleOf = (kind: TrackKind) => tracks.find((track) => track.kind === kind)?.timescale ?? null
  return { video: timescaleOf('video'), audio: timescaleOf('audio') }
}

function pick(init: Buffer, kind: TrackKind): TrackInit {
  const track = readTrackInits(findBox(init, ['moov'])).find((each) => each.kind === kind)
  if (!track) throw new BrokenMediaError(`no ${kind} in an init segment`)
  return track
}

/** With our number, and without an edit list: times mean what they say. */
function buildTrak({ kind, trak }: TrackInit): Buffer {
  const boxes = [...readBoxes(trak)].filter(({ type }) => type !== 'edts')
  return buildBox(
    'trak',
    ...boxes.map(({ type, body }) => buildBox(type, type === 'tkhd' ? numbered(body, kind) : body)),
  )
}

function numbered(tkhd: Buffer, kind: TrackKind): Buffer {
  const copy = Buffer.from(tkhd)
  copy.writeUInt32BE(TRACK_IDS[kind], copy.readUInt8() === 1 ? 20 : 12)
  return copy
}
