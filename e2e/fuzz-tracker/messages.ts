/** What a hostile viewer says: junk, half-truths, and words that are true but for a byte. */

import { mutate } from '../fuzz/mutate.ts'
import { createRandom, type Random } from '../fuzz/random.ts'

/** What the viewer knows of the swarm, for words that are nearly true. */
export type Acquaintance = {
  infoHash: string
  ownId: string
  /** Offers that reached it, and ids of others. */
  offers: readonly { offerId: string; from: string }[]
  peerIds: readonly string[]
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const ODD_TEXTS = [
  '',
  '\u0000',
  '\ud800',
  'é'.repeat(20),
  '😀'.repeat(10),
  '\u202e'.repeat(20),
  '__proto__',
  'constructor',
]
const ODD_KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'socket',
  'type',
  'ip',
  'headers',
  'compact',
  'left',
  'numwant',
  'key',
]
const EVENTS = ['started', 'stopped', 'completed', 'update', 'paused', 'empty']
const HUGE_BYTES = 40_000
/** Longer texts than this are cut from one that is made once. */
const SHORT = 32
const LONG_TEXT = Buffer.from(
  createRandom(1)
    .bytes(2 * HUGE_BYTES)
    .map((byte) => LETTERS.charCodeAt(byte % LETTERS.length)),
).toString('latin1')
const DEEP = 5000

export function randomMessage(random: Random, about: Acquaintance): Buffer {
  switch (random.int(14)) {
    case 0:
    case 1:
    case 2:
      return json(announce(random, about))
    case 3:
    case 4:
      return json(answer(random, about))
    case 5:
    case 6:
      return mutate(random, json(random.chance(0.5) ? announce(random, about) : answer(random, about)))
    case 7:
    case 8:
      return json(withOddField(random, random.chance(0.5) ? announce(random, about) : answer(random, about)))
    case 9:
      return json({ action: 'scrape', ...(random.chance(0.5) && { info_hash: oddValue(random, 2) }) })
    case 10:
      return deep(random)
    case 11:
      return random.bytes(random.int(200))
    case 12:
      return Buffer.from(`{"action":"announce","info_hash":"${text(random, random.int(HUGE_BYTES))}"}`)
    default:
      return json(oddValue(random, 4))
  }
}

export function text(random: Random, length: number): string {
  if (length > SHORT) {
    const from = random.int(LONG_TEXT.length - length)
    return LONG_TEXT.slice(from, from + length)
  }
  let made = ''
  while (made.length < length) made += LETTERS[random.int(LETTERS.length)]
  return made
}

function announce(random: Random, { infoHash, ownId, peerIds }: Acquaintance): Record<string, unknown> {
  return {
    action: 'announce',
    info_hash: random.chance(0.97) ? infoHash : text(random, 20),
    peer_id: random.chance(0.97) ? ownId : random.pick([...peerIds, text(random, 20)]),
    ...(random.chance(0.3) && { event: random.pick(EVENTS) }),
    ...(random.chance(0.3) && { links: random.int(1001) }),
    numwant: random.int(100),
    offers: Array.from({ length: random.int(random.chance(0.95) ? 7 : 30) }, () => ({
      offer: { type: 'offer', sdp: text(random, 1 + random.int(1000)) },
      offer_id: text(random, 20),
    })),
  }
}

function answer(random: Random, { infoHash, ownId, offers, peerIds }: Acquaintance): Record<string, unknown> {
  const offer =
    offers.length > 0 && random.chance(0.7) ? random.pick(offers) : { offerId: text(random, 20), from: ownId }
  return {
    action: 'announce',
    info_hash: infoHash,
    peer_id: ownId,
    to_peer_id: random.chance(0.9) ? offer.from : random.pick([...peerIds, ownId]),
    offer_id: offer.offerId,
    answer: { type: 'answer', sdp: text(random, 1 + random.int(1000)) },
  }
}

function withOddField(random: Random, message: Record<string, unknown>): Record<string, unknown> {
  const key = random.chance(0.7) ? random.pick(Object.keys(message)) : random.pick(ODD_KEYS)
  const odd = Object.fromEntries([[key, oddValue(random, 3)]]) // an own property, `__proto__` too
  return { ...message, ...odd }
}

function oddValue(random: Random, depth: number): unknown {
  const inner = () => oddValue(random, depth - 1)
  switch (random.int(depth > 0 ? 8 : 5)) {
    case 0:
      return null
    case 1:
      return random.pick([0, -1, 1e308, 0.5, 2 ** 53])
    case 2:
      return random.chance(0.5)
    case 3:
      return random.pick(ODD_TEXTS)
    case 4:
      return text(random, random.int(30))
    case 5:
    case 6:
      return Array.from({ length: random.int(5) }, inner)
    default:
      return Object.fromEntries(Array.from({ length: random.int(5) }, () => [random.pick(ODD_KEYS), inner()]))
  }
}

function deep(random: Random): Buffer {
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"offers":[', ']}'],
  ] as const)
  const depth = random.int(random.chance(0.1) ? DEEP : DEEP / 20)
  const isWhole = random.chance(0.7)
  return Buffer.from(open.repeat(depth) + (isWhole ? `null${close.repeat(depth)}` : ''))
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}
