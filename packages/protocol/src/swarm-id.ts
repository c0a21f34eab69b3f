/** The name of the swarm that shares one rung: never a URL, so that tokens in URLs do not split it. */

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const INFO_HASH_LENGTH = 20

/**
 * `isPast` is for those who rewind or watch a recording: they have other segments than those at the live edge, and would
 * take each other's links.
 */
export type SwarmName = { broadcastId: string; epoch: number; rung: string; isPast?: boolean }

/**
 * The swarm's info_hash in the tracker's protocol (BEP 3), 20 ASCII characters. It is a name and no secret: a swarm
 * admits the tickets of its broadcast alone, so that nothing hangs on its being hard to forge.
 */
export function swarmInfoHash(swarm: SwarmName): string {
  const name = `shoal-${swarm.broadcastId}-${swarm.epoch}-${swarm.rung}${swarm.isPast ? '-past' : ''}`
  let letters = ''
  for (let i = 0; letters.length < INFO_HASH_LENGTH; i++) {
    const hash = mixedHash(`${i}|${name}`)
    for (let shift = 0; shift < 30; shift += 6) letters += LETTERS[(hash >>> shift) & 63]
  }
  return letters
}

/** FNV-1a over the characters, then MurmurHash3's finalizer: 32 bits, the same on every machine. */
export function mixedHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
