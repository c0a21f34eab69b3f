/** Cuts a broadcast into periods (ISO/IEC 23009-1, 5.3.2): segments in a row, of one ladder, without a break. Pure. */

import { measureBandwidth } from '../hls/measured-bandwidth.ts'
import type { VariantRung } from '../hls/playlists.ts'
import type { IndexedSegment, Timeline, TimelineEntry } from '../hls/timeline.ts'

export type Representation = {
  rung: string
  initHash: string
  codecs: string
  /** Bits a second of the track alone, at the most. */
  bandwidth: number
  width: number | null
  height: number | null
  frameRate: string | null
}

export type Period = {
  /** The number of its first segment, also after that has left: a period keeps its name. */
  firstNumber: number
  epoch: number
  /** Of that segment, on the broadcast's media timeline. */
  startSeconds: number
  segments: readonly IndexedSegment[]
  video: readonly Representation[]
  audio: Representation | null
}

export function selectPeriods(timeline: Timeline): Period[] {
  return groupEntries(timeline.rewindWindow()).flatMap((entries) => {
    const [first] = entries
    const variants = first && timeline.epochs.get(first.segment.epoch)?.variants
    if (!first || !variants) return []
    const segments = entries.map(({ segment }) => segment)
    const describe = (variant: VariantRung, track: 'video' | 'audio') =>
      describeTrack(variant, segments, { track, targetSeconds: timeline.targetSeconds })
    const video = variants.flatMap((variant) => describe(variant, 'video') ?? [])
    const sound = variants.find(({ videoCodec, audioCodec }) => videoCodec === null && audioCodec !== null)
    return {
      ...first.unbroken,
      epoch: first.segment.epoch,
      segments,
      video,
      audio: sound ? describe(sound, 'audio') : null,
    }
  })
}

function groupEntries(entries: readonly TimelineEntry[]): TimelineEntry[][] {
  const groups: TimelineEntry[][] = []
  let before: TimelineEntry | null = null
  for (const entry of entries) {
    if (entry.isGone) continue
    if (before?.unbroken === entry.unbroken) groups.at(-1)?.push(entry)
    else groups.push([entry])
    before = entry
  }
  return groups
}

function describeTrack(
  variant: VariantRung,
  segments: readonly IndexedSegment[],
  { track, targetSeconds }: { track: 'video' | 'audio'; targetSeconds: number },
): Representation | null {
  const codecs = track === 'video' ? variant.videoCodec : variant.audioCodec
  const initHash = segments[0]?.parts[variant.name]?.initHash
  const sizes = segments.flatMap(({ parts, durationSeconds }) => {
    const part = parts[variant.name]
    return part ? { bytes: track === 'video' ? part.videoBytes : part.bytes - part.videoBytes, durationSeconds } : []
  })
  const measured = measureBandwidth(sizes, targetSeconds)
  if (!codecs || !initHash || !measured) return null
  const { width, height, frameRate } = variant
  return { rung: variant.name, initHash, codecs, bandwidth: measured.bandwidth, width, height, frameRate }
}
