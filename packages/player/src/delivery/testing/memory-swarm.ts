/** A swarm in memory, for tests: meshes whose links are timers, and an origin that counts what it sends. */

import { createHash, randomBytes } from 'node:crypto'
import { contentHash } from '@shoal/protocol/content-hash'
import { buildLivePath } from '@shoal/protocol/hls-path'
import { rootOfPieces } from '@shoal/protocol/pieces'
import type { Mesh, MeshListener, PeerLink } from '../../mesh/mesh.ts'
import type { ListedSegment } from '../segment.ts'

const RUNG = { broadcastId: 'testbroadcast0000001', epoch: 1, rung: '720p' }
const LINK_MS = 5

export type MemoryMesh = Mesh & { readonly ownId: string; readonly banned: Set<string> }
type Node = MemoryMesh & {
  hear(from: string, bytes: Uint8Array<ArrayBuffer>): void
  closed(id: string): void
  opened(link: PeerLink): void
}

/** Every viewer is linked to every other. `change` is what a lying viewer does to each message that it sends; null drops it. */
export class MemorySwarm {
  readonly #nodes = new Map<string, Node>()

  createMesh(
    ownId: string,
    change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | null = (bytes) => bytes,
  ): MemoryMesh {
    const nodes = this.#nodes
    const links = new Map<string, PeerLink>()
    const banned = new Set<string>()
    let listener: MeshListener | undefined
    const close = (id: string) => {
      const link = links.get(id)
      if (!link) return
      links.delete(id)
      listener?.onClose(link)
      nodes.get(id)?.closed(ownId)
    }
    const node: Node = {
      ...{ ownId, links, banned },
      listen: (to) => {
        listener = to
      },
      join: () => {},
      leave: () => {
        for (const id of [...links.keys()]) close(id)
      },
      ban: (id) => {
        banned.add(id)
        close(id)
      },
      homeAnswers: () => {},
      stop: () => node.leave(),
      hear(from, bytes) {
        const link = links.get(from)
        if (link) listener?.onMessage(link, bytes)
      },
      closed: close,
      opened(link) {
        links.set(link.id, link)
        listener?.onOpen(link)
      },
    }
    nodes.set(ownId, node)
    return Object.assign(node, { change })
  }

  connectAll(): void {
    const nodes = [...this.#nodes.values()]
    for (const node of nodes) for (const other of nodes) if (other !== node) node.opened(this.#linkTo(node, other))
  }

  #linkTo(from: Node, to: Node): PeerLink {
    const { change } = from as Node & { change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | null }
    return {
      id: to.ownId,
      bufferedBytes: 0,
      send(message) {
        const changed = change(message.slice())
        if (changed) setTimeout(() => to.hear(from.ownId, changed), LINK_MS)
      },
      close: () => from.closed(to.ownId),
    }
  }
}

export type MemoryOrigin = {
  segments: (ListedSegment & { bytes: ArrayBuffer })[]
  /** Bytes of segments sent. */
  sentBytes: number
  /** Answers 503 to everything. */
  isDown: boolean
  fetch: typeof fetch
}

export function createMemoryOrigin(options: {
  count: number
  bytes: number
  seconds: number
  hasPieces?: boolean
}): MemoryOrigin {
  const made = Array.from({ length: options.count }, (_, number) => {
    const bytes = new Uint8Array(randomBytes(options.bytes + number))
    const hash = contentHash(sha256(bytes))
    return {
      url: `http://origin.example${buildLivePath({ kind: 'segment', ...RUNG, number, hash })}`,
      ...{ key: `${RUNG.epoch}/${RUNG.rung}/${number}`, number, bytes: bytes.buffer },
      ...{ startSeconds: number * options.seconds, durationSeconds: options.seconds },
      pieces: options.hasPieces === false ? null : rootOfPieces(bytes, sha256),
    }
  })
  const origin: MemoryOrigin = {
    ...{ segments: made, sentBytes: 0, isDown: false },
    async fetch(input, init) {
      await new Promise((resolve) => setTimeout(resolve, LINK_MS))
      const segment = made.find(({ url }) => url === String(input))
      if (origin.isDown || !segment) return new Response(null, { status: origin.isDown ? 503 : 404 })
      const range = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get('range') ?? '')
      const bytes = range ? segment.bytes.slice(Number(range[1]), Number(range[2]) + 1) : segment.bytes
      origin.sentBytes += bytes.byteLength
      const headers = { 'content-range': `bytes ${range?.[1]}-${range?.[2]}/${segment.bytes.byteLength}` }
      return range ? new Response(bytes, { status: 206, headers }) : new Response(bytes)
    },
  }
  return origin
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
