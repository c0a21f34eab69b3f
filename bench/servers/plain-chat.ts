/** The least that a chat can be: what one socket sends goes to all, with a number. Keeps nothing, knows nobody. */

import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import { listenOnLoopback, tellReady } from './ready.ts'

const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
let id = 0
sockets.on('connection', (socket) => {
  socket.send('hello')
  socket.on('message', (text) => {
    id += 1
    const line = JSON.stringify({
      id,
      at: Date.now(),
      author: { key: 'k', name: 'n', kind: 'guest' },
      text: String(text),
    })
    socket.send(`said ${id}`)
    for (const other of sockets.clients) if (other !== socket) other.send(line)
  })
})
const port = await listenOnLoopback(server)
tellReady({ port }, async () => {
  for (const socket of sockets.clients) socket.terminate()
  server.close()
})
