/**
 * Puts what a report says of its deliveries into the slots that it speaks of, and not into the one in which it came in:
 * the origin's bytes are summed when they leave, so that both say the same of the same ten seconds. Pure.
 */

import { SLOT_MS } from '@shoal/db/roll-ups'
import type { Delivery } from '@shoal/protocol/telemetry'

/** A report that waited for the tracker for longer is put into the last of it. */
const MOST_SLOTS = 12

export type SlotShare = { atMs: number; share: number }

/** Slots, oldest first, with the share of the interval that lies in each; together they are 1. */
export function slotsOf(nowMs: number, intervalMs: number): SlotShare[] {
  const last = Math.floor(nowMs / SLOT_MS) * SLOT_MS
  const fromMs = Math.max(nowMs - intervalMs, last - (MOST_SLOTS - 1) * SLOT_MS)
  if (fromMs >= last || nowMs === fromMs) return [{ atMs: last, share: 1 }]
  const lengthMs = nowMs - fromMs
  const slots: SlotShare[] = []
  for (let atMs = Math.floor(fromMs / SLOT_MS) * SLOT_MS; atMs < nowMs; atMs += SLOT_MS) {
    const within = Math.min(atMs + SLOT_MS, nowMs) - Math.max(atMs, fromMs)
    slots.push({ atMs, share: within / lengthMs })
  }
  return slots
}

/** Whole bytes; none is lost and none is added. */
export function spreadDelivery(delivery: Delivery, slots: readonly SlotShare[]): Delivery[] {
  let share = 0
  let [originBytes, peerBytes] = [0, 0]
  return slots.map((slot) => {
    share += slot.share
    const isLast = slot === slots.at(-1)
    const until = {
      originBytes: isLast ? delivery.originBytes : Math.round(delivery.originBytes * share),
      peerBytes: isLast ? delivery.peerBytes : Math.round(delivery.peerBytes * share),
    }
    const part = {
      ...delivery,
      originBytes: until.originBytes - originBytes,
      peerBytes: until.peerBytes - peerBytes,
      mediaSeconds: delivery.mediaSeconds * slot.share,
    }
    originBytes = until.originBytes
    peerBytes = until.peerBytes
    return part
  })
}
