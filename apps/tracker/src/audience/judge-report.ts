/** Whether a report can be true: bounds that an honest player stays within by a margin, and a forger can't get past. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { Delivery, TelemetryReport } from '@shoal/protocol/telemetry'
import { type LiveBroadcast, rungKey } from '../broadcast/live-broadcasts.ts'
import { type BucketSize, fullBucket, refill, type TokenBucket, take } from '../token-bucket.ts'

/** Reports come each 5 s; a last one may follow a regular one at once. */
const REPORTS: BucketSize = { capacity: 4, perSecond: 1 / 2.5 }
/** Media seconds that may be loaded ahead of the clock: a window of 60 s and a buffer of 30. */
const MEDIA_AHEAD_SECONDS = 90
/** Faster than the clock, for a viewer who catches up, or loads a stretch again in another rung. */
const MEDIA: BucketSize = { capacity: MEDIA_AHEAD_SECONDS + 1.25 * 300, perSecond: 1.25 }
/** Of who watches the past: twice as fast as it was, and here and there, a buffer of 30 s each time. */
const PAST_MEDIA: BucketSize = { capacity: 20 * 30 + 2.5 * 300, perSecond: 2.5 }
/** What the first reports may cover; longer when the tracker was away and reports were put together. */
const FIRST_INTERVAL_MS = 120_000
/** BANDWIDTH is a peak (RFC 8216, section 4.3.4.2), and encoders overshoot it now and then. */
const BYTES_OVER_BANDWIDTH = 1.3
/** The longest segment that can be set: one may come in whole where only a part of it was asked for. */
const SLACK_SECONDS = 6
const MIN_SLACK_BYTES = 256 * 1024
const UPLINK_BYTES_PER_MS = 200_000_000 / 8 / 1000
/** The clocks of two machines, and the time on the way. */
const CLOCK_RATIO = 1.1
const ON_THE_WAY_MS = 10_000
/** Time that reports may cover, in milliseconds: all that passes, however long a viewer had to keep it to itself. */
const TIME: BucketSize = { capacity: 86_400_000, perSecond: 1000 * CLOCK_RATIO }
/** What comes from peers ahead of the picture, or comes in vain: a whole window and a buffer, and some of what is played. */
const RECEIVED_AHEAD_SECONDS = 90
const RECEIVED_OVER_DELIVERED = 1.3
const FRAME_MS = 2000
/** More says that the viewer's clock is wrong, not that it is late: the longest window is 10 min. */
const MAX_LATENCY_MS = 660_000

export type ImpossibleReason =
  | 'unknown-rung'
  | 'interval-too-long'
  | 'more-time-than-there-was'
  | 'more-media-than-there-was'
  | 'more-bytes-than-the-rung'
  | 'media-without-bytes'
  | 'live-and-past'
  | 'peer-bytes-without-p2p'
  | 'more-uploaded-than-the-uplink'
  | 'more-events-than-time'

/** What is remembered of a viewer session between its reports. */
export type ViewerRecord = {
  sequence: number
  /** Arrival of the last report that was taken. */
  takenAtMs: number
  mode: P2pMode
  isPast: boolean
  reports: TokenBucket
  media: TokenBucket
  /** Milliseconds that its next report may cover. */
  time: TokenBucket
  /** Bytes that it may still say it received from peers. */
  spareReceived: number
  /** `rungKey` → bytes that may still come, from media seconds already claimed. */
  spareBytes: ReadonlyMap<string, number>
}

export type Judgement =
  | {
      kind: 'taken'
      record: ViewerRecord
      latencyMs: number | undefined
      /** It names more bytes from peers than it can have had use for: no good word of it counts this time. */
      doubtsReceived: boolean
    }
  | { kind: 'too-frequent' }
  | { kind: 'repeated'; record: ViewerRecord }
  | { kind: 'impossible'; reason: ImpossibleReason; record: ViewerRecord | undefined }

export type ReportToJudge = {
  report: TelemetryReport
  mode: P2pMode
  broadcast: LiveBroadcast
  /** Not a recording. */
  isLive: boolean
  /** `undefined` at a session's first report. */
  record: ViewerRecord | undefined
  nowMs: number
}

export function judgeReport(subject: ReportToJudge): Judgement {
  const { report, record, nowMs } = subject
  const reports = take(record?.reports ?? fullBucket(REPORTS, nowMs), REPORTS, 1, nowMs)
  if (!reports) return { kind: 'too-frequent' }
  if (record && report.sequence <= record.sequence) return { kind: 'repeated', record: { ...record, reports } }
  const heard = record && { ...record, reports, sequence: report.sequence }
  const time = take(record?.time ?? { tokens: FIRST_INTERVAL_MS, atMs: nowMs }, TIME, report.intervalMs, nowMs)
  if (!time) return { kind: 'impossible', reason: 'interval-too-long', record: heard }
  const impossible = findContradiction(subject)
  if (impossible) return { kind: 'impossible', reason: impossible, record: heard }

  const loaded = load(subject)
  if (typeof loaded === 'string') return { kind: 'impossible', reason: loaded, record: heard }
  const { sequence, latencyMs } = report
  const { doubtsReceived, spareReceived } = judgeReceived(subject)
  return {
    kind: 'taken',
    record: {
      sequence,
      takenAtMs: nowMs,
      mode: subject.mode,
      isPast: isPast(report),
      reports,
      time,
      spareReceived,
      ...loaded,
    },
    latencyMs: latencyMs !== undefined && latencyMs <= MAX_LATENCY_MS ? latencyMs : undefined,
    doubtsReceived,
  }
}

