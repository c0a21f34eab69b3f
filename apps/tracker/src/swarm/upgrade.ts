/** The door: an HTTP upgrade at `/swarm?ticket=` becomes a viewer's socket, or is refused with a status and a reason. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { type AdmissionParts, type AdmissionRefusal, admit } from './admission.ts'
import { MAX_MESSAGE_BYTES } from './announce-message.ts'
import { BadTickets, clientAddress } from './bad-tickets.ts'
import type { Locality } from './locality.ts'
import type { ViewerSockets } from './viewer-sockets.ts'

const STATUS: Record<AdmissionRefusal, string> = {
  'no-ticket': '401 Unauthorized',
  'forged-ticket': '401 Unauthorized',
  'expired-ticket': '401 Unauthorized',
  'p2p-off': '403 Forbidden',
  banned: '403 Forbidden',
  'broadcast-not-on': '403 Forbidden',
  'too-many-connections': '429 Too Many Requests',
}
/** What strangers are told; the others hold a ticket, and are limited by it. */
const OF_STRANGERS: ReadonlySet<AdmissionRefusal> = new Set(['no-ticket', 'forged-ticket', 'expired-ticket'])

export type UpgradeParts = Omit<AdmissionParts, 'mayConnect'> & {
  sockets: ViewerSockets
  locate: (address: string | undefined) => Locality
  trustProxy: boolean
  onRefusal: (reason: AdmissionRefusal | 'unanswered') => void
}

export function createUpgrade(parts: UpgradeParts): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  const badTickets = new BadTickets()
  const admission = { ...parts, mayConnect: (session: string) => parts.sockets.mayConnect(session) }
  wss.on('wsClientError', (_, socket) => refuse(socket, '400 Bad Request', 'bad-upgrade'))
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    void open(request, socket, head)
  }

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = parseUrl(request.url)
    if (url?.pathname !== '/swarm') return refuse(socket, '404 Not Found', 'not-found')
    const locality = parts.locate(clientAddress(request, parts.trustProxy))
    const verdict = await admit(url.searchParams.get('ticket'), admission)
    if (verdict.kind === 'refused') return turnAway(socket, verdict.reason, locality)
    if (socket.destroyed) return
    wss.handleUpgrade(request, socket, head, (ws) => parts.sockets.add(ws, verdict.claims, locality))
  }

  function turnAway(socket: Duplex, reason: AdmissionRefusal, [block]: Locality): void {
    if (OF_STRANGERS.has(reason) && !badTickets.mayAnswer(block ?? '', parts.now())) {
      parts.onRefusal('unanswered')
      socket.destroy()
      return
    }
    parts.onRefusal(reason)
    refuse(socket, STATUS[reason], reason)
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
