/** What the swarms know of a viewer's connection: whose it is, and how to tell it something. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { WebSocket } from 'ws'
import type { Locality } from './locality.ts'

/** Bytes that may wait for a viewer who does not read. */
const MAX_WAITING_BYTES = 256 * 1024

type Connection = Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send'>

export class SwarmSocket {
  readonly #ws: Connection
  /** The viewer session that it belongs to. */
  readonly session: string
  readonly locality: Locality
  /** Of the newest ticket that it has shown. */
  mode: P2pMode

  constructor(ws: Connection, viewer: { session: string; mode: P2pMode; locality: Locality }) {
    this.#ws = ws
    this.session = viewer.session
    this.mode = viewer.mode
    this.locality = viewer.locality
  }

  get canTake(): boolean {
    return this.#ws.readyState === this.#ws.OPEN && this.#ws.bufferedAmount < MAX_WAITING_BYTES
  }

  /** What cannot be taken is lost: the viewer announces again. */
  send(text: string): void {
    if (this.canTake) this.#ws.send(text)
  }
}
