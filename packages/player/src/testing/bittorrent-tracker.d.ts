/** The parts of bittorrent-tracker's server that the tests use; the package has no types. */

declare module 'bittorrent-tracker/server' {
  import type { Server as HttpServer } from 'node:http'

  export default class Server {
    constructor(options: { http: boolean; udp: boolean; ws: boolean; stats: boolean; interval: number })
    readonly http: HttpServer
    listen(port: number, host: string, onListening: () => void): void
    on(event: 'error' | 'warning', listener: (error: Error) => void): void
    on(event: 'start' | 'update', listener: () => void): void
    close(onClosed?: () => void): void
  }
}
