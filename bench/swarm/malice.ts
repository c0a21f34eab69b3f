/** Viewers that mean harm, in our own words: they spoil what they send, swallow it, or promise what they do not have. */

import { decodeMessage, encodeMessage } from '@shoal/player/delivery/wire'
import type { Mesh, PeerLink } from '@shoal/player/mesh/mesh'

export type Malice = 'corrupts' | 'stalls' | 'lies'
export const MALICES: readonly Malice[] = ['corrupts', 'stalls', 'lies']

export type Offender = {
  malice: Malice
  /** To anybody, if only to another that means harm, or to nobody yet. */
  firstHarmAtMs: number | null
  /** To somebody who can tell. */
  firstHonestHarmAtMs: number | null
  /** To honest viewers. */
  links: number
  /** When the last of them let go. */
  aloneAtMs: number | null
}

/** The mesh of a viewer that is honest in everything but what its links send. */
export function corruptMesh(mesh: Mesh, offender: Offender, isHonest: (peerId: string) => boolean): Mesh {
  const promised = new Set<string>()
  const links = new Map<string, PeerLink>()

  function harm(harmed: readonly string[]): void {
    offender.firstHarmAtMs ??= performance.now()
    if (harmed.some(isHonest)) offender.firstHonestHarmAtMs ??= performance.now()
  }

  function wrap(link: PeerLink): PeerLink {
    return {
      id: link.id,
      get bufferedBytes() {
        return link.bufferedBytes
      },
      close: () => link.close(),
      send(message) {
        const words = decodeMessage(message)
        if (words?.kind !== 'data' || offender.malice === 'lies') return link.send(message)
        harm([link.id])
        if (offender.malice === 'corrupts')
          link.send(encodeMessage({ ...words, bytes: words.bytes.map((byte) => byte ^ 1) }))
      },
    }
  }

  /** Whoever tells of a segment is echoed to everybody, as if all of it were here. */
  function promise(message: Uint8Array<ArrayBuffer>): void {
    const words = decodeMessage(message)
    if (words?.kind !== 'have' || words.hashes === null || promised.has(words.key)) return
    promised.add(words.key)
    harm([...mesh.links.keys()])
    const lie = encodeMessage({ ...words, pieces: new Uint8Array(words.pieces.length).fill(0xff) })
    for (const link of mesh.links.values()) link.send(lie)
  }

  return {
    links,
    listen: (listener) =>
      mesh.listen({
        onOpen(link) {
          if (isHonest(link.id)) offender.links += 1
          const wrapped = wrap(link)
          links.set(link.id, wrapped)
          listener.onOpen(wrapped)
        },
        onMessage(link, message) {
          if (offender.malice === 'lies') promise(message)
          listener.onMessage(links.get(link.id) ?? link, message)
        },
        onDrain: (link) => listener.onDrain(links.get(link.id) ?? link),
        onClose(link) {
          if (isHonest(link.id)) offender.links -= 1
          if (isHonest(link.id) && offender.links === 0) offender.aloneAtMs = performance.now()
          const wrapped = links.get(link.id) ?? link
          links.delete(link.id)
          listener.onClose(wrapped)
        },
      }),
    join: (infoHash) => mesh.join(infoHash),
    leave: () => mesh.leave(),
    ban: (peerId) => mesh.ban(peerId),
    homeAnswers: (isAnswering) => mesh.homeAnswers(isAnswering),
    stop: () => mesh.stop(),
  }
}
