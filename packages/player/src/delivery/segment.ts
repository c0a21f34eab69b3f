/** A segment as the playlist lists it, and what became of it. */

export type ListedSegment = {
  url: string
  /** `<epoch>/<rung>/<number>`: the same bytes for every viewer, whichever playlist led to them. */
  key: string
  number: number
  /** On the player's own timeline. */
  startSeconds: number
  durationSeconds: number
  /** What its pieces are checked against (protocol/pieces); without it, it can only be checked as a whole. */
  pieces: string | null
}

export type LoadedSegment = {
  bytes: ArrayBuffer
  /** Where its bytes came from; both together are its size. */
  originBytes: number
  peerBytes: number
  /** What a request to the origin would have taken, for whoever chooses a rung by it; bits a second. */
  originBitsPerSecond: number
}
