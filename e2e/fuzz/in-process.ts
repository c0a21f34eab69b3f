/** The fast part: the code that reads a publisher's bytes, called directly, as its connection would call it. */

import { RtmpProtocol, RtmpProtocolError, readMetadata } from '../../apps/ingest/src/publish/rtmp-protocol.ts'
import { createFeed, type Feed } from '../../apps/ingest/src/transcode/feed.ts'
import type { MediaPacket } from '../../apps/ingest/src/transcode/media-packet.ts'
import { PacketBacklog } from '../../apps/ingest/src/transcode/packet-backlog.ts'
import { SourceProbe } from '../../apps/ingest/src/transcode/source.ts'
import { mutate } from './mutate.ts'
import type { Random } from './random.ts'
import type { RecordedSession } from './recorded-session.ts'
import { openingBytes, randomMessage } from './rtmp-grammar.ts'

export type InProcessFigures = {
  messages: number
  connections: number
  mediaPackets: number
  sourcesFound: number
  /** Connections that were closed for what they sent, by the reason. */
  protocolErrors: Record<string, number>
  /** Anything else that was thrown, by its first line; none is wanted. */
  unexpectedErrors: Record<string, number>
  /** Of processor time: other programs run here too. */
  slowestMessageMs: number
  mostBufferedBytes: number
}

const MESSAGES_PER_CONNECTION = 60
/** Of recorded sessions, which are mutated here and there and sent in pieces. */
const PIECE_BYTES = 2000

export function newInProcessFigures(): InProcessFigures {
  return {
    ...{ messages: 0, connections: 0, mediaPackets: 0, sourcesFound: 0, protocolErrors: {}, unexpectedErrors: {} },
    ...{ slowestMessageMs: 0, mostBufferedBytes: 0 },
  }
}

/** Adds to the figures. */
export function fuzzInProcess(
  random: Random,
  session: RecordedSession,
  messages: number,
  figures: InProcessFigures,
): void {
  const end = figures.messages + messages
  while (figures.messages < end) converse(random, session, figures)
}

function converse(random: Random, session: RecordedSession, figures: InProcessFigures): void {
  figures.connections += 1
  const sink = createSink(figures)
  const protocol: RtmpProtocol = new RtmpProtocol({
    send: () => {},
    onPublish: ({ name }) => (random.chance(0.9) ? protocol.accept() : protocol.refuse(name)),
    onMedia: (packet) => sink(packet),
    onUnpublish: () => {},
  })
  try {
    for (const bytes of conversation(random, session)) {
      figures.messages += 1
      const before = process.threadCpuUsage()
      protocol.receive(bytes)
      const { user, system } = process.threadCpuUsage(before)
      figures.slowestMessageMs = Math.max(figures.slowestMessageMs, (user + system) / 1000)
      figures.mostBufferedBytes = Math.max(figures.mostBufferedBytes, protocol.bufferedBytes)
    }
  } catch (error) {
    if (error instanceof RtmpProtocolError) count(figures.protocolErrors, error.message.replace(/ \d+$/, ''))
    else countUnexpected(figures, error)
  }
}

function* conversation(random: Random, session: RecordedSession): Generator<Buffer> {
  if (random.chance(0.15)) {
    const start = random.chance(0.5) ? 0 : 3073
    for (let at = start; at < session.bytes.length; at += PIECE_BYTES) {
      const piece = session.bytes.subarray(at, at + PIECE_BYTES)
      yield random.chance(0.1) ? mutate(random, piece) : piece
    }
    return
  }
  const grammar = { random, media: session.media, key: 'key' }
  yield openingBytes(grammar)
  for (let count = random.int(MESSAGES_PER_CONNECTION); count >= 0; count--) yield randomMessage(grammar)
}

/** What a broadcast does with a packet before its ffmpeg has it. */
function createSink(figures: InProcessFigures): (packet: MediaPacket) => void {
  const probe = new SourceProbe(readMetadata, () => true)
  const backlog = new PacketBacklog({ bytes: 1_000_000, seconds: 12 })
  let feed: Feed | null = null
  return (packet) => {
    figures.mediaPackets += 1
    try {
      backlog.add(packet)
      const finding = probe.add(packet)
      if (!feed && finding.kind === 'found') {
        figures.sourcesFound += 1
        feed = createFeed(finding.source)
        feed.header()
        for (const header of backlog.headers) feed.packet(header, 0)
      }
      feed?.packet(packet, packet.timestampMs % 100_000)
    } catch (error) {
      countUnexpected(figures, error)
    }
  }
}

function countUnexpected(figures: InProcessFigures, error: unknown): void {
  const what = error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 2).join(' ') : String(error)
  count(figures.unexpectedErrors, what)
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1
}
