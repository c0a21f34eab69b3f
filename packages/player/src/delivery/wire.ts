/** What two viewers say to each other over their data channel: a type byte, a segment's key, and the rest. */

import { PIECE_HASH_BYTES, pieceCount } from '@shoal/protocol/pieces'

export type WireMessage =
  /** First on every link, and again when something of it changes. */
  | { kind: 'hello'; gives: boolean; uplinkKbps: number }
  /** The sender is fetching this segment from the origin: if it gives, nobody else need. */
  | { kind: 'fetching'; key: string }
  /** All that the sender has of a segment; the pieces' hashes for a peer that may not have them. */
  | { kind: 'have'; key: string; segmentBytes: number; pieces: Uint8Array; hashes: Uint8Array | null }
  /** What the sender has of it since then. */
  | { kind: 'more'; key: string; pieces: number[] }
  /** Of these segments the sender has nothing any more. */
  | { kind: 'gone'; keys: string[] }
  | { kind: 'request'; key: string; piece: number }
  | { kind: 'cancel'; key: string; piece: number }
  /** `busy`: ask somebody else; `absent`: it was dropped. */
  | { kind: 'refuse'; key: string; piece: number; reason: RefuseReason }
  /** A part of a piece, from `offset` on. */
  | { kind: 'data'; key: string; piece: number; offset: number; bytes: Uint8Array<ArrayBuffer> }
export type RefuseReason = 'busy' | 'absent'

const VERSION = 2
const KINDS = ['hello', 'fetching', 'have', 'more', 'request', 'cancel', 'refuse', 'data', 'gone'] as const
/** `<epoch>/<rung>/<number>` */
const KEY = /^[1-9]\d{0,4}\/[a-z0-9]{1,16}\/(?:0|[1-9]\d{0,9})$/
const MOST_KEY_BYTES = 33
/** Of a whole window that is left at once. */
const MOST_GONE = 400
/** 64 MB: ten seconds of fifty Mbit/s. */
export const MOST_SEGMENT_BYTES = 64_000_000

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function encodeMessage(message: WireMessage): Uint8Array<ArrayBuffer> {
  switch (message.kind) {
    case 'hello': {
      const [bytes, view] = start(message.kind, '', 6)
      view.setUint8(2, VERSION)
      view.setUint8(3, message.gives ? 1 : 0)
      view.setUint32(4, Math.min(0xffffffff, Math.round(message.uplinkKbps)))
      return bytes
    }
    case 'fetching':
      return start(message.kind, message.key, 0)[0]
    case 'have': {
      const { pieces, hashes, segmentBytes } = message
      const [bytes, view, at] = start(message.kind, message.key, 4 + pieces.length + (hashes?.length ?? 0))
      view.setUint32(at, segmentBytes)
      bytes.set(pieces, at + 4)
      if (hashes) bytes.set(hashes, at + 4 + pieces.length)
      return bytes
    }
    case 'more': {
      const [bytes, view, at] = start(message.kind, message.key, 2 * message.pieces.length)
      for (const [index, piece] of message.pieces.entries()) view.setUint16(at + 2 * index, piece)
      return bytes
    }
    case 'gone': {
      const list = encoder.encode(message.keys.join(' '))
      const [bytes, , at] = start(message.kind, '', list.length)
      bytes.set(list, at)
      return bytes
    }
    case 'request':
    case 'cancel': {
      const [bytes, view, at] = start(message.kind, message.key, 2)
      view.setUint16(at, message.piece)
      return bytes
    }
    case 'refuse': {
      const [bytes, view, at] = start(message.kind, message.key, 3)
      view.setUint16(at, message.piece)
      view.setUint8(at + 2, message.reason === 'absent' ? 1 : 0)
      return bytes
    }
    case 'data': {
      const [bytes, view, at] = start(message.kind, message.key, 6 + message.bytes.length)
      view.setUint16(at, message.piece)
      view.setUint32(at + 2, message.offset)
      bytes.set(message.bytes, at + 6)
      return bytes
    }
  }
}

