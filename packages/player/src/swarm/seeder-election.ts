/** Who fetches a new segment from the origin: everybody works out the same order, and nobody has to ask. */

/**
 * Our place in the order for this segment, 0 being the seeder: rendezvous hashing (Thaler and Ravishankar, 1998) over
 * the peers that we are connected to and ourselves. In a mesh that is not whole, each neighbourhood gets its seeders.
 */
export function seederRank(options: { ownId: string; peerIds: Iterable<string>; segmentNumber: number }): number {
  const own = weight(options.ownId, options.segmentNumber)
  let rank = 0
  for (const id of options.peerIds) {
    const other = weight(id, options.segmentNumber)
    if (other > own || (other === own && id > options.ownId)) rank += 1
  }
  return rank
}

/** FNV-1a over the id and the number, then MurmurHash3's finalizer: neighbouring numbers must not give one winner. */
function weight(id: string, segmentNumber: number): number {
  let hash = 0x811c9dc5
  for (const letter of `${segmentNumber}|${id}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
