/** Two viewers of another broadcast who are introduced to each other again and again while all of it goes on. */

import { openPeer } from '../../apps/tracker/src/testing/peer.ts'
import { infoHash, signTicket } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { HONEST_BROADCAST } from './broadcasts.ts'

/** Fewer a second than the offers that a viewer may make for ever. */
const APART_MS = 1200
/** Of a tracker that has something to do. */
const WITHIN_MS = 30_000

export type HonestFigures = { introductions: number; missed: number; slowestMs: number; cutOff: number }

export type HonestPair = { stop(): Promise<HonestFigures> }

export async function startHonestPair(port: number): Promise<HonestPair> {
  const open = async () =>
    openPeer(
      `ws://127.0.0.1:${port}/swarm?ticket=${await signTicket({ broadcast: HONEST_BROADCAST, lifetimeSeconds: 86_400 })}`,
    )
  const [one, other] = await Promise.all([open(), open()])
  const swarm = infoHash(HONEST_BROADCAST)
  const ids = { one: '-SH0100-honest-one-1', other: '-SH0100-honest-two-2' }
  const figures: HonestFigures = { introductions: 0, missed: 0, slowestMs: 0, cutOff: 0 }
  let isStopping = false
  let round = 0
  for (const peer of [one, other])
    void peer.closed.then(() => {
      figures.cutOff += Number(!isStopping)
    })

  const introduce = async () => {
    const offerId = String(++round).padStart(20, '0')
    const startedMs = performance.now()
    const isAnswered = () => one.heard.some(({ offer_id, answer }) => offer_id === offerId && answer !== undefined)
    // a stop and a start: whoever is linked already is not introduced again
    one.announce({ infoHash: swarm, peerId: ids.one, event: 'stopped' })
    one.announce({ infoHash: swarm, peerId: ids.one, event: 'started', offerIds: [offerId] })
    let hasAnswered = false
    while (!isAnswered() && performance.now() - startedMs < WITHIN_MS) {
      if (!hasAnswered && other.heard.some(({ offer_id, offer }) => offer_id === offerId && offer !== undefined)) {
        hasAnswered = true
        other.answer({ infoHash: swarm, peerId: ids.other, to: ids.one, offerId })
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    figures.introductions += 1
    figures.missed += Number(!isAnswered())
    figures.slowestMs = Math.max(figures.slowestMs, performance.now() - startedMs)
    one.heard.length = 0
    other.heard.length = 0
  }
  other.announce({ infoHash: swarm, peerId: ids.other, event: 'started' })
  const going = (async () => {
    while (!isStopping) {
      await introduce()
      other.announce({ infoHash: swarm, peerId: ids.other })
      await new Promise((resolve) => setTimeout(resolve, APART_MS))
    }
  })()
  return {
    async stop() {
      isStopping = true
      await going
      for (const peer of [one, other]) await peer[Symbol.asyncDispose]()
      return figures
    },
  }
}
