/** The four playlists of a broadcast, out of its timeline: of an epoch's live window, and of the whole. Pure. */

import { measureBandwidth } from './measured-bandwidth.ts'
import { liveRows, type PlaylistRow, recordingRows } from './playlist-rows.ts'
import { buildMediaPlaylist, buildMultivariantPlaylist } from './playlists.ts'
import type { Timeline, TimelineEntry } from './timeline.ts'
import { chooseRung, selectWholeVariants, sizesOf } from './whole-variants.ts'

/** RFC 8216bis, 4.4.3.8: CAN-SKIP-UNTIL is six target durations or more. */
const LEAST_SKIP_TARGETS = 6

/** What an epoch declares, for as long as it is known. The average alone is measured: no swarm's name hangs on it. */
export function buildEpochMultivariant(timeline: Timeline, epoch: number): string | null {
  const variants = timeline.epochs.get(epoch)?.variants
  const entries = timeline.liveWindow(epoch)
  if (!variants || entries.length === 0) return null
  return buildMultivariantPlaylist(
    variants.map((variant) => {
      const measured = measureBandwidth(
        sizesOf(entries, () => variant.name),
        timeline.targetSeconds,
      )
      return {
        ...variant,
        averageBandwidth: Math.min(variant.bandwidth, measured?.averageBandwidth ?? Number.MAX_VALUE),
      }
    }),
  )
}

/** Each segment with the root of its pieces: it is the playlist of those who share them. */
export function buildEpochMedia(timeline: Timeline, epoch: number, rung: string): string | null {
  if (!timeline.epochs.get(epoch)?.variants.some(({ name }) => name === rung)) return null
  const entries = timeline.liveWindow(epoch)
  const isOver = timeline.endedAtMs !== null || timeline.latestEpoch?.number !== epoch
  return buildMedia(timeline, {
    entries,
    rows: liveRows({ entries, rungOf: () => rung, folderOf: () => '', hasPieceRoots: true }),
    ...{ kind: isOver ? 'ended' : 'live', skipUntilSeconds: null, isDelta: false },
  })
}

export function buildWholeMultivariant(timeline: Timeline): string | null {
  const variants = wholeVariants(timeline)
  return variants.length > 0 ? buildMultivariantPlaylist(variants, (rung) => `${rung}.m3u8`) : null
}

/** @param isDelta without what a client has that was here lately */
export function buildWholeMedia(timeline: Timeline, rung: string, isDelta: boolean): string | null {
  const wanted = [...timeline.epochs.values()].flatMap(({ variants }) => variants).findLast(({ name }) => name === rung)
  if (!wanted) return null
  const entries = timeline.rewindWindow()
  const rungOf = chooseRung(wanted, timeline.epochs)
  const options = { entries, rungOf, folderOf: (epoch: number, name: string) => `${epoch}/${name}/` }
  if (timeline.endedAtMs !== null) {
    const rows = recordingRows(options)
    return buildMedia(timeline, { entries, rows, kind: 'recording', skipUntilSeconds: null, isDelta: false })
  }
  const skipUntilSeconds = skipUntil(timeline)
  return buildMedia(timeline, { entries, rows: liveRows(options), kind: 'live', skipUntilSeconds, isDelta })
}

/**
 * Whether a client that asks for this segment next has the rest (RFC 8216bis, 6.3.7: half of the skip boundary).
 * Shaka Player asks for less than the whole also when it comes back to a rung that it left long ago.
 */
export function canSkip(timeline: Timeline, nextNumber: number): boolean {
  const { last } = timeline
  const had = timeline.find(nextNumber - 1)
  if (!last || !had) return false
  return last.startSeconds - had.startSeconds <= skipUntil(timeline) / 2
}

function skipUntil({ facts, targetSeconds }: Timeline): number {
  return Math.max(facts.windowSeconds, LEAST_SKIP_TARGETS * targetSeconds)
}

function wholeVariants(timeline: Timeline) {
  return selectWholeVariants(timeline.rewindWindow(), timeline.epochs, timeline.targetSeconds)
}

type MediaParts = {
  entries: readonly TimelineEntry[]
  rows: readonly PlaylistRow[]
  kind: 'live' | 'ended' | 'recording'
  skipUntilSeconds: number | null
  isDelta: boolean
}

function buildMedia({ targetSeconds }: Timeline, { entries, ...parts }: MediaParts): string | null {
  const [first] = entries
  if (!first || parts.rows.length === 0) return null
  return buildMediaPlaylist({
    ...parts,
    targetSeconds,
    mediaSequence: first.segment.number,
    discontinuitySequence: first.stretch.discontinuitySequence,
  })
}
