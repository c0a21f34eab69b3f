/** A viewer's side of the tracker's protocol over a real WebSocket, as the loader's client speaks it. */

import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { z } from 'zod'

const heardSchema = z.object({
  action: z.string().optional(),
  'failure reason': z.string().optional(),
  info_hash: z.string().optional(),
  interval: z.number().optional(),
  incomplete: z.number().optional(),
  peer_id: z.string().optional(),
  offer: z.unknown().optional(),
  answer: z.unknown().optional(),
  offer_id: z.string().optional(),
  banned: z.boolean().optional(),
})
type Heard = z.infer<typeof heardSchema>

export type Peer = AsyncDisposable & {
  ws: WebSocket
  heard: Heard[]
  /** Resolves once the other side has closed. */
  closed: Promise<{ code: number; reason: string }>
  say(message: unknown): void
  announce(options: AnnounceOptions): void
  answer(options: { infoHash: string; peerId: string; to: string; offerId: string }): void
}

type AnnounceOptions = { infoHash: string; peerId: string; event?: string; offerIds?: string[] }

export async function openPeer(url: string): Promise<Peer> {
  const ws = new WebSocket(url)
  const heard: Heard[] = []
  ws.on('message', (data) => heard.push(heardSchema.parse(JSON.parse(data.toString()))))
  // not once(): that rejects too when the door refuses, where nobody waits for this one yet
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    ws.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  await once(ws, 'open')
  const say = (message: unknown) => ws.send(JSON.stringify(message))
  return {
    ...{ ws, heard, closed, say },
    announce: ({ infoHash, peerId, event, offerIds = [] }) =>
      say({
        ...{ action: 'announce', info_hash: infoHash, peer_id: peerId, numwant: 5, uploaded: 0, downloaded: 0 },
        ...(event && { event }),
        offers: offerIds.map((id) => ({ offer: { type: 'offer', sdp: `v=0 ${id}` }, offer_id: id })),
      }),
    answer: ({ infoHash, peerId, to, offerId }) =>
      say({
        ...{ action: 'announce', info_hash: infoHash, peer_id: peerId, to_peer_id: to, offer_id: offerId },
        answer: { type: 'answer', sdp: 'v=0' },
      }),
    async [Symbol.asyncDispose]() {
      ws.terminate()
      await closed
    },
  }
}

/** The status and body of an upgrade that is refused. */
export async function refusalOf(url: string): Promise<{ status: number | undefined; body: string }> {
  const ws = new WebSocket(url)
  ws.on('error', () => {}) // the refusal, again
  const [, response]: [unknown, IncomingMessage] = await new Promise((resolve, reject) => {
    ws.once('unexpected-response', (request, answer) => resolve([request, answer]))
    ws.once('open', () => reject(new Error('the upgrade was not refused')))
  })
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode, body }
}

let made = 0

/** 20 characters that nobody else has. */
export function makeId(prefix: string): string {
  made += 1
  return `${prefix}${String(made).padStart(20 - prefix.length, '0')}`
}
