/** What happens to a broadcast now and then: the publisher goes away and comes back, and its encoder is killed. */

import { type Publisher, startPublisher } from '../publisher.ts'
import type { ProcessWatch } from './process-watch.ts'

export type Faults = AsyncDisposable & { done: { reconnects: number; encoderKills: number } }

const EVERY_MS = 40_000
const AWAY_MS = 3000

export function startFaults(publishUrl: string, watch: ProcessWatch): Faults {
  const done = { reconnects: 0, encoderKills: 0 }
  let publisher: Publisher = startPublisher(publishUrl)
  let turn = 0
  let current: Promise<void> = Promise.resolve()

  async function reconnect(): Promise<void> {
    await publisher.stop()
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS))
    publisher = startPublisher(publishUrl)
    done.reconnects += 1
  }

  async function killEncoder(): Promise<void> {
    const [pid] = await watch.encoderPids()
    if (pid === undefined) return
    process.kill(pid, 'SIGKILL')
    done.encoderKills += 1
  }

  const timer = setInterval(() => {
    turn += 1
    current = (turn % 2 === 1 ? killEncoder() : reconnect()).catch((error: unknown) => console.error('a fault:', error))
  }, EVERY_MS)

  return {
    done,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await current
      await publisher.stop()
    },
  }
}