/** What a report says against itself, its ticket or the clock. */
function findContradiction({ report, mode, broadcast, record }: ReportToJudge): ImpossibleReason | null {
  const { intervalMs, deliveries } = report
  if (record && record.isPast !== isPast(report)) return 'live-and-past'
  if (deliveries.some(({ epoch, rung }) => !broadcast.rungs.has(rungKey(epoch, rung)))) return 'unknown-rung'
  if (report.playedMs + report.stalledMs > intervalMs * CLOCK_RATIO + FRAME_MS) return 'more-time-than-there-was'
  if (report.uploadedBytes > UPLINK_BYTES_PER_MS * (intervalMs + ON_THE_WAY_MS)) return 'more-uploaded-than-the-uplink'
  if (report.stalls > 5 + intervalMs / 100 || report.rejectedSegments > 50 + intervalMs / 50) {
    return 'more-events-than-time'
  }
  // a viewer may have changed its mode within the interval
  const modes = [mode, record?.mode ?? mode]
  const hasPeerBytes = deliveries.some(({ peerBytes }) => peerBytes > 0)
  if (hasPeerBytes && modes.every((any) => any === 'off')) return 'peer-bytes-without-p2p'
  if (report.uploadedBytes > 0 && !modes.includes('on')) return 'peer-bytes-without-p2p'
  return null
}

/** Takes the deliveries from what can have been made and loaded since the last report. */
function load({
  report,
  broadcast,
  isLive,
  record,
  nowMs,
}: ReportToJudge): Pick<ViewerRecord, 'media' | 'spareBytes'> | ImpossibleReason {
  const size = isLive && !isPast(report) ? MEDIA : PAST_MEDIA
  let media = refill(record?.media ?? firstMedia(size, report.intervalMs, nowMs), size, nowMs)
  const spareBytes = new Map(record?.spareBytes)
  for (const delivery of report.deliveries) {
    const key = rungKey(delivery.epoch, delivery.rung)
    const left = take(media, size, delivery.mediaSeconds, nowMs)
    if (!left) return 'more-media-than-there-was'
    media = left
    const bandwidth = broadcast.rungs.get(key)?.bandwidth ?? 0
    const rest = spareAfter(delivery, bandwidth, spareBytes.get(key))
    if (typeof rest === 'string') return rest
    spareBytes.set(key, rest)
  }
  return { media, spareBytes }
}

/** Words for other viewers are bounded by what its own picture needs, so that nobody makes seeders of its friends. */
function judgeReceived({ report, broadcast, record }: ReportToJudge): {
  doubtsReceived: boolean
  spareReceived: number
} {
  let bandwidth = 0
  for (const rung of broadcast.rungs.values()) bandwidth = Math.max(bandwidth, rung.bandwidth)
  const most = MIN_SLACK_BYTES + (bandwidth / 8) * BYTES_OVER_BANDWIDTH * RECEIVED_AHEAD_SECONDS
  let spare = record?.spareReceived ?? most
  for (const { originBytes, peerBytes } of report.deliveries)
    spare += (originBytes + peerBytes) * RECEIVED_OVER_DELIVERED
  for (const { bytes } of report.swarm?.received ?? []) spare -= bytes
  return { doubtsReceived: spare < 0, spareReceived: Math.min(Math.max(spare, 0), most) }
}

function firstMedia(size: BucketSize, intervalMs: number, nowMs: number): TokenBucket {
  if (size === PAST_MEDIA) return fullBucket(size, nowMs)
  return { tokens: MEDIA_AHEAD_SECONDS + (size.perSecond * intervalMs) / 1000, atMs: nowMs }
}

function isPast({ isPast = false }: TelemetryReport): boolean {
  return isPast
}

/** @param bandwidth bits a second */
function spareAfter(delivery: Delivery, bandwidth: number, spare: number | undefined): number | ImpossibleReason {
  const bytesPerSecond = (bandwidth / 8) * BYTES_OVER_BANDWIDTH
  const slack = Math.max(MIN_SLACK_BYTES, bytesPerSecond * SLACK_SECONDS)
  const bytes = delivery.originBytes + delivery.peerBytes
  if (bytes === 0 && delivery.mediaSeconds > 0) return 'media-without-bytes'
  const rest = (spare ?? slack) + delivery.mediaSeconds * bytesPerSecond - bytes
  if (rest < 0) return 'more-bytes-than-the-rung'
  return Math.min(rest, slack) // what a quiet picture saved can't be claimed later
}
