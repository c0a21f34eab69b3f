/** The door: an HTTP upgrade at `/swarm?ticket=` becomes a viewer's socket, or is refused with a status and a reason. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { type AdmissionParts, type AdmissionRefusal, admit } from './admission.ts'
import { MAX_MESSAGE_BYTES } from './announce-message.ts'
import type { ViewerSockets } from './viewer-sockets.ts'

const STATUS: Record<AdmissionRefusal, string> = {
  'no-ticket': '401 Unauthorized',
  'forged-ticket': '401 Unauthorized',
  'expired-ticket': '401 Unauthorized',
  'p2p-off': '403 Forbidden',
  'broadcast-not-on': '403 Forbidden',
}

export type UpgradeParts = AdmissionParts & { sockets: ViewerSockets; onRefusal: (reason: AdmissionRefusal) => void }

export function createUpgrade(parts: UpgradeParts): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  wss.on('wsClientError', (_, socket) => refuse(socket, '400 Bad Request', 'bad-upgrade'))
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    void open(request, socket, head)
  }

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = parseUrl(request.url)
    if (url?.pathname !== '/swarm') return refuse(socket, '404 Not Found', 'not-found')
    const admission = await admit(url.searchParams.get('ticket'), parts)
    if (admission.kind === 'refused') {
      parts.onRefusal(admission.reason)
      return refuse(socket, STATUS[admission.reason], admission.reason)
    }
    if (socket.destroyed) return
    wss.handleUpgrade(request, socket, head, (ws) => parts.sockets.add(ws, admission.claims))
  }
}

function parseUrl(path: string | undefined): URL | null {
  return URL.parse(path ?? '', 'ws://tracker')
}

function refuse(socket: Duplex, status: string, reason: string): void {
  const body = JSON.stringify({ error: reason })
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy())
}
