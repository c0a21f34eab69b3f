/** A crowd on one tracker: each viewer announces with five offers, and answers every offer that reaches it. */

import { z } from 'zod'

export type Crowd = Disposable & {
  /** Every viewer announces once. Resolves when all announces, and all answers to their offers, have come back. */
  announceAll(): Promise<void>
}

const OFFERS = 5
/** What a browser with two addresses offers for one data channel. */
const SDP = `v=0\r\n${'a=candidate:1 1 udp 2113937151 192.0.2.1 50000 typ host\r\n'.repeat(12)}`
const ROUND_WITHIN_MS = 30_000

const heardSchema = z.object({
  'failure reason': z.string().optional(),
  info_hash: z.string(),
  peer_id: z.string().optional(),
  offer_id: z.string().optional(),
  offer: z.unknown().optional(),
  answer: z.unknown().optional(),
})

export async function openCrowd(urls: readonly string[], infoHash: string): Promise<Crowd> {
  /** What the tracker has sent since the round began. */
  let announced = 0
  let answered = 0
  let onHeard = () => {}
  let onFailed = (_: Error) => {}
  const viewers = await Promise.all(urls.map((url, index) => openViewer(url, idOf('-PM0203-', index))))

  async function openViewer(url: string, peerId: string) {
    const socket = new WebSocket(url)
    await new Promise((resolve, reject) => {
      socket.onopen = resolve
      socket.onerror = () => reject(new Error('a viewer was not let in'))
    })
    const say = (message: object) =>
      socket.send(JSON.stringify({ action: 'announce', info_hash: infoHash, peer_id: peerId, ...message }))
    socket.onmessage = ({ data }) => {
      const heard = heardSchema.parse(JSON.parse(String(data)))
      if (heard['failure reason']) return onFailed(new Error(heard['failure reason']))
      if (heard.offer) {
        say({ answer: { type: 'answer', sdp: SDP }, to_peer_id: heard.peer_id, offer_id: heard.offer_id })
        return
      }
      if (heard.answer) answered += 1
      else if (!heard.peer_id) announced += 1
      onHeard()
    }
    socket.onclose = () => onFailed(new Error('a viewer was cut off'))
    return { socket, say, hasStarted: false }
  }

  return {
    announceAll() {
      announced = 0
      answered = 0
      // the first of all find nobody yet
      const wantedAnswers = viewers.every((viewer) => viewer.hasStarted) ? viewers.length * OFFERS : 0
      const done = new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => onFailed(new Error(`${announced} announced, ${answered} answered`)),
          ROUND_WITHIN_MS,
        )
        onHeard = () => {
          if (announced < viewers.length || answered < wantedAnswers) return
          clearTimeout(timer)
          resolve()
        }
        onFailed = (error) => {
          clearTimeout(timer)
          reject(error)
        }
      })
      for (const [number, viewer] of viewers.entries()) {
        const event = viewer.hasStarted ? {} : { event: 'started' }
        const offers = Array.from({ length: OFFERS }, (_, index) => ({
          offer: { type: 'offer', sdp: SDP },
          offer_id: idOf('offer', number * OFFERS + index),
        }))
        viewer.say({ ...event, numwant: OFFERS, uploaded: 0, downloaded: 0, left: 1, offers })
        viewer.hasStarted = true
      }
      return done
    },
    [Symbol.dispose]() {
      for (const { socket } of viewers) {
        socket.onclose = null
        socket.close()
      }
    },
  }
}

/** 20 characters. */
function idOf(prefix: string, number: number): string {
  return prefix + String(number).padStart(20 - prefix.length, '0')
}
