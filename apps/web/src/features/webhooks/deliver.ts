/** Takes up what happens to broadcasts and delivers it to webhooks; any number of web processes share the work. */

import type { Database } from '@shoal/db/database'
import {
  type DeliveryOutcome,
  type DueDelivery,
  forgetDeliveries,
  noteDelivery,
  type TakenEvent,
  takeBroadcastEvents,
  takeDueDeliveries,
} from '@shoal/db/webhook-deliveries'
import type { Logger } from 'pino'
import { type OutsideOutcome, postOutside } from '../../server/outside-request.ts'
import { bodyFor, type DiscordWords } from './delivery-body.ts'
import { retryDelayMs } from './retry-delay.ts'
import { signDelivery } from './sign-delivery.ts'

const EVENTS_AT_ONCE = 20
/** Deliveries under way in this process, and those of them at one receiver: one that hangs has its own few places. */
const MOST_AT_ONCE = 64
const MOST_EACH = 8
const TIMEOUT_MS = 10_000
/** Longer than any attempt takes. */
const LEASE_MS = 60_000
const FORGET_AFTER_MS = 30 * 24 * 3600_000
const FORGET_EVERY_MS = 3600_000

type DeliverOptions = {
  database: Database
  log: Logger
  /** Where the watch pages are, without a slash at the end. */
  siteUrl: string
  /** Hosts that may be asked though they are in a private network. */
  allow: readonly string[]
  words: () => Promise<DiscordWords>
  /** Hears of each event that this process took up. */
  onEvent: (event: TakenEvent) => Promise<void>
  everyMs?: number
  delayMs?: (attempts: number) => number | null
}

/** Returns how to stop it; what is on its way then is finished first. */
export function startDeliveries(options: DeliverOptions): () => Promise<void> {
  const { log, everyMs = 1000 } = options
  const underWay = new Set<UnderWay>()
  const nap = createNap()
  let isStopped = false
  let isFailing = false
  let forgottenAtMs = 0

  /** Nobody waits for it, so that events and other receivers' deliveries are taken up meanwhile. */
  const begin = (delivery: DueDelivery) => {
    const { id, receiver } = delivery
    const one: UnderWay = {
      receiver,
      done: deliver(delivery, options)
        .catch((error) => log.warn({ err: error, delivery: id }, 'a delivery came to nothing; its lease runs out'))
        .finally(() => {
          // others may have waited for its place
          if (underWay.size >= MOST_AT_ONCE || (countByReceiver(underWay).get(receiver) ?? 0) >= MOST_EACH) nap.end()
          underWay.delete(one)
        }),
    }
    underWay.add(one)
  }

  const run = async () => {
    while (!isStopped) {
      try {
        await takeEvents(options)
        for (const delivery of await takeDue(options.database, underWay)) begin(delivery)
        if (Date.now() - forgottenAtMs > FORGET_EVERY_MS) {
          forgottenAtMs = Date.now()
          await forgetDeliveries(options.database, { before: new Date(forgottenAtMs - FORGET_AFTER_MS) })
        }
        isFailing = false
      } catch (error) {
        if (!isFailing) log.warn({ err: error }, 'deliveries cannot be read; they wait')
        isFailing = true
      }
      if (!isStopped) await nap.take(everyMs)
    }
  }
  const running = run()
  return async () => {
    isStopped = true
    nap.end()
    await running
    await Promise.all([...underWay].map(({ done }) => done))
  }
}

type UnderWay = { receiver: string; done: Promise<void> }

function takeDue(database: Database, underWay: ReadonlySet<UnderWay>): Promise<DueDelivery[]> {
  const limit = MOST_AT_ONCE - underWay.size
  const busy = countByReceiver(underWay)
  return takeDueDeliveries(database, { now: new Date(), limit, leaseMs: LEASE_MS, limitEach: MOST_EACH, busy })
}

function countByReceiver(underWay: ReadonlySet<UnderWay>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { receiver } of underWay) counts.set(receiver, (counts.get(receiver) ?? 0) + 1)
  return counts
}

/** Waits that can be cut short; one that is ended before it is taken is none. */
function createNap(): { take(ms: number): Promise<void>; end(): void } {
  let isOver = false
  let wake = () => {}
  return {
    async take(ms) {
      if (!isOver) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      isOver = false
    },
    end() {
      isOver = true
      wake()
    },
  }
}

async function takeEvents({ database, siteUrl, onEvent, log }: DeliverOptions): Promise<void> {
  const taken = await takeBroadcastEvents(database, { now: new Date(), limit: EVENTS_AT_ONCE, siteUrl })
  for (const event of taken) {
    // nobody waits for a slow push service
    onEvent(event).catch((error) => log.warn({ err: error, event: event.kind }, 'followers could not be told'))
  }
}

async function deliver(delivery: DueDelivery, { database, log, allow, words, delayMs }: DeliverOptions): Promise<void> {
  const { id, event, attempts, url, secret } = delivery
  const body = await bodyFor(delivery, words)
  const outcome = await postOutside({
    ...{ url, body, allow, timeoutMs: TIMEOUT_MS },
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Shoal-Webhooks/1',
      'Shoal-Event': event,
      'Shoal-Delivery': id,
      'Shoal-Signature': signDelivery(body, { secret, atMs: Date.now() }),
    },
  })
  const judged = judge(outcome, attempts, delayMs ?? retryDelayMs)
  if (judged.state === 'failed')
    log.info({ delivery: id, event, attempts, error: judged.error }, 'a webhook was given up')
  await noteDelivery(database, id, judged)
}

function judge(
  outcome: OutsideOutcome,
  attempts: number,
  delayMs: (attempts: number) => number | null,
): DeliveryOutcome {
  if (outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300) {
    return { state: 'delivered', status: outcome.status }
  }
  const status = outcome.kind === 'answered' ? outcome.status : null
  const error = outcome.kind === 'answered' ? `it answered ${outcome.status}` : outcome.why
  // an address in a private network, and a receiver that says it is gone, will be so tomorrow
  const isHopeless = outcome.kind === 'refused-address' || status === 410
  const delay = isHopeless ? null : delayMs(attempts)
  if (delay === null) return { state: 'failed', status, error }
  return { state: 'waiting', status, error, nextAttemptAt: new Date(Date.now() + delay) }
}
