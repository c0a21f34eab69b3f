/** Bare node:http, where a bench has no better peer: any GET gets a body of its kind, any PUT is hashed as it comes. */

import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { SEGMENT_BYTES } from '../broadcast.ts'
import { listenOnLoopback, tellReady } from './ready.ts'

const segment = randomBytes(SEGMENT_BYTES)
/** As long as the origin's own. */
const playlist = Buffer.from(randomBytes(1560).toString('hex'))

const server = createServer(async (request, response) => {
  if (request.method === 'PUT') {
    const hash = createHash('sha256')
    for await (const chunk of request) hash.update(chunk)
    response.end(hash.digest('base64url'))
    return
  }
  const body = request.url?.endsWith('.m3u8') ? playlist : segment
  response.writeHead(200, { 'content-length': body.length }).end(body)
})
const port = await listenOnLoopback(server)
tellReady({ port, uploadUrl: `http://127.0.0.1:${port}` }, async () => {
  server.closeAllConnections()
  server.close()
})
