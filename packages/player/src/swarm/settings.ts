/** The numbers of the swarm: how far behind the edge to play, how long to wait for peers, what to keep for them. */

/** Distance to the live edge, which is the end of the newest segment that is listed. */
export const LIVE_SYNC_TARGETS = 3
/** Were it less, segments of 1 s would have no time to pass from peer to peer. */
export const LIVE_SYNC_LEAST_SECONDS = 3.8
/**
 * With peers allowed, the picture stands still until the playlist has this many target durations: a broadcast in its
 * first seconds would be played so near its edge that every segment had to come from the origin.
 */
export const FIRST_WINDOW_TARGETS = 3
/** Farther behind than this (in target durations), the player goes back to the edge. */
export const LIVE_MAX_LATENCY_TARGETS = 12
export const MAX_BUFFER_SECONDS = 30

/** A segment that the playhead reaches within this time comes from the origin, whatever peers promise. */
const PANIC_SECONDS = 1.5
/** The same for segments of 1 s, which take half as long to come. */
const PANIC_LEAST_SECONDS = 1
/** Drawn anew for each viewer and segment, so that a dead seeder does not send everybody to the origin at once. */
const PANIC_JITTER_SECONDS = 0.4
/** The most that a slow origin may stretch the panic window to. */
const PANIC_MOST_SECONDS = 6
/** With no peer there is nothing to wait for: everything within the buffer's reach comes from the origin. */
export const ALONE_SECONDS = 2 * MAX_BUFFER_SECONDS

/** While peers may still turn up, no more than this is fetched ahead from the origin: they have the rest already. */
export const GREETING_SECONDS = 3.9
/** How long after the start peers may still turn up. */
export const GREETING_MS = 4000
/** An origin that takes longer than this for a segment is not kept waiting for peers. */
export const GREETING_SLOWEST_FETCH_MS = 1000

/**
 * A new segment is left to its seeder for one poll of the playlist, which is when the seeder must have seen it; were it
 * less, the viewer that polls first would fetch everything. From then on the next viewer has its turn after each step.
 */
export const SEEDER_STEP_MS = 700

/** Seconds behind the playhead that a segment stays on offer: peers play up to a few segments behind. */
export const STORE_BEHIND_SECONDS = 20
/** Most bytes that the store holds, in MiB (the loader's unit). */
export const STORE_MOST_MIB = 256

/** Settings of the loader that never change while it runs. */
export const LOADER_LIMITS = {
  httpDownloadTimeWindow: 0, // no random prefetch from the origin
  p2pDownloadTimeWindow: 60,
  simultaneousHttpDownloads: 2,
  simultaneousP2PDownloads: 3,
  p2pNotReceivingBytesTimeoutMs: 2500,
  p2pInactiveLoaderDestroyTimeoutMs: 15_000, // after a change of rung
} as const

/** How far behind the live edge to play: 6 s with segments of 2 s, 3.8 s with segments of 1 s. */
export function selectLiveSyncSeconds(targetSeconds: number): number {
  return Math.max(LIVE_SYNC_TARGETS * targetSeconds, LIVE_SYNC_LEAST_SECONDS)
}

/**
 * The panic window: longer where the origin is slow, because a segment that takes 3 s to come must be asked for 3 s
 * before it is played. `fetchSeconds` is how long the origin took lately, `random` is in [0, 1).
 */
export function selectPanicSeconds(options: { targetSeconds: number; fetchSeconds: number; random: number }): number {
  const usual = Math.min(PANIC_SECONDS, Math.max(PANIC_LEAST_SECONDS, 0.5 + 0.5 * options.targetSeconds))
  const least = usual + PANIC_JITTER_SECONDS * options.random
  return Math.min(PANIC_MOST_SECONDS, Math.max(least, 0.5 + 1.5 * options.fetchSeconds))
}
