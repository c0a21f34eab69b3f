/** What one viewer costs the server, on one core of those that Shoal's own benchmarks ran on. */

export type ServerCosts = {
  /** A compressed media playlist, one a segment and viewer: its headers, each of its entries, and seconds of them. */
  playlistHeaderBytes: number
  playlistEntryBytes: number
  windowSeconds: number
  /** CPU of the origin: a playlist, a segment's request, and each byte of it. */
  playlistCpuMicros: number
  segmentCpuMicros: number
  segmentCpuMicrosPerMegabyte: number
  /** CPU of the tracker: an announce with all of its introductions, and a report of telemetry. */
  announceCpuMicros: number
  reportCpuMicros: number
  announceSeconds: number
  reportSeconds: number
  /** What the tracker sends to a viewer: answers to reports, introductions. */
  trackerKbps: number
  /** Kept for a viewer: its HTTP connection at the origin, and its place in the tracker. */
  originBytesPerViewer: number
  trackerBytesPerViewer: number
  /** What the processes take before the first viewer. */
  idleBytes: number
}

/** Measured where a benchmark is named, on two cores that other work shared; else estimated. */
export const serverCosts: ServerCosts = {
  // measured: the answer of bench:origin's server, gzip, 30 entries in 1,576 bytes
  playlistHeaderBytes: 436,
  playlistEntryBytes: 53,
  // the default of SHOAL_WINDOW_SECONDS
  windowSeconds: 60,
  // measured: bench:origin, 13,900 playlists a second of core; 61 to 93 µs under load
  playlistCpuMicros: 72,
  // measured together, bench:origin: 284 µs for 500 kB out of memory; how it is split between the two is estimated
  segmentCpuMicros: 60,
  segmentCpuMicrosPerMegabyte: 450,
  // measured: bench:tracker, with five introductions; 297 µs under load
  announceCpuMicros: 270,
  // measured: bench:telemetry, 280 to 330 µs a report of 2 kB on a busy machine
  reportCpuMicros: 300,
  // the shortest of the 120 to 300 s between two announces of a viewer that has its links
  announceSeconds: 120,
  // the player's interval (protocol/telemetry)
  reportSeconds: 5,
  // measured: bench:tracker, 14.1 kB with 50,000 peers, and bench:telemetry, 5 kB
  trackerBytesPerViewer: 20_000,
  // estimated
  trackerKbps: 1.5,
  originBytesPerViewer: 40_000,
  idleBytes: 900_000_000,
}
