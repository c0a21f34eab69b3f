/** What the model is run with. */

import type { Rules } from './rules.ts'

export type ModelOptions = {
  viewers: number
  /** Wall clock from a frame's capture to its picture, for the viewer in the middle. */
  latencySeconds: number
  segmentSeconds: number
  bitrateKbps: number
  /** Uplinks in bit rates of the rung, given to the viewers in turn. */
  uplinkRatios: readonly number[]
  /** Counted time, after the warm-up. */
  seconds: number
  warmupSeconds: number
  seed: number
  rules: Rules
  /** Told of every piece, for whoever wants to check the model. */
  trace?: Trace
}

type Trace = {
  gained(piece: { viewer: number; segment: number; piece: number; isFromPeer: boolean }): void
  sent(piece: { giver: number; asker: number; segment: number; piece: number }): void
}
