/** The door that our own ffmpeg children bring their tracks to: loopback only, each run under a secret path of its own. */

import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** Takes one track, chunk by chunk. An upload lasts for as long as its ffmpeg runs. */
export type TrackSink = {
  write(bytes: Buffer): void
  /** Called once. Not whole: the connection broke, so the last bytes may be half of something. */
  end(isWhole: boolean): void
}
/** Where a track's bytes go; null for a track that nobody asked ffmpeg for. */
export type TrackReceiver = (track: string) => TrackSink | null
export type UploadDoor = Disposable & {
  /** `http://127.0.0.1:<port>/<secret>`; a track is PUT to `<url>/<track>`, once. */
  url: string
  /** Resolves when no upload is running: after ffmpeg's exit, when its last bytes have been read. */
  settled(): Promise<void>
}
export type UploadListener = AsyncDisposable & { open(receiver: TrackReceiver): UploadDoor }

type Door = { receiver: TrackReceiver; seen: Set<string>; running: Map<IncomingMessage, Promise<void>> }

const LOOPBACK = '127.0.0.1'
const UPLOAD_PATH = /^\/([\w-]{32})\/([a-z0-9]{1,16})$/
const LARGEST_HEADER_BYTES = 4096
const HEADERS_TIMEOUT_MS = 10_000

export async function startUploadListener(): Promise<UploadListener> {
  const doors = new Map<string, Door>()
  const options = {
    // Node ends a request after five minutes by default, and ours last for hours.
    requestTimeout: 0,
    headersTimeout: HEADERS_TIMEOUT_MS,
    maxHeaderSize: LARGEST_HEADER_BYTES,
  }
  const server = createServer(options, (request, response) => answer(request, response, doors))
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a numeric address')

  return {
    open(receiver) {
      const secret = randomBytes(24).toString('base64url')
      const door: Door = { receiver, seen: new Set(), running: new Map() }
      doors.set(digest(secret), door)
      return {
        url: `http://${LOOPBACK}:${address.port}/${secret}`,
        async settled() {
          await Promise.all(door.running.values())
        },
        [Symbol.dispose]() {
          doors.delete(digest(secret))
          for (const request of door.running.keys()) request.destroy()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(request: IncomingMessage, response: ServerResponse, doors: ReadonlyMap<string, Door>): void {
  const [, secret = '', track = ''] = UPLOAD_PATH.exec(request.url ?? '') ?? []
  // Secrets are found by their digests, so that the time it takes says nothing about a near miss.
  const door = doors.get(digest(secret))
  const isTaken = door?.seen.has(track) ?? false
  const sink = request.method === 'PUT' && !isTaken ? door?.receiver(track) : null
  if (door && sink) {
    door.seen.add(track)
    const done = receive(request, response, sink).finally(() => door.running.delete(request))
    door.running.set(request, done)
  } else refuse(response, isTaken ? 409 : 404)
}

/** Node closes the connection behind such an answer, however much of the body is to come. */
function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' }).end()
}

function receive(request: IncomingMessage, response: ServerResponse, sink: TrackSink): Promise<void> {
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => sink.write(chunk))
    request.on('error', () => response.destroy())
    // The one event that follows a body's end, a broken connection and a door that was closed.
    request.on('close', () => {
      sink.end(request.complete)
      resolve()
    })
    request.on('end', () => response.writeHead(200).end())
  })
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
