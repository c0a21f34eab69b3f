/**
 * The server's side of RTMP's handshake: the plain one (Adobe RTMP specification 1.0, 5.2), and the signed one that
 * Flash's descendants begin with and no specification has. A client of the signed one checks what it is answered.
 */

import { createHmac, randomBytes } from 'node:crypto'

const RTMP_VERSION = 3
const HANDSHAKE_BYTES = 1536
/** C0, C1 and C2. */
const CLIENT_BYTES = 1 + 2 * HANDSHAKE_BYTES

const DIGEST_BYTES = 32
const SERVER_NAME = Buffer.from('Genuine Adobe Flash Media Server 001')
const CLIENT_NAME = Buffer.from('Genuine Adobe Flash Player 001')
/** Known to every implementation of it: it keeps nobody out. */
const COMMON_SUFFIX = Buffer.from('f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae', 'hex')
/** Where the digest's own position is written, in the two layouts: behind the key or before it. */
const LAYOUTS = [772, 8] as const

/** Takes a client's part, in whatever pieces it comes. */
export class Handshake {
  readonly #send: (answer: Buffer) => void
  readonly #c1 = Buffer.alloc(HANDSHAKE_BYTES)
  #received = 0

  constructor(send: (answer: Buffer) => void) {
    this.#send = send
  }

  get isDone(): boolean {
    return this.#received >= CLIENT_BYTES
  }

  /** Returns what comes after it, or null when the client does not speak RTMP. */
  receive(bytes: Buffer): Buffer | null {
    const before = this.#received
    if (bytes.length === 0) return bytes
    if (before === 0 && bytes[0] !== RTMP_VERSION) return null
    if (before <= HANDSHAKE_BYTES) bytes.copy(this.#c1, Math.max(0, before - 1), before === 0 ? 1 : 0)
    this.#received = Math.min(CLIENT_BYTES, before + bytes.length)
    // C2 repeats what we sent, and proves nothing.
    if (before <= HANDSHAKE_BYTES && this.#received > HANDSHAKE_BYTES) this.#send(answerHandshake(this.#c1))
    return bytes.subarray(this.#received - before)
  }
}

/** S0, S1 and S2, for a client's C1. */
export function answerHandshake(c1: Buffer): Buffer {
  const version = Buffer.from([RTMP_VERSION])
  const signature = findSignature(c1)
  if (!signature) {
    const s1 = Buffer.concat([Buffer.alloc(8), randomBytes(HANDSHAKE_BYTES - 8)])
    return Buffer.concat([version, s1, c1])
  }
  const s1 = Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 2, 3, 4]), randomBytes(HANDSHAKE_BYTES - 8)])
  const at = digestPosition(s1, signature.layout)
  digestAround(s1, at, SERVER_NAME).copy(s1, at)
  const body = randomBytes(HANDSHAKE_BYTES - DIGEST_BYTES)
  const key = hmac(signature.digest, Buffer.concat([SERVER_NAME, COMMON_SUFFIX]))
  return Buffer.concat([version, s1, body, hmac(body, key)])
}

function findSignature(c1: Buffer): { layout: number; digest: Buffer } | null {
  for (const layout of LAYOUTS) {
    const at = digestPosition(c1, layout)
    const digest = c1.subarray(at, at + DIGEST_BYTES)
    if (digestAround(c1, at, CLIENT_NAME).equals(digest)) return { layout, digest }
  }
  return null
}

function digestPosition(bytes: Buffer, layout: number): number {
  let sum = 0
  for (const byte of bytes.subarray(layout, layout + 4)) sum += byte
  return layout + 4 + (sum % 728)
}

/** Of everything but the place that the digest itself takes. */
function digestAround(bytes: Buffer, at: number, key: Buffer): Buffer {
  return hmac(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + DIGEST_BYTES)]), key)
}

function hmac(bytes: Buffer, key: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes).digest()
}
