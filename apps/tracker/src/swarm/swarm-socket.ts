/** What bittorrent-tracker gets in place of a WebSocket: it hears checked messages only, and knows no address. */

import { EventEmitter } from 'node:events'
import type { P2pMode } from '@shoal/protocol/ticket'
import type { WebSocket } from 'ws'
import type { Locality } from './locality.ts'

/** Bytes that may wait for a viewer who does not read. */
const MAX_WAITING_BYTES = 256 * 1024

type Connection = Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount' | 'send'>

export class SwarmSocket extends EventEmitter {
  readonly #ws: Connection
  /** The viewer session that it belongs to. */
  readonly session: string
  readonly locality: Locality
  /** Of the newest ticket that it has shown. */
  mode: P2pMode

  constructor(ws: Connection, viewer: { session: string; mode: P2pMode; locality: Locality }) {
    super()
    this.#ws = ws
    this.session = viewer.session
    this.mode = viewer.mode
    this.locality = viewer.locality
  }

  get canTake(): boolean {
    return this.#ws.readyState === this.#ws.OPEN && this.#ws.bufferedAmount < MAX_WAITING_BYTES
  }

  /** Called by the library. What cannot be taken is lost: the viewer announces again. */
  send(text: string): void {
    if (this.canTake) this.#ws.send(text)
  }
}
