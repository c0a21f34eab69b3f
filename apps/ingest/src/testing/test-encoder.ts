/** For tests: an encoder with a real ffmpeg, fed in real time with packets made beforehand, and what came out of it. */

import { EventEmitter, once } from 'node:events'
import { pino } from 'pino'
import { startUploadListener } from '../http/upload-listener.ts'
import { readMetadata } from '../publish/rtmp-protocol.ts'
import { type EncodedSegment, Encoder, type EncoderOptions } from '../transcode/encoder.ts'
import { type LadderLimits, type LadderPlan, planLadder } from '../transcode/ladder.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { PacketBacklog } from '../transcode/packet-backlog.ts'
import { type Source, SourceProbe } from '../transcode/source.ts'
import { addMs, elapsedMs } from '../transcode/source-time.ts'
import { videoEncoder } from '../transcode/video-encoder.ts'
import { playMediaPackets } from './media-packets.ts'

export type TestEncoder = AsyncDisposable & {
  readonly pid: number
  readonly speed: number | null
  readonly lagSeconds: number
  readonly plan: LadderPlan
  readonly segments: EncodedSegment[]
  readonly pictures: { jpeg: Buffer; startSeconds: number }[]
  readonly restarts: string[]
  readonly log: string[]
  readonly played: Promise<void>
  /** Resolves when the next of it happens. */
  next(event: 'segment' | 'restart' | 'too-slow' | 'give-up' | 'picture'): Promise<unknown>
  /** Ends this encoder cleanly and starts another on the same backlog. */
  replan(limits: Partial<LadderLimits>): Promise<void>
  stop(graceMs?: number): Promise<void>
}

type TestEncoderOptions = Partial<EncoderOptions> & {
  packets: readonly MediaPacket[]
  limits?: Partial<LadderLimits>
  /** The publisher's clock at the first packet. */
  firstMs?: number
  /** Changes packets on their way; an empty list loses one. */
  tamper?(packet: MediaPacket): MediaPacket[]
}

function probePackets(packets: readonly MediaPacket[]): Source {
  const probe = new SourceProbe(readMetadata, () => true)
  for (const packet of packets.slice(0, 500)) probe.add(packet)
  const finding = probe.settle()
  if (finding.kind !== 'found') throw new Error('the test packets are no source')
  return finding.source
}

export async function startTestEncoder(options: TestEncoderOptions): Promise<TestEncoder> {
  const { packets, limits, firstMs = 0, tamper = (packet) => [packet], segmentSeconds = 1, ...rest } = options
  const uploads = await startUploadListener()
  const happenings = new EventEmitter()
  const segments: EncodedSegment[] = []
  const pictures: { jpeg: Buffer; startSeconds: number }[] = []
  const restarts: string[] = []
  const log: string[] = []
  const source = probePackets(packets)
  const most = { shortSide: 360, frameRate: 30, segmentSeconds, pixelsPerSecond: 1e9, rungNames: null, mayCopy: true }
  const planFor = (changed: Partial<LadderLimits> = {}) => planLadder(source, { ...most, ...limits, ...changed })
  const plan = options.plan ?? planFor()
  const backlog = new PacketBacklog()
  let endSeconds = 10
  const all: EncoderOptions = {
    ...{ ffmpegPath: 'ffmpeg', source, plan, segmentSeconds, uploads, backlog },
    videoEncoder: videoEncoder('x264'),
    log: pino({}, { write: (line: string) => void log.push(line) }),
    placeRun: (sourceTimeMs) => Math.max(endSeconds, 10 + elapsedMs(firstMs, sourceTimeMs) / 1000),
    events: {
      onSegment(segment) {
        segments.push(segment)
        endSeconds = segment.startSeconds + segment.set.durationSeconds
        happenings.emit('segment', segment)
      },
      onPicture(jpeg, startSeconds) {
        pictures.push({ jpeg, startSeconds })
        happenings.emit('picture')
      },
      onRestart(reason) {
        restarts.push(reason)
        happenings.emit('restart', reason)
      },
      onGiveUp: (lastLine) => happenings.emit('give-up', lastLine),
      onTooSlow: () => happenings.emit('too-slow'),
    },
    ...rest,
  }
  const running: { encoder: Encoder | null } = { encoder: null }
  const receive = (packet: MediaPacket) => {
    for (const received of tamper(packet)) {
      backlog.add(received)
      running.encoder?.write(received)
    }
  }
  const player = playMediaPackets(packets, receive, { firstMs })
  running.encoder = new Encoder(all)
  const stop = async (graceMs?: number) => {
    player[Symbol.dispose]()
    await running.encoder?.stop(graceMs)
  }
  return {
    ...{ plan, segments, pictures, restarts, log, stop, played: player.done },
    get pid() {
      return running.encoder?.pid ?? 0
    },
    get speed() {
      return running.encoder?.speed ?? null
    },
    get lagSeconds() {
      return running.encoder?.lagSeconds ?? 0
    },
    async replan(changed) {
      await running.encoder?.stop()
      running.encoder = new Encoder({ ...all, plan: planFor(changed) })
    },
    next: (event) => once(happenings, event).then(([first]: unknown[]) => first),
    async [Symbol.asyncDispose]() {
      await stop()
      await uploads[Symbol.asyncDispose]()
    },
  }
}

/** Milliseconds of the publisher's clock from each segment's end to the next one's start; below 0 they overlap. */
export function gapsBetween(segments: readonly EncodedSegment[]): number[] {
  return segments.slice(1).map((segment, i) => {
    const before = segments[i]
    if (!before) return 0
    return elapsedMs(addMs(before.sourceTimeMs, before.set.durationSeconds * 1000), segment.sourceTimeMs)
  })
}
