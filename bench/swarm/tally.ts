/** Adds up what the viewers of one swarm went through while it was measured. */

import type { LoadedSegment } from '@shoal/player/delivery/segment'
import type { HeadlessViewer } from '@shoal/player/headless/headless-viewer'
import type { OriginCounts } from './origin-counts.ts'

/** One viewer's times, from when it came. */
export type Visit = { firstFrameMs?: number; firstPeerByteMs?: number }

export type Figures = Record<string, number | null>

export class Tally {
  readonly visits: Visit[] = []
  #isMeasuring = false
  #segments = 0
  #segmentsFromPeers = 0
  #playedBytes = 0
  #peerBytes = 0
  #wrongBytes = 0
  #waitsMs: number[] = []
  #latenciesMs: number[] = []
  #stalls = 0
  #stalledMs = 0
  #playedMs = 0
  #faults = 0
  readonly #clocks = new Map<HeadlessViewer, ReturnType<HeadlessViewer['clock']>>()

  start(viewers: Iterable<HeadlessViewer>): void {
    this.#isMeasuring = true
    for (const viewer of viewers) this.#clocks.set(viewer, viewer.clock())
  }

  segment(loaded: LoadedSegment, waitMs: number, isWrong: boolean): void {
    const size = loaded.bytes.byteLength
    if (isWrong) this.#wrongBytes += size
    if (!this.#isMeasuring) return
    this.#segments += 1
    if (loaded.originBytes === 0) this.#segmentsFromPeers += 1
    this.#playedBytes += size
    this.#peerBytes += loaded.peerBytes
    this.#waitsMs.push(waitMs)
  }

  fault(): void {
    if (this.#isMeasuring) this.#faults += 1
  }

  sampleLatency(viewer: HeadlessViewer): void {
    const latencyMs = viewer.latencyMs()
    if (this.#isMeasuring && latencyMs !== undefined) this.#latenciesMs.push(latencyMs)
  }

  /** A viewer leaves, or the measuring ends. */
  finish(viewer: HeadlessViewer): void {
    if (!this.#isMeasuring) return
    const now = viewer.clock()
    const before = this.#clocks.get(viewer)
    this.#stalls += now.stalls - (before?.stalls ?? 0)
    this.#stalledMs += now.stalledMs - (before?.stalledMs ?? 0)
    this.#playedMs += now.playedMs - (before?.playedMs ?? 0)
  }

  figures(
    origin: OriginCounts,
    about: { cpuSeconds: number; seconds: number; allHttpBytesPerSecond: number },
  ): Figures {
    const { visits } = this
    return {
      offloadOrigin: 1 - origin.mediaBytes / this.#playedBytes,
      offloadSegments: this.#segmentsFromPeers / this.#segments,
      offloadClaimed: this.#peerBytes / this.#playedBytes,
      originFetchesPerSegment: origin.segmentRequests / origin.segmentsListed,
      originPeakShare: Math.max(0, ...origin.bytesBySecond) / about.allHttpBytesPerSecond,
      stalls: this.#stalls,
      stallSeconds: this.#stalledMs / 1000,
      latencyP50Seconds: inSeconds(quantile(this.#latenciesMs, 0.5)),
      latencyP95Seconds: inSeconds(quantile(this.#latenciesMs, 0.95)),
      waitP50Seconds: inSeconds(quantile(this.#waitsMs, 0.5)),
      waitP95Seconds: inSeconds(quantile(this.#waitsMs, 0.95)),
      firstFrameP50Seconds: inSeconds(quantile(present(visits.map((visit) => visit.firstFrameMs)), 0.5)),
      firstFrameP95Seconds: inSeconds(quantile(present(visits.map((visit) => visit.firstFrameMs)), 0.95)),
      firstPeerByteP50Seconds: inSeconds(quantile(present(visits.map((visit) => visit.firstPeerByteMs)), 0.5)),
      wrongBytesPlayed: this.#wrongBytes,
      failedRequests: this.#faults,
      cpuSecondsPerViewerMinute: about.cpuSeconds / (this.#playedMs / 60_000),
      coresUsed: about.cpuSeconds / about.seconds,
    }
  }
}

function present(values: (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined)
}

function inSeconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / 1000
}

function quantile(values: number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
}
