/** The process of a crowd (announce-load.ts): real connections, each viewer behind an address of its own. */

import { WebSocket } from 'ws'
import type { CrowdFigures, CrowdOrder } from './announce-load.ts'

const OFFERS = 5
/** What a browser with two addresses offers for one data channel. */
const SDP = JSON.stringify(`v=0\r\n${'a=candidate:1 1 udp 2113937151 192.0.2.1 50000 typ host\r\n'.repeat(12)}`)
const OPENING_AT_ONCE = 100
const VIEWERS_PER_BLOCK = 20
/** With nothing heard for as long as this, nothing more comes. */
const QUIET_MS = 500

type Viewer = { socket: WebSocket; peerId: string; announced: number }

const viewers: Viewer[] = []
let infoHash = ''
let isAnswering = false
let heard = { acks: 0, offers: 0, answers: 0, refusals: 0 }
let heardAtMs = 0
let onAck = () => {}

process.on('message', (order: CrowdOrder) => {
  const done = order.kind === 'open' ? open(order) : run(order)
  done.then(
    (figures) => process.send?.({ kind: 'done', figures }),
    (error: unknown) => process.send?.({ kind: 'failed', message: String(error) }),
  )
})
process.once('disconnect', () => process.exit())

async function open(order: Extract<CrowdOrder, { kind: 'open' }>): Promise<null> {
  infoHash = order.infoHash
  const waiting = order.tickets.entries()
  const openSome = async () => {
    for (const [index, ticket] of waiting) {
      const viewer = await openViewer(`ws://127.0.0.1:${order.port}/swarm?ticket=${ticket}`, index)
      viewers.push(viewer)
      viewer.socket.send(
        `{"action":"announce","info_hash":"${infoHash}","peer_id":"${viewer.peerId}","event":"started"}`,
      )
    }
  }
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, openSome))
  return null
}

async function openViewer(url: string, index: number): Promise<Viewer> {
  const block = Math.floor(index / VIEWERS_PER_BLOCK)
  const address = `10.${block >> 8}.${block & 255}.${1 + (index % VIEWERS_PER_BLOCK)}`
  const socket = new WebSocket(url, { perMessageDeflate: false, headers: { 'x-forwarded-for': address } })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const viewer = { socket, peerId: `-SH0100-${String(index).padStart(12, '0')}`, announced: 0 }
  socket.on('message', (data) => hear(viewer, data.toString()))
  return viewer
}

function hear({ socket, peerId }: Viewer, text: string): void {
  heardAtMs = performance.now()
  if (text.includes('"offer":')) {
    heard.offers += 1
    if (!isAnswering) return
    const to = /"peer_id":"([^"]+)"/.exec(text)?.[1]
    const offerId = /"offer_id":"([^"]+)"/.exec(text)?.[1]
    socket.send(
      `{"action":"announce","info_hash":"${infoHash}","peer_id":"${peerId}","to_peer_id":"${to}","offer_id":"${offerId}","answer":{"type":"answer","sdp":${SDP}}}`,
    )
  } else if (text.includes('"answer":')) heard.answers += 1
  else {
    heard.acks += 1
    if (text.includes('failure')) heard.refusals += 1
    onAck()
  }
}

/** Every viewer says that it has no link yet, so that each announce brings introductions. */
function announce(viewer: Viewer): void {
  viewer.announced += 1
  const offers = Array.from({ length: OFFERS }, (_, index) => {
    const id = `${viewer.announced}-${index}-${viewer.peerId.slice(-8)}`.padStart(20, '0')
    return `{"offer":{"type":"offer","sdp":${SDP}},"offer_id":"${id}"}`
  })
  viewer.socket.send(
    `{"numwant":${OFFERS},"uploaded":0,"downloaded":0,"left":1,"action":"announce","info_hash":"${infoHash}","peer_id":"${viewer.peerId}","links":0,"offers":[${offers}]}`,
  )
}

function run({ announces, answers, inFlight }: Extract<CrowdOrder, { kind: 'run' }>): Promise<CrowdFigures> {
  isAnswering = answers
  heard = { acks: 0, offers: 0, answers: 0, refusals: 0 }
  let sent = 0
  const next = () => {
    const viewer = viewers[sent % viewers.length]
    if (!viewer || sent === announces) return
    sent += 1
    announce(viewer)
  }
  const startedMs = performance.now()
  onAck = next
  for (let count = 0; count < Math.min(inFlight, announces); count++) next()
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (performance.now() - heardAtMs < QUIET_MS) return
      clearInterval(timer)
      resolve({ ...heard, seconds: (heardAtMs - startedMs) / 1000 })
    }, 20)
  })
}
