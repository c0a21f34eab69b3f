/** The parts of bittorrent-tracker's server that benches and the player's tests use; the package has no types. */
declare module 'bittorrent-tracker/server' {
  import { EventEmitter } from 'node:events'
  import type { Server as HttpServer } from 'node:http'

  type Callback<T> = (error: Error | null, value?: T) => void
  type Options = {
    http: boolean
    udp: boolean
    ws: boolean
    stats: boolean
    interval: number
    peersCacheLength?: number
  }
  export default class Server extends EventEmitter {
    constructor(options: Options)
    readonly http: HttpServer
    listen(port: number, host: string, onListening: () => void): void
    listen(options: { port: number; host?: string }, onListening: () => void): void
    getSwarm(infoHash: string, callback: Callback<object>): void
    createSwarm(infoHash: string, callback: Callback<object>): void
    onWebSocketConnection(socket: EventEmitter): void
    close(callback?: () => void): void
  }
}
