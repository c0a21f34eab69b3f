/** The hashes of a segment's pieces: made from its bytes, or taken from a stranger and held to the playlist's root. */

import { PIECE_BYTES, PIECE_HASH_BYTES, pieceCount, pieceRoot, pieceRootPreimage } from '@shoal/protocol/pieces'
import { sha256 } from './sha256.ts'

/** All of a segment's piece hashes, one after the other. */
export async function hashPieces(bytes: ArrayBuffer): Promise<Uint8Array> {
  const hashes = new Uint8Array(pieceCount(bytes.byteLength) * PIECE_HASH_BYTES)
  const digests = Array.from({ length: pieceCount(bytes.byteLength) }, (_, index) =>
    sha256(new Uint8Array(bytes, index * PIECE_BYTES, pieceLength(bytes.byteLength, index))),
  )
  for (const [index, digest] of (await Promise.all(digests)).entries()) {
    hashes.set(digest.subarray(0, PIECE_HASH_BYTES), index * PIECE_HASH_BYTES)
  }
  return hashes
}

/** Whether these are the hashes that the playlist's root stands for. */
export async function isRootOf(root: string, segmentBytes: number, hashes: Uint8Array): Promise<boolean> {
  return pieceRoot(await sha256(pieceRootPreimage(segmentBytes, hashes))) === root
}

export async function isPiece(piece: Uint8Array<ArrayBuffer>, index: number, hashes: Uint8Array): Promise<boolean> {
  const digest = await sha256(piece)
  const at = index * PIECE_HASH_BYTES
  return (
    hashes.length >= at + PIECE_HASH_BYTES &&
    digest.slice(0, PIECE_HASH_BYTES).every((byte, i) => byte === hashes[at + i])
  )
}

/** Bytes of one piece: all are alike but the last. */
export function pieceLength(segmentBytes: number, index: number): number {
  return Math.max(0, Math.min(PIECE_BYTES, segmentBytes - index * PIECE_BYTES))
}
