/** How a segment is cut into pieces that can be checked one by one, and the one name that vouches for all of them. */

import { contentHash } from './content-hash.ts'

/** Bytes of every piece but the last. */
export const PIECE_BYTES = 32_768
/** Bytes that are kept of a piece's SHA-256. */
export const PIECE_HASH_BYTES = 16
/** The tag before a segment in an epoch's media playlist; its value is the segment's `pieceRoot`. */
export const PIECES_TAG = 'EXT-X-SHOAL-PIECES'

const DOMAIN = new TextEncoder().encode('shoal-pieces-1\n')

export function pieceCount(segmentBytes: number): number {
  return Math.ceil(segmentBytes / PIECE_BYTES)
}

/** What is hashed to the root: a label, the segment's size (32 bits, big-endian), and its pieces' hashes in order. */
export function pieceRootPreimage(segmentBytes: number, pieceHashes: Uint8Array): Uint8Array<ArrayBuffer> {
  const preimage = new Uint8Array(DOMAIN.length + 4 + pieceHashes.length)
  preimage.set(DOMAIN)
  new DataView(preimage.buffer).setUint32(DOMAIN.length, segmentBytes)
  preimage.set(pieceHashes, DOMAIN.length + 4)
  return preimage
}

/** `digest` is the SHA-256 of the preimage. 22 characters of base64url. */
export function pieceRoot(digest: Uint8Array): string {
  return contentHash(digest)
}

/** The root of a segment that is all here, for those who make segments; `sha256` is whichever they have. */
export function rootOfPieces(segment: Uint8Array, sha256: (bytes: Uint8Array) => Uint8Array): string {
  const hashes = new Uint8Array(pieceCount(segment.length) * PIECE_HASH_BYTES)
  for (let piece = 0; piece < pieceCount(segment.length); piece++) {
    const bytes = segment.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES)
    hashes.set(sha256(bytes).subarray(0, PIECE_HASH_BYTES), piece * PIECE_HASH_BYTES)
  }
  return pieceRoot(sha256(pieceRootPreimage(segment.length, hashes)))
}
