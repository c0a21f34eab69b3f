/** How much is handed to the data channels ahead of the uplink, and in messages of what size. */

/** Bytes of one message: little enough that a word of ours never waits long behind it, however slow the uplink. */
const LEAST_CHUNK_BYTES = 2048
const MOST_CHUNK_BYTES = 16_384
const CHUNK_MS = 40
/** Bytes that may wait in the data channels: so much time of the uplink, within these bounds. */
const LEAST_BUFFERED = 4096
const MOST_BUFFERED = 512_000
const BUFFERED_MS = 60

export function selectChunkBytes(kbps: number): number {
  return Math.round(Math.min(MOST_CHUNK_BYTES, Math.max(LEAST_CHUNK_BYTES, (kbps / 8) * CHUNK_MS)))
}

export function selectBufferedBytes(kbps: number): number {
  return Math.min(MOST_BUFFERED, Math.max(LEAST_BUFFERED, (kbps / 8) * BUFFERED_MS))
}
