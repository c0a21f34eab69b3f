/** RTMP through real sockets: conversations of strangers, and now and then of a publisher with a key, whose media is broken. */

import { connectMessage, encodeMessage, HANDSHAKE, publishMessage } from '../../apps/ingest/src/testing/rtmp-bytes.ts'
import { mutate } from './mutate.ts'
import type { Random } from './random.ts'
import { exchange, inParallel } from './raw-exchange.ts'
import type { RecordedSession } from './recorded-session.ts'
import { openingBytes, randomMessage } from './rtmp-grammar.ts'

export type RtmpSocketFigures = {
  messages: number
  connections: number
  broadcasts: number
  answered: number
  refused: number
}

const PARALLEL = 12
const MESSAGES_PER_CONNECTION = 80
const MEDIA_TYPES = { audio: 8, video: 9, script: 18 }
/** One connection in so many sends a whole broadcast. */
const BROADCAST_EVERY = 40
/** An encoder gets this long to choke on it. */
const BROADCAST_MS = 1500

export async function fuzzRtmpSockets(
  random: Random,
  target: { port: number; key: string; session: RecordedSession },
  messages: number,
): Promise<RtmpSocketFigures> {
  const { port, key, session } = target
  const figures = { messages: 0, connections: 0, broadcasts: 0, answered: 0, refused: 0 }
  const rounds = Math.ceil(messages / (MESSAGES_PER_CONNECTION / 2))
  await inParallel(PARALLEL, rounds, async (round) => {
    const isBroadcast = round % BROADCAST_EVERY === 0
    const parts = isBroadcast ? brokenBroadcast(random, key, session) : strangersWords(random, session)
    const bytes = Buffer.concat(parts)
    const result = await exchange(random, { port, bytes, ...(isBroadcast ? { waitMs: BROADCAST_MS } : {}) })
    figures.messages += parts.length
    figures.connections += 1
    figures.broadcasts += isBroadcast ? 1 : 0
    figures.answered += result.receivedBytes > 0 ? 1 : 0
    figures.refused += result.end === 'refused' ? 1 : 0
  })
  return figures
}

function strangersWords(random: Random, session: RecordedSession): Buffer[] {
  const grammar = { random, media: session.media, key: random.bytes(1 + random.int(20)).toString('base64url') }
  const count = random.int(MESSAGES_PER_CONNECTION)
  return [openingBytes(grammar), ...Array.from({ length: count }, () => randomMessage(grammar))]
}

function brokenBroadcast(random: Random, key: string, { media }: RecordedSession): Buffer[] {
  const messages = media.map(({ kind, timestampMs, payload }) => {
    const isBroken = random.chance(0.1)
    const timestamp = random.chance(0.02) ? random.int(0xffff_ffff) : timestampMs
    return encodeMessage({ type: MEDIA_TYPES[kind], payload: isBroken ? mutate(random, payload) : payload, timestamp })
  })
  return [HANDSHAKE, connectMessage(), publishMessage(key), ...messages]
}