/** `null` for everything that `encodeMessage` could not have written: a peer may send what it likes. */
export function decodeMessage(bytes: Uint8Array<ArrayBuffer>): WireMessage | null {
  const keyBytes = bytes[1]
  const kind = KINDS[bytes[0] ?? -1]
  if (keyBytes === undefined || kind === undefined || keyBytes > MOST_KEY_BYTES || bytes.length < 2 + keyBytes)
    return null
  const view = new DataView(bytes.buffer, bytes.byteOffset + 2 + keyBytes, bytes.length - 2 - keyBytes)
  if (kind === 'hello') return keyBytes === 0 ? decodeHello(view) : null
  if (kind === 'gone') return keyBytes === 0 ? decodeGone(bytes.subarray(2)) : null
  const key = decoder.decode(bytes.subarray(2, 2 + keyBytes))
  if (!KEY.test(key)) return null
  const rest = bytes.subarray(2 + keyBytes)
  if (kind === 'fetching') return rest.length === 0 ? { kind, key } : null
  if (kind === 'have') return decodeHave(key, rest, view)
  if (kind === 'more') return decodeMore(key, view)
  return decodePieceMessage(kind, key, rest, view)
}

function start(kind: WireMessage['kind'], key: string, rest: number): [Uint8Array<ArrayBuffer>, DataView, number] {
  const keyBytes = encoder.encode(key)
  const bytes = new Uint8Array(2 + keyBytes.length + rest)
  bytes[0] = KINDS.indexOf(kind)
  bytes[1] = keyBytes.length
  bytes.set(keyBytes, 2)
  return [bytes, new DataView(bytes.buffer), 2 + keyBytes.length]
}

function decodeHello(view: DataView): WireMessage | null {
  if (view.byteLength !== 6 || view.getUint8(0) !== VERSION) return null
  return { kind: 'hello', gives: view.getUint8(1) === 1, uplinkKbps: view.getUint32(2) }
}

function decodeGone(list: Uint8Array): WireMessage | null {
  if (list.length > MOST_GONE * (MOST_KEY_BYTES + 1)) return null
  const keys = decoder.decode(list).split(' ')
  return keys.length <= MOST_GONE && keys.every((key) => KEY.test(key)) ? { kind: 'gone', keys } : null
}

function decodeHave(key: string, rest: Uint8Array, view: DataView): WireMessage | null {
  if (rest.length < 5) return null
  const segmentBytes = view.getUint32(0)
  if (segmentBytes === 0 || segmentBytes > MOST_SEGMENT_BYTES) return null
  const count = pieceCount(segmentBytes)
  const bitmapBytes = Math.ceil(count / 8)
  const pieces = rest.subarray(4, 4 + bitmapBytes)
  const hashes = rest.subarray(4 + bitmapBytes)
  if (pieces.length !== bitmapBytes || (hashes.length !== 0 && hashes.length !== count * PIECE_HASH_BYTES)) return null
  return { kind: 'have', key, segmentBytes, pieces, hashes: hashes.length === 0 ? null : hashes }
}

function decodeMore(key: string, view: DataView): WireMessage | null {
  if (view.byteLength === 0 || view.byteLength % 2 !== 0) return null
  return { kind: 'more', key, pieces: Array.from({ length: view.byteLength / 2 }, (_, i) => view.getUint16(2 * i)) }
}

function decodePieceMessage(
  kind: 'request' | 'cancel' | 'refuse' | 'data',
  key: string,
  rest: Uint8Array<ArrayBuffer>,
  view: DataView,
): WireMessage | null {
  if (view.byteLength < 2) return null
  const piece = view.getUint16(0)
  if (kind === 'data') {
    if (view.byteLength < 7) return null
    return { kind, key, piece, offset: view.getUint32(2), bytes: rest.subarray(6) }
  }
  if (kind === 'refuse') {
    return view.byteLength === 3 ? { kind, key, piece, reason: view.getUint8(2) === 1 ? 'absent' : 'busy' } : null
  }
  return view.byteLength === 2 ? { kind, key, piece } : null
}
