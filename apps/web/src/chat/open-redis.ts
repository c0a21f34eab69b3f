/** Redis between several processes of the web app: it carries word of what is new, which each then reads itself. */

import { createAdapter } from '@socket.io/redis-adapter'
import type { Logger } from 'pino'
import { createClient } from 'redis'

const MAX_WAIT_MS = 5000

/** @throws when Redis does not answer at the start; later it is waited for. */
export async function openRedis(url: string, log: Logger) {
  const publisher = createClient({
    url,
    socket: { reconnectStrategy: (tries) => Math.min(MAX_WAIT_MS, 100 * 2 ** tries) },
    disableOfflineQueue: true,
  })
  const subscriber = publisher.duplicate()
  for (const client of [publisher, subscriber]) {
    client.on('error', (error: unknown) => log.warn({ err: error }, 'Redis does not answer'))
  }
  await Promise.all([publisher.connect(), subscriber.connect()])
  // the adapter waits for no answer: a word that cannot be sent must not end the process
  const publish = publisher.publish.bind(publisher)
  Object.assign(publisher, { publish: (channel: string, message: string) => publish(channel, message).catch(() => 0) })
  return {
    adapter: createAdapter(publisher, subscriber),
    /** Word gets through, as far as is known. */
    isThere: () => publisher.isReady && subscriber.isReady,
    async close(): Promise<void> {
      await Promise.allSettled([publisher.close(), subscriber.close()])
    },
  }
}
