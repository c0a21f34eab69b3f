/** What came of a run: bytes by where they came from, stalls, latency and waits, over the counted segments alone. */

export type OutcomeFigures = {
  /** 1 - bytes that the origin sent / bytes of all the segments that were played. */
  offloadOrigin: number
  /** Share of viewers' segments of which every byte came from peers. */
  offloadSegments: number
  originFetchesPerSegment: number
  /** Most origin bytes in one segment's time, as a share of what it would send without peers. */
  originPeakShare: number
  stalls: number
  stalledSeconds: number
  latencyP50Seconds: number
  latencyP95Seconds: number
  /** From the listing of a segment until a viewer has all of it. */
  waitP50Seconds: number
  waitP95Seconds: number
  /** Share of the givers' uplinks that was used. */
  uplinkUse: number
  /** Bytes that came from a peer after the origin's, as a share of all that were played. */
  wastedShare: number
  peerBytesSent: number
  peerBytesReceived: number
  events: number
  eventsPerSecond: number
  cpuSeconds: number
}

export type OutcomeOptions = {
  viewers: number
  segmentBytes: number
  segmentSeconds: number
  /** Sum over all that give. */
  uplinkKbps: number
  firstCounted: number
  segments: number
}

/** Times are kept to this many seconds. */
const TICK_SECONDS = 0.01

export class Outcome {
  readonly #options: OutcomeOptions
  readonly #originBytes: Float64Array
  #fetches = 0
  #segments = 0
  #segmentsFromPeers = 0
  #peerBytesTaken = 0
  #sentBytes = 0
  #wastedBytes = 0
  #stalls = 0
  #stalledSeconds = 0
  readonly #latencies: number[] = []
  readonly #waits: number[] = []

  constructor(options: OutcomeOptions) {
    this.#options = options
    this.#originBytes = new Float64Array(options.segments)
  }

  #counts(segment: number): boolean {
    return segment >= this.#options.firstCounted
  }

  fetched(segment: number, bytes: number): void {
    if (!this.#counts(segment)) return
    this.#fetches += 1
    this.#originBytes[segment] = (this.#originBytes[segment] ?? 0) + bytes
  }

  gained(segment: number, bytes: number): void {
    if (this.#counts(segment)) this.#peerBytesTaken += bytes
  }

  sent(segment: number, bytes: number): void {
    if (this.#counts(segment)) this.#sentBytes += bytes
  }

  wasted(segment: number, bytes: number): void {
    if (this.#counts(segment)) this.#wastedBytes += bytes
  }

  completed(segment: number, waitSeconds: number, isFromPeers: boolean): void {
    if (!this.#counts(segment)) return
    tick(this.#waits, waitSeconds)
    this.#segments += 1
    if (isFromPeers) this.#segmentsFromPeers += 1
  }

  played(segment: number, latencySeconds: number): void {
    if (this.#counts(segment)) tick(this.#latencies, latencySeconds)
  }

  stalled(segment: number, seconds: number): void {
    if (!this.#counts(segment)) return
    this.#stalls += 1
    this.#stalledSeconds += seconds
  }

  figures(run: { events: number; cpuSeconds: number }): OutcomeFigures {
    const { viewers, segmentBytes, segmentSeconds, uplinkKbps, firstCounted, segments } = this.#options
    const counted = segments - firstCounted
    const playedBytes = counted * viewers * segmentBytes
    const originBytes = this.#originBytes.reduce((sum, bytes) => sum + bytes, 0)
    return {
      offloadOrigin: 1 - originBytes / playedBytes,
      offloadSegments: this.#segmentsFromPeers / this.#segments,
      originFetchesPerSegment: this.#fetches / counted,
      originPeakShare: Math.max(...this.#originBytes) / (viewers * segmentBytes),
      stalls: this.#stalls,
      stalledSeconds: this.#stalledSeconds,
      latencyP50Seconds: quantile(this.#latencies, 0.5),
      latencyP95Seconds: quantile(this.#latencies, 0.95),
      waitP50Seconds: quantile(this.#waits, 0.5),
      waitP95Seconds: quantile(this.#waits, 0.95),
      uplinkUse: uplinkKbps === 0 ? 0 : (this.#sentBytes * 8) / (uplinkKbps * 1000 * counted * segmentSeconds),
      wastedShare: this.#wastedBytes / playedBytes,
      peerBytesSent: this.#sentBytes,
      peerBytesReceived: this.#peerBytesTaken + this.#wastedBytes,
      events: run.events,
      eventsPerSecond: run.events / run.cpuSeconds,
      cpuSeconds: run.cpuSeconds,
    }
  }
}

function tick(histogram: number[], seconds: number): void {
  const place = Math.max(0, Math.round(seconds / TICK_SECONDS))
  while (histogram.length <= place) histogram.push(0)
  histogram[place] = (histogram[place] ?? 0) + 1
}

function quantile(histogram: readonly number[], share: number): number {
  const count = histogram.reduce((sum, more) => sum + more, 0)
  let below = 0
  for (const [place, more] of histogram.entries()) {
    below += more
    if (below >= share * count && more > 0) return place * TICK_SECONDS
  }
  return 0
}
