/** The distances that the player is set up with, in target durations of the playlist unless they say otherwise. */

/** To the live edge, which is the end of the newest segment that is listed, until a swarm's own is planned. */
export const LIVE_SYNC_TARGETS = 3
/**
 * With peers allowed, the picture stands still until the playlist has this many: a broadcast in its first seconds would
 * be played so near its edge that every segment had to come from the origin.
 */
export const FIRST_WINDOW_TARGETS = 3
/** Farther behind than this the player goes back to the edge. */
export const LIVE_MAX_LATENCY_TARGETS = 12
export const MAX_BUFFER_SECONDS = 30
