/** Whether what a channel has announced is still to come. Pure. */

/** One that is late is still to come for so long. */
const LATE_MS = 3600_000
/** A broadcast that begins so much earlier is what was announced. */
const EARLY_MS = 30 * 60_000

type Latest = { startedAtMs: number; isOn: boolean }

/**
 * `latest` is the channel's latest broadcast. One that is over before the time, as when a streamer tries things out, was
 * not what was announced.
 */
export function isToCome(atMs: number, { latest, nowMs }: { latest: Latest | null; nowMs: number }): boolean {
  const hasBegun = latest !== null && latest.startedAtMs >= atMs - EARLY_MS && (latest.isOn || nowMs >= atMs)
  return !hasBegun && atMs > nowMs - LATE_MS
}
