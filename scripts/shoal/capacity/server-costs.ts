/** What one viewer costs the server, from Shoal's own benchmarks on one of the cores that they ran on. */

export type ServerCosts = {
  /** A compressed media playlist with its headers; one a segment and viewer. */
  playlistBytes: number
  /** CPU of the origin: a playlist, a segment's request, and each byte of it. */
  playlistCpuMicros: number
  segmentCpuMicros: number
  segmentCpuMicrosPerMegabyte: number
  /** CPU of the tracker: an announce with all of its introductions, and a report of telemetry. */
  announceCpuMicros: number
  reportCpuMicros: number
  announceSeconds: number
  reportSeconds: number
  /** Bytes of telemetry and announces, both ways, in kilobits a second. */
  trackerKbps: number
  /** Kept for a viewer: its HTTP connection at the origin, and its place in the tracker. */
  originBytesPerViewer: number
  trackerBytesPerViewer: number
  /** What the processes take before the first viewer. */
  idleBytes: number
}

/** `npm run bench:origin`, `bench:tracker` and `bench:telemetry`; their results are in bench/README.md. */
export const measuredCosts: ServerCosts = {
  playlistBytes: 1500,
  playlistCpuMicros: 88,
  segmentCpuMicros: 60,
  segmentCpuMicrosPerMegabyte: 630,
  announceCpuMicros: 270,
  reportCpuMicros: 80,
  announceSeconds: 120,
  reportSeconds: 5,
  trackerKbps: 1.5,
  originBytesPerViewer: 40_000,
  trackerBytesPerViewer: 30_000,
  idleBytes: 900_000_000,
}
