/** What the init segment of a track says about it: what comes before the first fragment (ISO/IEC 14496-12, 8.2 and 8.8). */

import { BrokenMediaError, findBox, findBoxes } from './boxes.ts'

export type TrackKind = 'video' | 'audio'
/** What a sample has where its fragment says nothing. */
export type SampleDefaults = { duration: number; size: number; flags: number }
export type TrackInit = {
  kind: TrackKind
  trackId: number
  /** Ticks a second. */
  timescale: number
  defaults: SampleDefaults
  /** The body of the trak box. */
  trak: Buffer
}

const KINDS: Record<string, TrackKind> = { vide: 'video', soun: 'audio' }
const MOST_TICKS_A_SECOND = 10_000_000

/** @throws BrokenMediaError unless there is exactly one track, of this kind. */
export function readTrackInit(moov: Buffer, kind: TrackKind): TrackInit {
  const tracks = readTrackInits(moov)
  const [track] = tracks
  if (!track || tracks.length > 1 || track.kind !== kind) throw new BrokenMediaError(`not one track of ${kind}`)
  return track
}

/** Tracks that are neither picture nor sound are left out. */
export function readTrackInits(moov: Buffer): TrackInit[] {
  return findBoxes(moov, ['trak']).flatMap((trak) => {
    const kind = KINDS[findBox(trak, ['mdia', 'hdlr'], 12).toString('latin1', 8, 12)]
    if (!kind) return []
    const trackId = readVersioned(findBox(trak, ['tkhd'], 24), 12, 20)
    const timescale = readVersioned(findBox(trak, ['mdia', 'mdhd'], 24), 12, 20)
    if (timescale === 0 || timescale > MOST_TICKS_A_SECOND) throw new BrokenMediaError('an impossible timescale')
    return [{ kind, trackId, timescale, defaults: readDefaults(moov, trackId), trak }]
  })
}

/** Version 1 has 64-bit times in front of the field. */
function readVersioned(body: Buffer, shortAt: number, longAt: number): number {
  return body.readUInt32BE(body.readUInt8() === 1 ? longAt : shortAt)
}

function readDefaults(moov: Buffer, trackId: number): SampleDefaults {
  const trex = findBoxes(moov, ['mvex', 'trex']).find((body) => body.length >= 24 && body.readUInt32BE(4) === trackId)
  if (!trex) throw new BrokenMediaError('a track without fragments')
  return { duration: trex.readUInt32BE(12), size: trex.readUInt32BE(16), flags: trex.readUInt32BE(20) }
}
