/** Arithmetic on the publisher's clock: 32 bits of milliseconds that wrap around every 49.7 days. Pure. */

import { type MediaPacket, readVideoTag } from './media-packet.ts'

const WRAP_MS = 2 ** 32

/** Milliseconds from one reading to another, at most 24.8 days either way. Fractions are kept. */
export function elapsedMs(from: number, to: number): number {
  const elapsed = (((to - from) % WRAP_MS) + WRAP_MS) % WRAP_MS
  return elapsed < WRAP_MS / 2 ? elapsed : elapsed - WRAP_MS
}

/** A reading `elapsed` milliseconds later, or earlier. */
export function addMs(time: number, elapsed: number): number {
  return (((time + elapsed) % WRAP_MS) + WRAP_MS) % WRAP_MS
}

/** When a packet is to be shown: its own timestamp says when it is to be decoded. */
export function presentationMs({ kind, payload, timestampMs }: MediaPacket): number {
  const compositionMs = kind === 'video' ? (readVideoTag(payload)?.compositionMs ?? 0) : 0
  return addMs(timestampMs, compositionMs)
}
