/** A broadcast's rungs over all of its epochs: which there are, what was measured of each, and what fills one that an epoch lacks. Pure. */

import { measureBandwidth } from './measured-bandwidth.ts'
import type { RungChoice } from './playlist-rows.ts'
import type { VariantRung } from './playlists.ts'
import type { TimelineEntry, TimelineEpoch } from './timeline.ts'

type Epochs = ReadonlyMap<number, TimelineEpoch>

/** One of each name that is listed, the best first, with the bits a second that it really has. */
export function selectWholeVariants(
  entries: readonly TimelineEntry[],
  epochs: Epochs,
  targetSeconds: number,
): VariantRung[] {
  const kept = entries.filter(({ isGone }) => !isGone)
  const listed = new Set(kept.map(({ segment }) => segment.epoch))
  const byName = new Map<string, VariantRung>()
  for (const { number, variants } of epochs.values()) {
    if (!listed.has(number)) continue
    for (const variant of variants) byName.set(variant.name, mergeVariants(byName.get(variant.name), variant))
  }
  const measured = [...byName.values()].map((variant) => {
    const sizes = sizesOf(kept, chooseRung(variant, epochs))
    return { ...variant, ...measureBandwidth(sizes, targetSeconds) }
  })
  return measured.sort((a, b) => (b.height ?? 0) - (a.height ?? 0) || b.bandwidth - a.bandwidth)
}

export function sizesOf(entries: readonly TimelineEntry[], rungOf: RungChoice) {
  return entries.flatMap(({ segment }) => {
    const part = segment.parts[rungOf(segment) ?? '']
    return part ? [{ bytes: part.bytes, durationSeconds: segment.durationSeconds }] : []
  })
}

/** The rung of that name, or the nearest by height, then by bandwidth, of those that the epoch has. */
export function chooseRung(wanted: VariantRung, epochs: Epochs): RungChoice {
  const chosen = new Map<number, string | null>()
  for (const { number, variants } of epochs.values()) {
    const distance = ({ name, height, bandwidth }: VariantRung) => [
      name === wanted.name ? 0 : 1,
      Math.abs((height ?? 0) - (wanted.height ?? 0)),
      Math.abs(bandwidth - wanted.bandwidth),
    ]
    chosen.set(number, variants.toSorted((a, b) => compareAll(distance(a), distance(b)))[0]?.name ?? null)
  }
  return ({ epoch }) => chosen.get(epoch) ?? null
}

/** What the latest epoch says of a rung counts, but a decoder is asked for the most that any epoch wants. */
function mergeVariants(known: VariantRung | undefined, next: VariantRung): VariantRung {
  if (!known) return next
  return {
    ...next,
    videoCodec: [known.videoCodec, next.videoCodec].toSorted(compareLevels).at(-1) ?? null,
    audioCodec: next.audioCodec ?? known.audioCodec,
  }
}

/** In `avc1.PPCCLL` the last two digits are the level (RFC 6381; ISO/IEC 14496-15). */
function compareLevels(a: string | null, b: string | null): number {
  const level = (codec: string | null) => Number.parseInt(codec?.slice(-2) ?? '0', 16) || 0
  return level(a) - level(b)
}

function compareAll(a: readonly number[], b: readonly number[]): number {
  for (const [i, value] of a.entries()) {
    const difference = value - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
