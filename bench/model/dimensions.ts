/** How large the modelled broadcast is, and where in the arrays what belongs to a viewer, segment or piece is. */

import type { OriginPace } from '../../packages/player/src/swarm/origin-plan.ts'
import type { ModelOptions } from './model-options.ts'

/** Segments that a viewer may still be short of after its playhead should have passed them. */
const SLACK_SEGMENTS = 4

export class Dimensions {
  readonly viewers: number
  readonly segments: number
  readonly pieces: number
  readonly segmentBytes: number
  /** Segments that are remembered at one time: each has a slot. */
  readonly ring: number
  /** What the origin needs for a whole segment; all machines are in time. */
  readonly pace: OriginPace
  readonly #segmentSeconds: number
  readonly #publishSeconds: number
  readonly #pieceBytes: number
  readonly #lastPieceBytes: number

  constructor(options: ModelOptions) {
    const { viewers, rules, segmentSeconds, bitrateKbps, latencySeconds } = options
    this.viewers = viewers
    this.segments = Math.ceil((options.warmupSeconds + options.seconds) / segmentSeconds)
    this.segmentBytes = Math.round((bitrateKbps * 1000 * segmentSeconds) / 8)
    this.pieces = Math.ceil(this.segmentBytes / rules.pieceBytes)
    this.ring = Math.ceil((latencySeconds + rules.latencySpreadSeconds) / segmentSeconds) + SLACK_SEGMENTS
    const fetchSeconds = 2 * rules.oneWaySeconds + (this.segmentBytes * 8) / (rules.originKbps * 1000)
    this.pace = { fetchSeconds, spreadSeconds: 0, latenessSeconds: 0 }
    this.#segmentSeconds = segmentSeconds
    this.#publishSeconds = rules.publishSeconds
    this.#pieceBytes = rules.pieceBytes
    this.#lastPieceBytes = this.segmentBytes - (this.pieces - 1) * rules.pieceBytes
  }

  listedAt(segment: number): number {
    return (segment + 1) * this.#segmentSeconds + this.#publishSeconds
  }

  slotOf(segment: number): number {
    return segment % this.ring
  }

  placeOf(viewer: number, segment: number): number {
    return this.slotOf(segment) * this.viewers + viewer
  }

  /** One number for a piece of a segment. */
  code(segment: number, piece: number): number {
    return segment * this.pieces + piece
  }

  segmentOf(code: number): number {
    return Math.floor(code / this.pieces)
  }

  bytesOf(piece: number): number {
    return piece === this.pieces - 1 ? this.#lastPieceBytes : this.#pieceBytes
  }
}

export function uplinkKbpsOf({ viewers, uplinkRatios, bitrateKbps }: ModelOptions): Float64Array {
  const kbpsOf = (viewer: number) => (uplinkRatios[viewer % uplinkRatios.length] ?? 0) * bitrateKbps
  return Float64Array.from({ length: viewers }, (_, viewer) => kbpsOf(viewer))
}
