/** What the swarm's engine sees of its peers: links that carry messages, and no word of WebRTC or trackers. */

/** A peer with an open data channel. Messages arrive whole and in order, or the link closes. */
export type PeerLink = {
  /** The peer's id in the tracker's protocol, 20 ASCII characters. */
  readonly id: string
  /** Bytes handed over and not yet on the wire. */
  readonly bufferedBytes: number
  /** At most `MAX_MESSAGE_BYTES`; nothing happens on a closed link. */
  send(message: Uint8Array<ArrayBuffer>): void
  close(): void
}

export const MAX_MESSAGE_BYTES = 65_535

export type MeshListener = {
  onOpen(link: PeerLink): void
  onMessage(link: PeerLink, message: Uint8Array<ArrayBuffer>): void
  /** `bufferedBytes` fell under the mesh's low mark: there is room for more. */
  onDrain(link: PeerLink): void
  /** Once for each link that was opened, whoever closed it. */
  onClose(link: PeerLink): void
}

/** Introductions and links. It is idle, with no connection of any kind, until the first `join`. */
export type Mesh = {
  readonly links: ReadonlyMap<string, PeerLink>
  listen(listener: MeshListener): void
  /** Announces in this swarm from now on and leaves the one before; links that are open stay open. */
  join(infoHash: string): void
  /** Closes every link at once and announces no more, until the next `join`. */
  leave(): void
  /** Closes the link to this peer and never opens another one to it. */
  ban(peerId: string): void
  /** Whether the first tracker answers what else it is asked: one that is frozen keeps its sockets, and closes none. */
  homeAnswers(isAnswering: boolean): void
  /** For good. */
  stop(): void
}

/** As much of RTCPeerConnection as browsers and `node-datachannel/polyfill` have in common. */
export type PeerConnection = Pick<
  RTCPeerConnection,
  | 'addEventListener'
  | 'connectionState'
  | 'iceGatheringState'
  | 'localDescription'
  | 'createDataChannel'
  | 'createOffer'
  | 'createAnswer'
  | 'setLocalDescription'
  | 'setRemoteDescription'
  | 'close'
>
export type PeerConnectionClass = new (config?: RTCConfiguration) => PeerConnection

export type MeshOptions = {
  /** This viewer's peer id, 20 ASCII characters. */
  ownId: string
  /** Absolute WebSocket URLs with the newest ticket in them, in the order to try; asked anew for each connection. */
  trackerUrls: () => string[]
  rtcConfig: RTCConfiguration
  /** No connection is offered while the swarm is smaller than this, oneself included; read anew each time. */
  readonly leastPeers: number
  /** Node has none of its own. */
  RTCPeerConnection?: PeerConnectionClass
  WebSocket?: typeof WebSocket
  random?: () => number
}
