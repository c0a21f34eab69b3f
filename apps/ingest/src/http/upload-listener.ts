/** The door that our own ffmpeg children bring segments to: loopback only, each under a secret path of its own. */

import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

type UploadReceiver = (rung: string, file: string, body: Buffer) => boolean
type UploadDoor = Disposable & { url: string }
export type UploadListener = AsyncDisposable & { open(receiver: UploadReceiver): UploadDoor }

const LOOPBACK = '127.0.0.1'
const LARGEST_FILE_BYTES = 67_108_864
const UPLOAD_PATH = /^\/([\w-]{32})\/([a-z0-9]{1,16})\/([\w.-]{1,40})$/
/** Between two segments of at most six seconds an ffmpeg keeps its connections. */
const KEEP_ALIVE_MS = 60_000

export async function startUploadListener(): Promise<UploadListener> {
  const receivers = new Map<string, UploadReceiver>()
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    receive(request, response, receivers).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a numeric address')

  return {
    open(receiver) {
      const secret = randomBytes(24).toString('base64url')
      receivers.set(secret, receiver)
      return {
        url: `http://${LOOPBACK}:${address.port}/${secret}`,
        [Symbol.dispose]: () => {
          receivers.delete(secret)
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

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  receivers: ReadonlyMap<string, UploadReceiver>,
): Promise<void> {
  const [, secret = '', rung = '', file = ''] = UPLOAD_PATH.exec(request.url ?? '') ?? []
  const receiver = receivers.get(secret)
  if (!receiver || request.method !== 'PUT') {
    response.writeHead(404, { connection: 'close' }).end()
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.length
    if (bytes > LARGEST_FILE_BYTES) return void response.destroy()
    chunks.push(chunk)
  }
  response.writeHead(receiver(rung, file, Buffer.concat(chunks)) ? 200 : 404).end()
}
