/**
 * Which of a channel's messages its chat shows: those of the latest broadcast, and of the hours before it what was said
 * behind the same door. The talk goes on from one broadcast to the next where the same people hear both.
 */

import { needsTicket } from '@shoal/protocol/privacy'
import { type Door, doorName, OPEN_DOOR } from './broadcast-doors.ts'

/** What was said longer than this before a broadcast began is the past's. */
const HOURS_BEFORE = 12
/** Broadcasts that are looked at, the latest among them. */
export const RECENT_BROADCASTS = 8

export type ChatReach = {
  /** The latest, which goes on or has ended; null before the first. */
  broadcastId: string | null
  /** Those before it whose doors are open to whoever may read now, the newest first; null is the time before the first. */
  earlier: readonly (string | null)[]
  /** What was said in those is shown if it was said behind this door (`doorsName`), and since then. */
  door: string
  since: Date
}

export type RecentBroadcast = Door & { id: string; startedAt: Date }

/** Of the newest RECENT_BROADCASTS, the latest first, and the doors that readers have to pass now. */
export function selectReach(broadcasts: readonly RecentBroadcast[], doors: readonly Door[]): ChatReach {
  const [latest] = broadcasts
  const door = doorsName(doors)
  if (!latest) return { broadcastId: null, earlier: [], door, since: new Date(0) }
  const since = new Date(latest.startedAt.getTime() - HOURS_BEFORE * 3_600_000)
  // each one's talk goes on until the next begins
  const near = broadcasts.slice(1).filter((_, index) => (broadcasts[index]?.startedAt ?? since) >= since)
  const passed = new Set([OPEN_DOOR, ...doors.map(doorName)])
  const earlier: (string | null)[] = near.filter((one) => passed.has(doorName(one))).map(({ id }) => id)
  const first = broadcasts.length < RECENT_BROADCASTS ? broadcasts.at(-1) : undefined
  if (first && first.startedAt >= since) earlier.push(null)
  return { broadcastId: latest.id, earlier, door, since }
}

/** Of all of them together: whoever passes one set of doors of this name passes any. */
export function doorsName(doors: readonly Door[]): string {
  const closed = doors.filter(({ privacy }) => needsTicket(privacy)).map(doorName)
  return closed.length === 0 ? OPEN_DOOR : [...new Set(closed)].toSorted().join(' ')
}

/** `door` of a message is null where it was not kept yet. */
export function isWithinReach(
  { broadcastId, earlier, door, since }: ChatReach,
  message: { broadcastId: string | null; door: string | null; at: Date },
): boolean {
  if (message.broadcastId === broadcastId) return true
  return earlier.includes(message.broadcastId) && message.door === door && message.at >= since
}
