/** The sides that are compared: our engine, the loader as others set it up, and no peers at all. */

export type LoaderSettings = { highDemandTimeWindow?: number }
export type Setting = {
  engine: 'shoal' | 'loader' | 'http'
  /** In the words of p2p-media-loader-core; what is not named is its default. */
  loader: LoaderSettings
  /** Target durations to the edge; null takes the bench's own `--latency`. */
  liveSyncTargets: number | null
  holdsPlaylist: boolean
}

export const settings = {
  ours: { engine: 'shoal', loader: {}, liveSyncTargets: null, holdsPlaylist: true },
  /** As PeerTube 7 sets up its live player (its own low-latency mode has no P2P). */
  peertube: { engine: 'loader', loader: { highDemandTimeWindow: 4 }, liveSyncTargets: 5, holdsPlaylist: false },
  /** Its defaults, with hls.js's own distance of three target durations. */
  defaults: { engine: 'loader', loader: {}, liveSyncTargets: 3, holdsPlaylist: false },
  /** Plain hls.js at the same distance as ours. */
  plain: { engine: 'http', loader: {}, liveSyncTargets: null, holdsPlaylist: false },
} satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
