/** A peer that does nothing but what a test says: it greets, tells of segments, and leaves each request to the test. */

import { pieceCount } from '@shoal/protocol/pieces'
import type { PeerLink } from '../../mesh/mesh.ts'
import { emptyBitmap, setBit } from '../bitmap.ts'
import { decodeMessage, encodeMessage, type WireMessage } from '../wire.ts'
import type { MemorySwarm } from './memory-swarm.ts'

type Have = { key: string; segmentBytes: number; hashes?: Uint8Array | null }
type Asked = WireMessage & { kind: 'request' }

/** `refused`: the pieces that it was told it does not get. */
export type Stranger = {
  id: string
  asked: Asked[]
  refused: number[]
  isLinked: boolean
  send(message: WireMessage): void
}

export function addStranger(
  swarm: MemorySwarm,
  options: {
    id: string
    uplinkKbps: number
    has: readonly Have[]
    onAsked?: (asked: Asked, self: Stranger) => void
    /** What it says of these kinds comes to nobody. */
    loses?: readonly WireMessage['kind'][]
  },
): Stranger {
  const { loses = [] } = options
  const links = new Set<PeerLink>()
  const self: Stranger = {
    ...{ id: options.id, asked: [], refused: [], isLinked: false },
    send(message) {
      for (const link of links) link.send(encodeMessage(message))
    },
  }
  const lose = (bytes: Uint8Array<ArrayBuffer>) => {
    const kind = decodeMessage(bytes)?.kind
    return kind && loses.includes(kind) ? null : bytes
  }
  swarm.createMesh(options.id, lose).listen({
    onOpen(link) {
      links.add(link)
      self.isLinked = true
      self.send({ kind: 'hello', gives: true, uplinkKbps: options.uplinkKbps })
      for (const { hashes = null, ...have } of options.has)
        self.send({ kind: 'have', ...have, pieces: allOf(have.segmentBytes), hashes })
    },
    onMessage(_, bytes) {
      const message = decodeMessage(bytes)
      if (message?.kind === 'refuse') self.refused.push(message.piece)
      if (message?.kind !== 'request') return
      self.asked.push(message)
      options.onAsked?.(message, self)
    },
    onDrain() {},
    onClose() {
      self.isLinked = false
    },
  })
  return self
}

/** Every piece of a segment of this size. */
export function allOf(segmentBytes: number): Uint8Array {
  const pieces = emptyBitmap(pieceCount(segmentBytes))
  for (let piece = 0; piece < pieceCount(segmentBytes); piece++) setBit(pieces, piece)
  return pieces
}
