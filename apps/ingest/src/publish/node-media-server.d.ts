/** The shapes of node-media-server 4.4.3 that `rtmp-protocol.ts` touches: the package is CommonJS without types. */

declare module 'node-media-server/src/protocol/rtmp.js' {
  export default class Rtmp {
    streamApp: unknown
    inChunkSize: number
    flv: unknown
    inPackets: Map<number, { capacity: number }>
    parserPacket: {
      header: { length: number; type: number; stream_id: number }
      clock: number
      payload: Buffer
      capacity: number
    }
    onOutputCallback: (bytes: Buffer) => void
    parserData(bytes: Buffer): string | null
    packetParse(): void
    packetAlloc(): void
    packetHandler(): void
    controlHandler(): void
    dataHandler(): void
    onConnect(message: unknown): void
    onPublish(message: unknown): void
    onPlay(message: unknown): void
    onDeleteStream(message: unknown): void
    sendStatusMessage(streamId: number, level: string, code: string, description: string): void
  }
}

declare module 'node-media-server/src/protocol/amf.js' {
  const amf: { decodeAmf0Data(bytes: Buffer): unknown }
  export default amf
}

declare module 'node-media-server/src/core/logger.js' {
  const logger: { log(message: unknown, level?: unknown): void }
  export default logger
}
