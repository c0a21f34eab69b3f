/** Our name in the swarm. The loader makes one up for each rung; we give it a whole one, so that we know our own. */

/** The length of a peer id in the tracker's protocol (BEP 3). The loader adds nothing to a prefix of this length. */
const PEER_ID_LENGTH = 20
const GIVES = '-SH0100-'
const ONLY_TAKES = '-SR0100-'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `random` fills the rest of the id and gives numbers in [0, 256). */
export function createPeerId(options: { gives: boolean; random: (count: number) => Uint8Array }): string {
  const prefix = options.gives ? GIVES : ONLY_TAKES
  const letters = [...options.random(PEER_ID_LENGTH - prefix.length)].map((byte) => LETTERS[byte % LETTERS.length])
  return prefix + letters.join('')
}

/** Whether this peer uploads, as far as its own id says: a viewer that only receives cannot be a seeder. */
export function isSeedingPeer(peerId: string): boolean {
  return !peerId.startsWith(ONLY_TAKES)
}
